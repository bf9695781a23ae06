import { type SimulationReport } from "../../testing/index.js";
import { type Colours } from "../output.js";
import { rounded } from "./records.js";

/** What came of a simulation, in two columns. @param foundNobody Whether it was ended because nobody listens: then the rest has reached no connection that could break. */
export function summary(report: SimulationReport, foundNobody: boolean, { bold, red, yellow }: Colours): string[] {
  const { seed, lives, posts, statuses, errors, cutOff, times, scenarios, faults } = report;
  const { stopped: brokenOff = 0, ...unanswered } = errors;
  const notTried = brokenOff + (cutOff.errors["stopped"] ?? 0);
  const recorded = eventsIn(report);
  const rows: [name: string, value: string][] = [
    ["seed", seed],
    ["posts", `${posts - notTried} in ${lives} life cycles${notTried === 0 ? "" : `, and ${notTried} ${foundNobody ? "not posted" : "broken off"}`}`],
    ["answered", counted(statuses) || "none"],
    ["no answer", counted(unanswered)],
    ["cut off", cutOff.posts === 0 ? "" : `${cutOff.posts} on purpose: ${counted({ ...cutOff.statuses, ...withoutAnswer(cutOff.errors) })}`],
    ["times", times ? `p50 ${ms(times.p50)}, p95 ${ms(times.p95)}, p99 ${ms(times.p99)}, max ${ms(times.max)}` : ""],
    ["scenarios", counted(scenarios)],
    ["faults", counted(faults)],
    ["events", recorded === 0 ? "none was answered with 200, so none needs to be recorded" : `${recorded}, each to be recorded once`],
  ];
  const widest = Math.max(...rows.map(([name]) => name.length));
  const table = rows.filter(([, value]) => value !== "").map(([name, value]) => `${bold(name.padEnd(widest))}  ${value}`);
  const idle = Object.entries(faults).flatMap(([name, count]) => (count === 0 ? [name] : []));
  return [
    "",
    ...table,
    ...(idle.length === 0 ? [] : [yellow(`Nothing in these scenarios could have the fault ${idle.join(", ")}.`)]),
    ...(report.stopped ? [yellow("It was stopped before all was posted.")] : []),
    ...(report.right && !report.stopped ? [allIsWell(report)] : []),
    ...(report.right || report.stopped ? [] : [red("Not every post was answered as it must be: 200 when it is whole, anything else when it is cut off.")]),
  ];
}

/** How many events must be recorded, because a post of theirs was answered with 200. */
export function eventsIn({ expected }: SimulationReport): number {
  return expected.filter(({ answered }) => answered).length;
}

/** What fails on purpose looks like a failure otherwise. */
function allIsWell({ posts, cutOff }: SimulationReport): string {
  if (cutOff.posts === 0) return `All ${posts} posts were answered with 200.`;
  return `All ${posts - cutOff.posts} whole posts were answered with 200; ${cutOff.posts} were cut off on purpose.`;
}

/** Why is of no interest where the connection was cut on purpose. */
function withoutAnswer(errors: Readonly<Record<string, number>>): Record<string, number> {
  const { stopped = 0, ...others } = errors;
  const none = Object.values(others).reduce((sum, count) => sum + count, 0);
  return { ...(none > 0 && { "no answer": none }), ...(stopped > 0 && { "broken off": stopped }) };
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
