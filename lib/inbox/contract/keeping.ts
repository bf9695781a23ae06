import { deepStrictEqual as equal, rejects } from "node:assert/strict";
import { classify } from "../../wire/classify.js";
import { type Postback } from "../../wire/postback.js";
import { type Query } from "../inbox.js";
import { type Checks, LEASE, all, claimOne, delivered, raws, receipt, sent } from "./steps.js";

/** How what is recorded is read and removed, and how the inbox ends. */
export const KEEPING: Checks = {
  "lists pages, newest first": async (inbox) => {
    for (let id = 1; id <= 5; id += 1) await inbox.record([sent(id)]);
    const first = await inbox.list({ limit: 2 });
    const second = await inbox.list({ limit: 2, cursor: first.next });
    await inbox.record([sent(6)]);
    const third = await inbox.list({ limit: 2, cursor: second.next });
    const pages = [first, second, third].map(({ items }) => items.map(({ postback }) => postback.raw));
    equal(pages, [[sent(5).raw, sent(4).raw], [sent(3).raw, sent(2).raw], [sent(1).raw]]);
    equal(third.next, undefined);
  },

  "lists what a filter asks for": async (inbox) => {
    const call = classify("QueueID=7&ResponseCode=18&callerid=7575550000&phonenumber=7575449511", { account: "acme", receivedAt: new Date(1000) });
    const unknown = classify("telephone=7575449511", { receivedAt: new Date(2000) });
    await inbox.record([call, unknown, sent(1), receipt(1, "1")]);
    const raw = async (query: Partial<Query>): Promise<string[]> => (await all(inbox, query)).map(({ postback }) => postback.raw).sort();
    equal(await raw({ type: "callStatusChanged" }), [call.raw]);
    equal(await raw({ account: "acme" }), [call.raw]);
    equal(await raw({ subject: "message:m-1" }), [receipt(1, "1").raw, sent(1).raw].sort());
    equal(await raw({ number: "+17575449511" }), [call.raw, unknown.raw, sent(1).raw].sort());
    equal(await raw({ number: "+17575449511", type: "smsSent" }), [sent(1).raw]);
    equal(await raw({ between: ["+17575449510", "+17575449512"] }), [receipt(1, "1").raw]);
    equal(await raw({ between: ["+17575449511", "+17575550000"], account: "acme" }), [call.raw]);
    equal(await raw({ between: ["+17575449511", "+17575449512"] }), []);
    equal(await raw({ keys: [sent(1).key, "none"] }), [sent(1).raw]);
    equal(await raw({ keys: [] }), []);
    equal(await raw({ since: new Date(1001), until: new Date(2001) }), [unknown.raw]);
    equal(await raw({ until: new Date(1000) }), []);
    const each = { type: "callStatusChanged", state: "waiting", account: "acme", subject: "call:7", number: "+17575449511", keys: [call.key] } as const;
    equal(await raw({ ...each, between: ["+17575449511", "+17575550000"], since: new Date(1000), until: new Date(1001) }), [call.raw]);
    equal(await raw({ state: "waiting", since: new Date(1000), until: new Date(1001) }), [call.raw]);
    equal(await raw({ ...each, since: new Date(1001) }), []);
    await inbox.settle([{ id: (await claimOne(inbox)).id, state: "discarded", handled: [] }]);
    equal((await raw({ state: "discarded" })).length, 1);
    equal((await raw({ state: "waiting", type: "unknown", account: "acme" })).length, 0);
  },

  "finds two numbers in what is unknown only when both are in it": async (inbox) => {
    const both = classify("a=7575449511&b=%2B17575449512");
    await inbox.record([both, classify("a=7575449511")]);
    equal((await all(inbox, { between: ["+17575449511", "+17575449512"] })).map(({ postback }) => postback.raw), [both.raw]);
    equal((await all(inbox, { between: ["+17575449511", "12345"] })).length, 0);
  },

  "finds a part of what somebody wrote, in upper or lower case, however its accents are written": async (inbox) => {
    const wrote = (id: string, text: string, more = ""): Postback => classify(`SMSResponse=1&MessageID=${id}&FromPhoneNumber=17575449511&ToPhoneNumber=17575449510&Message=${encodeURIComponent(text)}${more}`);
    const [composed, apart, reply, other] = [wrote("r-1", "Grüße 100%_'"), wrote("r-2", "GRU\u0308SSE"), wrote("r-3", "grüße", "&MatchedMessageID=m-1"), wrote("r-4", "")];
    await inbox.record([composed, apart, reply, other, receipt(1, "grüße")]);
    const raw = async (query: Partial<Query>): Promise<string[]> => (await all(inbox, query)).map(({ postback }) => postback.raw);
    equal(await raw({ text: "GRÜ" }), [reply.raw, apart.raw, composed.raw]);
    equal(await raw({ text: "gru\u0308" }), [reply.raw, apart.raw, composed.raw]);
    equal(await raw({ text: "grüsse" }), [apart.raw]);
    equal(await raw({ text: "100%_'" }), [composed.raw]);
    equal(await raw({ text: "GRÜ", type: "smsReply" }), [reply.raw]);
    equal(await raw({ text: "none" }), []);
    const first = await inbox.list({ text: "grü", limit: 2 });
    const second = await inbox.list({ text: "grü", limit: 2, cursor: first.next });
    equal([...first.items, ...second.items].map(({ postback }) => postback.raw), [reply.raw, apart.raw, composed.raw]);
  },

  "removes what need not be kept, the oldest first, and knows its key no more": async (inbox) => {
    const old = (id: number): Postback => classify(sent(id).raw, { receivedAt: new Date(id) });
    await inbox.record([old(1), old(2), old(3), old(4)]);
    await inbox.settle((await inbox.claim(3, LEASE)).map(delivered));
    equal(await inbox.prune("dead", new Date(100), 10), 0);
    equal(await inbox.prune("delivered", new Date(3), 1), 1);
    equal(await inbox.prune("delivered", new Date(3), 10), 1);
    equal((await all(inbox)).map(({ postback }) => postback.raw), [old(4).raw, old(3).raw]);
    equal(await inbox.record([old(1), old(3)]), ["new", "repeat"]);
  },

  "forgets a number, in whatever state and on either side, and lets the rest go on": async (inbox) => {
    const call = classify("QueueID=7&ResponseCode=18&callerid=7575449512&phonenumber=8005551234");
    const other = classify("SMSSent=1&MessageID=m-1&FromPhoneNumber=17575449510&ToPhoneNumber=17575449513");
    await inbox.record([receipt(1, "1"), other, call, classify("telephone=7575449512"), sent(2)]);
    await inbox.claim(1, LEASE);
    equal(await inbox.forget("+17575449512"), 3);
    equal((await all(inbox)).map(({ postback }) => postback.raw), [sent(2).raw, other.raw]);
    equal(raws(await inbox.claim(10, LEASE)).sort(), [sent(2).raw, other.raw].sort());
    await inbox.record([classify("a=1&b=12345")]);
    for (const short of ["+1", "+", "1", "12345"]) equal(await inbox.forget(short), 0);
  },

  "says how much there is to do": async (inbox) => {
    equal(await inbox.health(), { waiting: 0, running: 0, dead: 0, oldest: undefined });
    const old = classify(receipt(1, "1").raw, { receivedAt: new Date(1000) });
    await inbox.record([old, receipt(1, "2"), sent(2), sent(3)]);
    const [claim] = await inbox.claim(2, LEASE);
    equal(await inbox.health(), { waiting: 2, running: 2, dead: 0, oldest: new Date(1000) });
    await inbox.settle([{ id: claim?.id ?? "", state: "dead", handled: [] }]);
    const { waiting, running, dead, oldest } = await inbox.health();
    equal([waiting, running, dead, (oldest?.getTime() ?? 0) > 1000], [2, 1, 1, true]);
  },

  "rejects everything once it is closed": async (inbox) => {
    await inbox.close();
    await rejects(inbox.record([sent(1)]), { code: "CDYNE_CLOSED" });
    await rejects(inbox.claim(1, LEASE), { code: "CDYNE_CLOSED" });
    await rejects(inbox.settle([{ id: "1", state: "delivered", handled: [] }]), { code: "CDYNE_CLOSED" });
    await rejects(inbox.list({ limit: 1 }), { code: "CDYNE_CLOSED" });
    await rejects(inbox.health(), { code: "CDYNE_CLOSED" });
  },
};
