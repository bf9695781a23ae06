import { deepStrictEqual as equal, rejects } from "node:assert/strict";
import { classify } from "../../wire/classify.js";
import { type Inbox } from "../inbox.js";
import { type Deed, type Inspection } from "../inspection.js";
import { type NewSend } from "../send-log.js";
import { type Checks, LEASE, all, claimOne, delivered, raws, receipt, sent } from "./steps.js";

const DEED: Deed = { at: new Date(1000), by: "Ann \0é", which: "state dead" };
const THEM = "+17575449511";
const US = "+17575449510";

function send(id: string, at: number, more: Partial<NewSend> = {}): NewSend {
  return { id, to: THEM, from: US, referenceId: undefined, length: 5, context: undefined, at: new Date(at), ...more };
}

/** An inbox that cannot be looked at as a whole has nothing to be checked here. */
function checkOf(check: (inspection: Inspection, inbox: Inbox) => Promise<void>): (inbox: Inbox) => Promise<void> {
  return async (inbox) => {
    if (inbox.inspection) await check(inbox.inspection, inbox);
  };
}

/** Has each of these end in this state, one after another. */
async function end(inbox: Inbox, state: "delivered" | "dead", count: number, error?: string): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const { id } = await claimOne(inbox);
    await inbox.settle([{ id, state, handled: [], error }]);
  }
}

/** What a page over the inbox needs. */
export const INSPECTING: Checks = {
  "counts what a filter finds, up to a limit": checkOf(async (inspection, inbox) => {
    for (let id = 1; id <= 5; id += 1) await inbox.record([sent(id), receipt(id, "1")]);
    equal(await inspection.count({ type: "smsSent" }, 10), { count: 5, more: false });
    equal(await inspection.count({ type: "smsSent" }, 5), { count: 5, more: false });
    equal(await inspection.count({ type: "smsSent" }, 4), { count: 4, more: true });
    equal(await inspection.count({ number: "+17575449512", state: "dead" }, 10), { count: 0, more: false });
    equal(await inspection.count({}, 100), { count: 10, more: false });
  }),

  "discards what waits or is dead, leaves what runs or was delivered, and its line goes on": checkOf(async (inspection, inbox) => {
    await inbox.record([receipt(1, "1"), receipt(1, "2"), receipt(1, "3"), sent(2), sent(3), sent(4)]);
    const running = await claimOne(inbox);
    await end(inbox, "delivered", 1);
    await end(inbox, "dead", 1, "Error");
    equal(await inspection.discard({ keys: [receipt(1, "1"), receipt(1, "2"), sent(2), sent(3)].map(({ key }) => key) }, DEED), 2);
    const states = new Map((await all(inbox)).map(({ postback, state }) => [postback.raw, state]));
    const of = [receipt(1, "1"), receipt(1, "2"), receipt(1, "3"), sent(2), sent(3), sent(4)].map(({ raw }) => states.get(raw));
    equal(of, ["running", "discarded", "waiting", "delivered", "discarded", "waiting"]);
    const [dead] = await all(inbox, { keys: [sent(3).key] });
    equal([dead?.lastError, dead?.settledAt !== undefined, (await inbox.health()).dead], ["Error", true, 0]);
    await inbox.settle([delivered(running)]);
    equal(raws(await inbox.claim(10, LEASE)).sort(), [receipt(1, "3").raw, sent(4).raw].sort());
  }),

  "what stands behind a discarded one is handed out": checkOf(async (inspection, inbox) => {
    await inbox.record([receipt(1, "1"), receipt(1, "2"), receipt(1, "3")]);
    const first = await claimOne(inbox);
    await inbox.settle([{ id: first.id, state: "waiting", after: LEASE, handled: [] }]);
    equal(await inbox.claim(10, LEASE), []);
    equal(await inspection.discard({ keys: [receipt(1, "1").key] }, DEED), 1);
    equal(raws(await inbox.claim(10, LEASE)), [receipt(1, "2").raw]);
    equal((await all(inbox, { state: "discarded" })).map(({ due }) => due), [undefined]);
    equal(await inbox.redeliver({ state: "discarded" }), 1);
    equal(await inspection.discard({ subject: "message:m-1" }, DEED), 2);
    equal(await inbox.claim(10, LEASE), []);
  }),

  "notes what was done by hand, and nothing that changed nothing": checkOf(async (inspection, inbox) => {
    await inbox.record([sent(1), sent(2), sent(3)]);
    equal(await inspection.discard({ state: "dead" }, DEED), 0);
    equal(await inspection.audit(10), { items: [], next: undefined });
    await end(inbox, "dead", 2);
    equal(await inspection.redeliver({ state: "dead" }, DEED), 2);
    equal(await inspection.discard({ state: "waiting" }, { ...DEED, at: new Date(2000), by: undefined, which: "state waiting" }), 3);
    const first = await inspection.audit(1);
    equal(first.items, [{ at: new Date(2000), by: undefined, which: "state waiting", action: "discard", count: 3 }]);
    const second = await inspection.audit(1, first.next);
    equal(second.items.map(({ at, which, action, count }) => ({ at, which, action, count })), [{ at: DEED.at, which: DEED.which, action: "redeliver", count: 2 }]);
    equal([second.next, typeof second.items[0]?.by], [undefined, "string"]);
  }),

  "counts in one line what was done to many": checkOf(async (inspection, inbox) => {
    const many = 1100;
    await inbox.record(Array.from({ length: many }, (_, id) => sent(id)));
    equal(await inspection.discard({ state: "waiting" }, DEED), many);
    equal((await inspection.audit(10)).items.map(({ count }) => count), [many]);
    equal((await inbox.health()).waiting, 0);
  }),

  "looks at how things went in a range of time": checkOf(async (inspection, inbox) => {
    const at = (postback: { raw: string }, time: number) => classify(postback.raw, { receivedAt: new Date(time) });
    const nothing = await inspection.overview({ since: new Date(0), until: new Date(1000), buckets: 1 });
    equal(nothing, { since: new Date(0), until: new Date(1000), count: 0, buckets: [{ since: new Date(0), types: {}, states: {} }], delays: undefined, failures: [] });
    await inbox.record([at(sent(1), 0), at(sent(2), 999), at(receipt(3, "1"), 1000), at(sent(4), 2999), at(sent(5), 3000)]);
    await end(inbox, "delivered", 1);
    await end(inbox, "dead", 2, "Error E1");
    const { delays, ...overview } = await inspection.overview({ since: new Date(0), until: new Date(3000), buckets: 3 });
    equal(overview, {
      since: new Date(0),
      until: new Date(3000),
      count: 4,
      buckets: [
        { since: new Date(0), types: { smsSent: 2 }, states: { delivered: 1, dead: 1 } },
        { since: new Date(1000), types: { deliveryReceipt: 1 }, states: { dead: 1 } },
        { since: new Date(2000), types: { smsSent: 1 }, states: { waiting: 1 } },
      ],
      failures: [{ error: "Error E1", count: 2 }],
    });
    const [first] = await all(inbox, { keys: [sent(1).key] });
    const slowest = first?.settledAt?.getTime() ?? NaN;
    equal([delays?.max, (delays?.median ?? 0) <= (delays?.p95 ?? 0), (delays?.p95 ?? 0) <= (delays?.max ?? 0)], [slowest, true, true]);
  }),

  "has what went out between two numbers, or under some ids": checkOf(async (inspection, inbox) => {
    const { sends } = inbox;
    if (!sends) return;
    await sends.begin(send("a", 1000));
    await sends.end("a", { state: "sent", messageId: "m-1" });
    await sends.begin(send("b", 3000, { to: US, from: THEM }));
    await sends.begin(send("c", 2000, { from: undefined }));
    await sends.begin(send("d", 4000, { to: "+17575449512" }));
    await sends.begin(send("e", 4000, { from: "+17575449512" }));
    const ids = async (filter: Parameters<Inspection["sends"]>[0], limit = 10) => (await inspection.sends(filter, limit)).map(({ id }) => id);
    equal(await ids({ between: [US, THEM] }), ["b", "c", "a"]);
    equal(await ids({ between: [THEM, US] }, 2), ["b", "c"]);
    equal(await ids({ between: [THEM, US], until: new Date(2000) }), ["a"]);
    equal(await ids({ messageIds: ["m-0", "m-1"] }), ["a"]);
    equal(await ids({ messageIds: [] }), []);
    await inbox.forget(THEM);
    equal(await ids({ between: [US, THEM] }), []);
  }),

  "nothing is looked at once the inbox is closed": checkOf(async (inspection, inbox) => {
    await inbox.close();
    const range = { since: new Date(0), until: new Date(1), buckets: 1 };
    for (const look of [
      async () => inspection.count({}, 1),
      async () => inspection.discard({}, DEED),
      async () => inspection.redeliver({}, DEED),
      async () => inspection.overview(range),
      async () => inspection.audit(1),
      async () => inspection.sends({ messageIds: [] }, 1),
    ]) {
      await rejects(look(), { code: "CDYNE_CLOSED" });
    }
  }),
};
