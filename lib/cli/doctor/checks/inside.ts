import { type ProbeInside } from "../../../probe-report.js";
import { type Finding, finding } from "../../../findings/finding.js";
import { type Probed } from "../host.js";
import { receiver } from "../../../findings/receiver.js";

/** How much a clock may be off, in milliseconds. */
const CLOCK_TOLERANCE = 30_000;

/** What the receiver tells of itself. */
export function inside({ report, begun, took }: Probed): Finding[] {
  const off = offset(report.now, begun, took);
  const clock = Math.abs(off) > CLOCK_TOLERANCE ? [finding("DOCTOR_CLOCK", `By ${Math.round(off / 1000)} s.`)] : [];
  // Without `tokens` it tells nothing, because anybody could ask.
  if (!report.inside) return [...clock, finding("DOCTOR_OPEN_DOOR", "The receiver has `tokens: false`.")];
  return [...clock, ...receiver(report.inside), ...request(report.inside)];
}

/** The answer was made somewhere between question and answer. */
function offset(now: number, begun: number, took: number): number {
  if (now < begun) return now - begun;
  return Math.max(0, now - begun - took);
}

function request({ request: { header, forwardedFor, trustsProxy } }: ProbeInside): Finding[] {
  return [
    ...(header ? [] : [finding("DOCTOR_HEADER_LOST")]),
    ...(forwardedFor > 0 && !trustsProxy ? [finding("DOCTOR_PROXY_ADDRESS", `Proxies: ${forwardedFor}.`)] : []),
  ];
}
