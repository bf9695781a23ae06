import { type SimulatedPost } from "../../testing/index.js";
import { type Colours } from "../output.js";

const STATUS_WIDTH = 12;
const TIME_WIDTH = 8;
const SCENARIO_WIDTH = "incoming-call".length;
const EVENT_WIDTH = "callStatusChanged".length;

/** `200           3 ms  conversation   smsReply           repeated, slow` */
export function postLine({ status, error, milliseconds, scenario, event, faults, right }: SimulatedPost, colours: Colours): string {
  const answer = String(status ?? error).padEnd(STATUS_WIDTH);
  const time = `${Math.round(milliseconds)} ms`.padStart(TIME_WIDTH);
  const said = (event?.type ?? "cut off").padEnd(EVENT_WIDTH);
  return `${right ? colours.green(answer) : colours.red(answer)}${time}  ${scenario.padEnd(SCENARIO_WIDTH)}  ${said}  ${colours.dim(faults.join(", "))}`.trimEnd();
}
