import { type SimulationReport } from "../../testing/index.js";
import { type Colours } from "../output.js";
import { rounded } from "./records.js";

/** What came of a simulation, in two columns. */
export function summary(report: SimulationReport, { bold, red, yellow }: Colours): string[] {
  const { seed, lives, posts, statuses, errors, cutOff, times, scenarios, faults, expected } = report;
  const rows: [name: string, value: string][] = [
    ["seed", seed],
    ["posts", `${posts} in ${lives} life cycles`],
    ["answered", counted({ ...statuses, ...errors }) || "none"],
    ["cut off", cutOff.posts === 0 ? "" : `${cutOff.posts}, answered: ${counted(cutOff.statuses) || "none"}`],
    ["times", times ? `p50 ${ms(times.p50)}, p95 ${ms(times.p95)}, p99 ${ms(times.p99)}, max ${ms(times.max)}` : ""],
    ["scenarios", counted(scenarios)],
    ["faults", counted(faults)],
    ["events", `${expected.length}, each to be recorded once`],
  ];
  const widest = Math.max(...rows.map(([name]) => name.length));
  const table = rows.filter(([, value]) => value !== "").map(([name, value]) => `${bold(name.padEnd(widest))}  ${value}`);
  const idle = Object.entries(faults).flatMap(([name, count]) => (count === 0 ? [name] : []));
  return [
    "",
    ...table,
    ...(idle.length === 0 ? [] : [yellow(`Nothing in these scenarios could have the fault ${idle.join(", ")}.`)]),
    ...(report.stopped ? [yellow("It was stopped before all was posted.")] : []),
    ...(report.right || report.stopped ? [] : [red("Not every post was answered as it must be: 200 when it is whole, anything else when it is cut off.")]),
  ];
}

/** `200: 41, 503: 2` */
function counted(counts: Readonly<Partial<Record<string, number>>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name}: ${count ?? 0}`)
    .join(", ");
}

function ms(time: number): string {
  return `${rounded(time)} ms`;
}
