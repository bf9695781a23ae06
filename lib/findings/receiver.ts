import { type ReceiverReport } from "../probe-report.js";
import { type Finding, finding, isProblemCode, problem } from "./finding.js";
import { health } from "./health.js";

/** What is looked at for itself. */
const KNOWN = ["CDYNE_HANDLER_NONE", "CDYNE_MEMORY_INBOX"];

/** What is wrong with a receiver by its own word, whoever has asked. */
export function receiver({ production, durable, inbox, delivers, handlers, unhandled, warnings }: ReceiverReport): Finding[] {
  const idle = delivers && handlers.length === 0;
  return [
    ...(production && !durable ? [finding("DOCTOR_MEMORY_INBOX")] : []),
    ...("error" in inbox ? [finding("DOCTOR_INBOX_DOWN", inbox.error)] : "waiting" in inbox ? health(inbox) : []),
    ...(idle ? [finding("DOCTOR_HANDLERS_NONE")] : []),
    ...(unhandled.length > 0 ? [finding("DOCTOR_UNHANDLED", unhandled.join(", "))] : []),
    ...warnings.filter((code) => !KNOWN.includes(code)).map(warning),
  ];
}

/** What the library has warned of in the host's log. */
function warning(code: string): Finding {
  const what = "The receiver has warned of this in its log.";
  if (isProblemCode(code)) return problem(code, "warning", what);
  return { code, severity: "warning", what, why: "This version of the doctor does not know the code.", mend: "Bring the doctor up to date." };
}
