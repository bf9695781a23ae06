import { type Health } from "../index.js";
import { type Finding, finding } from "./finding.js";

/** How long a postback may wait, in milliseconds. */
const LONGEST_WAIT = 300_000;

/** How an inbox is doing. */
export function health({ waiting, running, dead, oldestAge }: Health, reasons = ""): Finding[] {
  const late = oldestAge > LONGEST_WAIT;
  return [
    ...(late ? [finding("DOCTOR_BACKLOG", `${waiting} wait, ${running} run, the oldest for ${Math.round(oldestAge / 60_000)} minutes.`)] : []),
    ...(dead > 0 ? [finding("DOCTOR_DEAD_LETTERS", `${dead} in all${reasons}.`)] : []),
  ];
}
