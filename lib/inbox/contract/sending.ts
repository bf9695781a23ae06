import { deepStrictEqual as equal, rejects } from "node:assert/strict";
import { type NewSend, type SendLog } from "../send-log.js";
import { type Inbox } from "../inbox.js";
import { type Checks } from "./steps.js";

const THEM = "+17575449511";
const US = "+17575449510";

function send(id: string, more: Partial<NewSend> = {}): NewSend {
  return { id, to: THEM, from: US, referenceId: undefined, length: 5, context: undefined, at: new Date(1000), ...more };
}

/** An inbox without a record of what goes out has nothing to be checked here. */
function checkOf(check: (sends: SendLog, inbox: Inbox) => Promise<void>): (inbox: Inbox) => Promise<void> {
  return async (inbox) => {
    if (inbox.sends) await check(inbox.sends, inbox);
  };
}

/** What has to be known of the messages that go out. */
export const SENDING: Checks = {
  "a message begins once, and what is known of it stays": checkOf(async (sends) => {
    const first = send("a", { context: { order: 7, odd: "\u00e9😀" }, referenceId: "r" });
    const begun = await Promise.all(Array.from({ length: 5 }, async () => sends.begin(first)));
    equal(begun.filter((before) => before === undefined).length, 1);
    await sends.end("a", { state: "sent", messageId: "m-1" });
    const known = { ...first, state: "sent", messageId: "m-1", code: undefined };
    equal(await sends.begin(send("a", { length: 9 })), known);
    await sends.begin(send("b", { from: undefined }));
    await sends.end("b", { state: "sent", messageId: "m-2", from: US });
    equal((await sends.find({ messageIds: ["m-2"] }))?.from, US);
    await sends.end("nobody", { state: "sent" });
  }),

  "a message that was refused may begin anew": checkOf(async (sends) => {
    await sends.begin(send("a", { from: undefined, context: { first: true } }));
    await sends.end("a", { state: "refused", code: "CDYNE_OPTED_OUT" });
    equal(await sends.begin(send("a", { referenceId: "r" })), undefined);
    const anew = { ...send("a", { referenceId: "r" }), state: "sending", messageId: undefined, code: undefined };
    equal(await sends.begin(send("a")), anew);
    await sends.end("a", { state: "uncertain", code: "CDYNE_VENDOR_TIMEOUT" });
    equal(await sends.begin(send("a")), { ...anew, state: "uncertain", code: "CDYNE_VENDOR_TIMEOUT" });
  }),

  "a message is found by its id, and before it has one by its own reference and number": checkOf(async (sends) => {
    await sends.begin(send("r", { referenceId: "r" }));
    await sends.begin(send("r-2", { referenceId: "r", to: "+17575449512" }));
    await sends.begin(send("b", { referenceId: "r", at: new Date(2000) }));
    const find = async (messageIds: string[], id = "r", to = THEM) => (await sends.find({ messageIds, reference: { id, to } }))?.id;
    equal(await find(["m-1"]), "r");
    equal(await find(["m-1"], "r", "+17575449512"), "r-2");
    equal(await find(["m-1"], "other"), undefined);
    equal(await find(["m-1"], "r", "+17575449519"), undefined);
    equal(await sends.find({ messageIds: ["m-1"] }), undefined);
    await sends.end("r", { state: "sent", messageId: "m-1" });
    equal(await find(["m-0", "m-1"], "other"), "r");
    equal(await find(["m-2"]), undefined);
    await sends.end("r-2", { state: "refused", messageId: "m-2", code: "CDYNE_OPTED_OUT" });
    equal(await find([], "r", "+17575449512"), undefined);
    await sends.begin(send("r-2", { referenceId: "r", to: "+17575449512" }));
    equal(await find([], "r", "+17575449512"), "r-2");
    equal((await sends.get("r-2"))?.state, "sending");
    equal(await sends.get("nobody"), undefined);
  }),

  "messages to a number are counted from a time on": checkOf(async (sends) => {
    await sends.begin(send("a"));
    await sends.begin(send("b", { at: new Date(2000) }));
    await sends.begin(send("c", { at: new Date(3000), from: undefined }));
    equal(await sends.count(THEM, undefined, new Date(0)), 3);
    equal(await sends.count(THEM, US, new Date(0)), 2);
    equal(await sends.count(THEM, US, new Date(2000)), 1);
    equal(await sends.count(US, THEM, new Date(0)), 0);
    await sends.end("b", { state: "refused", code: "CDYNE_OPTED_OUT" });
    equal(await sends.count(THEM, undefined, new Date(0)), 2);
  }),

  "messages are removed by age and by number": checkOf(async (sends, inbox) => {
    await sends.begin(send("a"));
    await sends.begin(send("b", { at: new Date(2000) }));
    await sends.begin(send("c", { at: new Date(3000), to: "+17575449512" }));
    equal(await sends.prune(new Date(2500), 1), 1);
    equal(await sends.count(THEM, undefined, new Date(0)), 1);
    equal(await inbox.forget(THEM), 1);
    equal(await inbox.forget(US), 1);
    equal(await sends.prune(new Date(9000), 10), 0);
  }),

  "nothing begins once the inbox is closed": checkOf(async (sends, inbox) => {
    await inbox.close();
    await rejects(sends.begin(send("a")), { code: "CDYNE_CLOSED" });
  }),
};
