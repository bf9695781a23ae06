import { type SimulatedPost } from "../../testing/index.js";
import { type Colours } from "../output.js";
import { foundNobody } from "../post.js";

const STATUS_WIDTH = 12;
const TIME_WIDTH = 8;
const SCENARIO_WIDTH = "incoming-call".length;
const EVENT_WIDTH = "callStatusChanged".length;

/** `200           3 ms  conversation   smsReply           repeated, slow` */
export function postLine(post: SimulatedPost, colours: Colours): string {
  const { status, error, milliseconds, scenario, event, faults, right } = post;
  // That it fails is what it is for.
  const asMeant = event === undefined && right && !foundNobody(error) && error !== "stopped";
  const answer = String(status ?? (asMeant ? "no answer" : error)).padEnd(STATUS_WIDTH);
  const time = `${Math.round(milliseconds)} ms`.padStart(TIME_WIDTH);
  const said = (event?.type ?? (asMeant ? "cut off, as meant" : "cut off")).padEnd(EVENT_WIDTH);
  if (asMeant) return colours.dim(`${answer}${time}  ${scenario.padEnd(SCENARIO_WIDTH)}  ${said}  ${faults.join(", ")}`);
  return `${event && right ? colours.green(answer) : colours.red(answer)}${time}  ${scenario.padEnd(SCENARIO_WIDTH)}  ${said}  ${colours.dim(faults.join(", "))}`.trimEnd();
}
