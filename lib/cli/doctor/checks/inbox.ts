import { type Inbox, PostbackError } from "../../../index.js";
import { errorCode } from "../../error-code.js";
import { type Finding, finding, problem } from "../finding.js";
import { health } from "./health.js";

/** More reasons are not told. */
const MOST_REASONS = 5;
const PAGE = 500;

/** Looks into an inbox and changes nothing in it. */
export async function inbox(of: Inbox): Promise<Finding[]> {
  try {
    const { oldest, ...counts } = await of.health();
    const reasons = counts.dead > 0 ? await reasonsIn(of) : "";
    return health({ ...counts, oldestAge: oldest ? Date.now() - oldest.getTime() : 0 }, reasons);
  } catch (error) {
    if (error instanceof PostbackError) return [problem(error.code, "error", "The inbox cannot be opened.")];
    return [finding("DOCTOR_INBOX_DOWN", errorCode(error))];
  }
}

/** By what they have in common: the event, and the error without its place. */
async function reasonsIn(of: Inbox): Promise<string> {
  const { items } = await of.list({ state: "dead", limit: PAGE });
  const counts = new Map<string, number>();
  for (const { postback, lastError } of items) {
    const reason = `${postback.type}: ${lastError?.split("\n")[0] ?? "no error"}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const most = [...counts].toSorted(([, one], [, other]) => other - one).slice(0, MOST_REASONS);
  return `: ${most.map(([reason, count]) => `${count} × ${reason}`).join(", ")}`;
}
