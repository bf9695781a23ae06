import { type Inbox, type InboxHealth, PostbackError } from "../../../index.js";
import { errorCode } from "../../error-code.js";
import { quoted } from "../../quoted.js";
import { type Finding, finding, problem } from "../../../findings/finding.js";
import { health } from "../../../findings/health.js";

/** More reasons are not told. */
const MOST_REASONS = 5;
const PAGE = 500;

/** Looks into an inbox and changes nothing in it. @param listened The file, where `listen` has made it. */
export async function inbox(of: Inbox, listened?: string): Promise<Finding[]> {
  try {
    const { oldest, ...counts } = await of.health();
    if (listened !== undefined) return ofListen(counts, listened);
    const reasons = counts.dead > 0 ? await reasonsIn(of) : "";
    return health({ ...counts, oldestAge: oldest ? Date.now() - oldest.getTime() : 0 }, reasons);
  } catch (error) {
    if (error instanceof PostbackError) return [problem(error.code, "error", "The inbox cannot be opened.")];
    return [finding("DOCTOR_INBOX_UNREADABLE", errorCode(error))];
  }
}

/** There is no application that could deliver them from it. */
function ofListen({ dead, waiting }: Pick<InboxHealth, "dead" | "waiting">, file: string): Finding[] {
  const replay = (state: string): string => `npx cdyne-postback replay ${quoted(file)} --state ${state} --to <url>`;
  return [
    ...(dead > 0 ? [finding("DOCTOR_FORWARD_FAILED", `${dead} in all. To send them: ${replay("dead")}`)] : []),
    ...(waiting > 0 ? [finding("DOCTOR_FORWARD_WAITING", `${waiting} in all. To send them: ${replay("waiting")}`)] : []),
  ];
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
