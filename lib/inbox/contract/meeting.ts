import { deepStrictEqual as equal, rejects } from "node:assert/strict";
import { type Inbox, type Present } from "../inbox.js";
import { type Checks, LEASE } from "./steps.js";

type RollCall = (process: string, handlers: readonly string[], lease?: number) => Promise<readonly Present[]>;

/** An inbox of one process has nothing to be checked here. */
function checkOf(check: (rollCall: RollCall, inbox: Inbox) => Promise<void>): (inbox: Inbox) => Promise<void> {
  return async (inbox) => {
    if (!inbox.rollCall) return;
    await check(async (process, handlers, lease = LEASE) => sorted((await inbox.rollCall?.(process, handlers, lease)) ?? []), inbox);
  };
}

function sorted(present: readonly Present[]): Present[] {
  return [...present].sort((one, other) => (one.process < other.process ? -1 : 1));
}

/** What has to be known of the processes that deliver. */
export const MEETING: Checks = {
  "each process learns which handlers the others have now": checkOf(async (rollCall) => {
    equal(await rollCall("a", ["smsSent:save"]), []);
    equal(await rollCall("b", []), [{ process: "a", handlers: ["smsSent:save"] }]);
    equal(await rollCall("a", ["smsSent:save", "any:odd \0\ud800é'\"{}"]), [{ process: "b", handlers: [] }]);
    const [a, b] = await rollCall("c", ["any:c"]);
    equal([a?.process, a?.handlers.length, b], ["a", 2, { process: "b", handlers: [] }]);
  }),

  "who has left, or says nothing for longer than its time, is not there": checkOf(async (rollCall) => {
    await Promise.all(["a", "b", "c"].map(async (process) => rollCall(process, [process])));
    equal(await rollCall("a", ["a"], 0), ["b", "c"].map((process) => ({ process, handlers: [process] })));
    equal(await rollCall("b", ["b"]), [{ process: "c", handlers: ["c"] }]);
    equal(await rollCall("a", ["again"]), ["b", "c"].map((process) => ({ process, handlers: [process] })));
    equal((await rollCall("b", ["b"]))[0], { process: "a", handlers: ["again"] });
  }),

  "nobody is met once the inbox is closed": checkOf(async (rollCall, inbox) => {
    await inbox.close();
    await rejects(rollCall("a", []), { code: "CDYNE_CLOSED" });
  }),
};
