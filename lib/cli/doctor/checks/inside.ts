import { type ProbeInside } from "../../../probe-report.js";
import { type Finding, type Severity, finding, isProblemCode, problem } from "../finding.js";
import { type Probed } from "../host.js";
import { health } from "./health.js";

/** How much a clock may be off, in milliseconds. */
const CLOCK_TOLERANCE = 30_000;

/** What the doctor has looked at itself. */
const KNOWN = ["CDYNE_HANDLER_NONE", "CDYNE_MEMORY_INBOX"];

/** What the receiver tells of itself. */
export function inside({ report, begun, took }: Probed): Finding[] {
  const off = offset(report.now, begun, took);
  const clock = Math.abs(off) > CLOCK_TOLERANCE ? [finding("DOCTOR_CLOCK", `By ${Math.round(off / 1000)} s.`)] : [];
  // Without `tokens` it tells nothing, because anybody could ask.
  if (!report.inside) return [...clock, finding("DOCTOR_OPEN_DOOR", "The receiver has `tokens: false`.")];
  return [...clock, ...process(report.inside), ...request(report.inside), ...warnings(report.inside)];
}

/** The answer was made somewhere between question and answer. */
function offset(now: number, begun: number, took: number): number {
  if (now < begun) return now - begun;
  return Math.max(0, now - begun - took);
}

function process({ production, durable, inbox, delivers, handlers, unhandled }: ProbeInside): Finding[] {
  const idle = delivers && handlers.length === 0;
  return [
    ...(production && !durable ? [finding("DOCTOR_MEMORY_INBOX")] : []),
    ...("error" in inbox ? [finding("DOCTOR_INBOX_DOWN", inbox.error)] : "waiting" in inbox ? health(inbox) : []),
    ...(idle ? [finding("DOCTOR_HANDLERS_NONE")] : []),
    ...(unhandled.length > 0 ? [finding("DOCTOR_UNHANDLED", unhandled.join(", "))] : []),
  ];
}

function request({ request: { header, forwardedFor, trustsProxy } }: ProbeInside): Finding[] {
  return [
    ...(header ? [] : [finding("DOCTOR_HEADER_LOST")]),
    ...(forwardedFor > 0 && !trustsProxy ? [finding("DOCTOR_PROXY_ADDRESS", `Proxies: ${forwardedFor}.`)] : []),
  ];
}

/** What the library has warned of in the host's log. */
function warnings({ warnings: codes }: ProbeInside): Finding[] {
  const severity: Severity = "warning";
  const news = codes.filter((code) => !KNOWN.includes(code));
  return news.map((code) =>
    isProblemCode(code)
      ? problem(code, severity, "The receiver has warned of this in its log.")
      : { code, severity, what: "The receiver has warned of this in its log.", why: "This version of the doctor does not know the code.", mend: "Bring the doctor up to date." },
  );
}
