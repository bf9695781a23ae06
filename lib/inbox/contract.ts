import { deepStrictEqual as equal, rejects } from "node:assert/strict";
import { classify } from "../wire/classify.js";
import { type Postback } from "../wire/postback.js";
import { type Claim, type Inbox, type Query, type Settlement } from "./inbox.js";

/** One thing that an inbox has to do. `check` rejects when it does not. */
export interface ContractCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

/**
 * What every inbox has to do, for the test of a store of one's own:
 *
 * ```js
 * for (const { name, check } of inboxContract(openMyInbox)) test(name, check);
 * ```
 *
 * @param open Gives a new inbox with nothing in it. Each check closes its own.
 */
export function inboxContract(open: () => Inbox | Promise<Inbox>): readonly ContractCheck[] {
  return Object.entries(CHECKS).map(([name, run]) => ({
    name,
    check: async () => {
      const inbox = await open();
      try {
        await run(inbox);
      } finally {
        await inbox.close();
      }
    },
  }));
}

const LEASE = 60_000;
const sent = (id: number): Postback => classify(`SMSSent=1&MessageID=m-${id}&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511`);
const receipt = (id: number, text: string): Postback =>
  classify(`DeliveryReceipt=1&MessageID=m-${id}&FromPhoneNumber=17575449510&ToPhoneNumber=17575449512&DeliveryReceiptMessage=${text}&Code=003`);
const raws = (claims: readonly Claim[]): string[] => claims.map(({ postback }) => postback.raw);
const delivered = ({ id }: Claim): Settlement => ({ id, state: "delivered", handled: ["a"] });
const all = async (inbox: Inbox, query: Partial<Query> = {}) => (await inbox.list({ limit: 100, ...query })).items;

async function claimOne(inbox: Inbox, lease = LEASE): Promise<Claim> {
  const [claim] = await inbox.claim(1, lease);
  if (!claim) throw new Error("Nothing was handed out.");
  return claim;
}

const CHECKS: Readonly<Record<string, (inbox: Inbox) => Promise<void>>> = {
  "a key is recorded once, and its repeats are counted": async (inbox) => {
    equal(await inbox.record([sent(1), sent(2), sent(1)]), ["new", "new", "repeat"]);
    equal(await inbox.record([sent(2), sent(3)]), ["repeat", "new"]);
    equal((await all(inbox)).map(({ repeats }) => repeats), [0, 1, 1]);
    await inbox.settle((await inbox.claim(10, LEASE)).map(delivered));
    equal(await inbox.record([sent(1)]), ["repeat"]);
    equal(await inbox.claim(10, LEASE), []);
  },

  "one key recorded many times at once is new once": async (inbox) => {
    const recorded = await Promise.all(Array.from({ length: 30 }, async (_, index) => inbox.record([sent(1), sent(index % 5)])));
    equal(recorded.flat().filter((what) => what === "new").length, 5);
    equal((await inbox.health()).waiting, 5);
  },

  "what comes out is what went in": async (inbox) => {
    const receivedAt = new Date(1_290_000_000_123);
    const bodies = [
      "SMSResponse=1&MessageID=r-1&MatchedMessageID=m-1&FromPhoneNumber=%2b17575449510&ToPhoneNumber=74121&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=%f0%9f%98%80+caf%c3%a9+%27%22%5c",
      "QueueID=4093249&ResponseCode=29&StartTime=2020-08-28T00%3a53%3a06.608Z&incoming=True&callerid=7575550000&phonenumber=8005551234&__proto__=x",
      "DeliveryReceipt=1&MessageID=m-2&DeliveryReceiptMessage=id:1 sub:001 stat:DELIVERED err:000 text:&Code=000",
      "SMSSent=1&MessageID=m-3&ReferenceID=a%00b&Odd=%ed%a0%80%ff&List=1&List=2",
      Buffer.from("SMSReceived=1&MessageID=m-4&Message=caf\xe9", "latin1"),
      { SMSSent: "0", MessageID: "m-5", nested: { a: ["1", "2"] } },
      `a=${"x".repeat(60_000)}`,
      "",
    ];
    const postbacks = bodies.map((body) => classify(body, { account: "Ä/ö 'quoted'", receivedAt, source: "poll" }));
    await inbox.record(postbacks);
    const claims = await inbox.claim(10, LEASE);
    equal(claims.map(({ postback }) => ({ ...postback })), postbacks.map((postback) => ({ ...postback })));
    equal(claims.map(({ attempt, handled }) => ({ attempt, handled })), postbacks.map(() => ({ attempt: 1, handled: [] })));
    equal((await all(inbox)).toReversed().map(({ postback }) => ({ ...postback })), postbacks.map((postback) => ({ ...postback })));
  },

  "text that a database may refuse costs neither itself nor others": async (inbox) => {
    const odd = classify("SMSSent=1&MessageID=m-1&a=\0&b=\ud800", { account: "\0\ud800" });
    equal(await inbox.record([sent(2), odd, sent(3)]), ["new", "new", "new"]);
    const [, claim] = await inbox.claim(10, LEASE);
    equal(claim?.postback.key, odd.key);
    equal(claim.postback.fields["a"], "\0");
  },

  "of each subject the first is handed out, and the next when that has ended": async (inbox) => {
    const [one, two, three] = [receipt(1, "1"), receipt(1, "2"), receipt(1, "3")];
    await inbox.record([one, two, sent(2)]);
    await inbox.record([three, classify("x=1"), classify("x=2")]);
    const first = await inbox.claim(10, LEASE);
    equal(raws(first), [one.raw, sent(2).raw, "x=1", "x=2"]);
    equal(await inbox.claim(10, LEASE), []);
    await inbox.settle(first.map(delivered));
    const second = await claimOne(inbox);
    equal(second.postback.raw, two.raw);
    await inbox.settle([{ id: second.id, state: "dead", handled: [] }]);
    equal(raws(await inbox.claim(10, LEASE)), [three.raw]);
  },

  "no more is handed out than asked for, the longest due first, and nothing twice": async (inbox) => {
    for (let id = 0; id < 20; id += 1) await inbox.record([sent(id)]);
    equal(raws(await inbox.claim(2, LEASE)), [sent(0).raw, sent(1).raw]);
    const claims = await Promise.all(Array.from({ length: 9 }, async () => inbox.claim(2, LEASE)));
    equal(new Set(raws(claims.flat())).size, 18);
  },

  "a retry holds its subject back, keeps what is done, and counts": async (inbox) => {
    await inbox.record([receipt(1, "1"), receipt(1, "2"), sent(2)]);
    const [held] = await inbox.claim(1, LEASE);
    await inbox.settle([{ id: held?.id ?? "", state: "waiting", after: 0, handled: ["a"], error: "Error E1" }]);
    const claims = await inbox.claim(10, LEASE);
    const again = claims.find(({ postback }) => postback.raw === receipt(1, "1").raw);
    equal([claims.length, again?.attempt, again?.handled], [2, 2, ["a"]]);
    await inbox.settle([{ id: again?.id ?? "", state: "waiting", after: LEASE, handled: ["a", "b"], error: "Error E2" }]);
    equal(await inbox.claim(10, LEASE), []);
    const [item] = await all(inbox, { keys: [receipt(1, "1").key] });
    equal([item?.state, item?.attempts, item?.handled, item?.lastError], ["waiting", 2, ["a", "b"], "Error E2"]);
    equal((item?.due?.getTime() ?? 0) > Date.now() + LEASE / 2, true);
  },

  "a retry that lets others pass does not hold its subject back": async (inbox) => {
    await inbox.record([receipt(1, "1"), receipt(1, "2")]);
    const first = await claimOne(inbox);
    await inbox.settle([{ id: first.id, state: "waiting", after: LEASE, letPass: true, handled: [] }]);
    const second = await claimOne(inbox);
    equal(second.postback.raw, receipt(1, "2").raw);
    await inbox.settle([delivered(second)]);
    await inbox.record([receipt(1, "3")]);
    equal(raws(await inbox.claim(10, LEASE)), [receipt(1, "3").raw]);
  },

  "a claim whose lease is over is handed out again, and its late end changes nothing": async (inbox) => {
    await inbox.record([receipt(1, "1"), receipt(1, "2")]);
    const lost = await claimOne(inbox, 0);
    const taken = await claimOne(inbox);
    equal([taken.postback.raw, taken.attempt], [lost.postback.raw, 2]);
    await inbox.settle([delivered(lost)]);
    await inbox.renew([lost.id], 0);
    equal(await inbox.claim(10, LEASE), []);
    await inbox.settle([delivered(taken)]);
    equal(raws(await inbox.claim(10, LEASE)), [receipt(1, "2").raw]);
  },

  "a renewed lease ends later": async (inbox) => {
    await inbox.record([sent(1)]);
    const claim = await claimOne(inbox, 0);
    await inbox.renew([claim.id], LEASE);
    equal(await inbox.claim(10, LEASE), []);
    await inbox.settle([delivered(claim)]);
    equal((await all(inbox)).map(({ state, due }) => ({ state, due })), [{ state: "delivered", due: undefined }]);
  },

  "a settlement is noted once": async (inbox) => {
    await inbox.record([sent(1)]);
    const claim = await claimOne(inbox);
    await inbox.settle([delivered(claim)]);
    await inbox.settle([{ id: claim.id, state: "dead", handled: [] }]);
    equal((await all(inbox)).map(({ state, handled }) => ({ state, handled })), [{ state: "delivered", handled: ["a"] }]);
  },

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
    equal(await raw({ keys: [sent(1).key, "none"] }), [sent(1).raw]);
    equal(await raw({ keys: [] }), []);
    equal(await raw({ since: new Date(1001), until: new Date(2001) }), [unknown.raw]);
    equal(await raw({ until: new Date(1000) }), []);
    await inbox.settle([{ id: (await claimOne(inbox)).id, state: "discarded", handled: [] }]);
    equal((await raw({ state: "discarded" })).length, 1);
    equal((await raw({ state: "waiting", type: "unknown", account: "acme" })).length, 0);
  },

  "redelivers what has ended, to all handlers and before what came later": async (inbox) => {
    await inbox.record([receipt(1, "1"), receipt(1, "2"), sent(2)]);
    const first = await claimOne(inbox);
    await inbox.settle([{ id: first.id, state: "dead", handled: ["a"], error: "Error" }]);
    equal(await inbox.redeliver({ state: "dead", type: "smsSent" }), 0);
    equal(await inbox.redeliver({ keys: [receipt(1, "1").key, sent(2).key] }), 1);
    const claims = await inbox.claim(10, LEASE);
    equal(claims.length, 2);
    await inbox.settle(claims.map(delivered));
    const next = await claimOne(inbox);
    equal([next.attempt, next.handled], [1, []]);
    const [item] = await all(inbox, { keys: [receipt(1, "1").key] });
    equal([item?.lastError, (await inbox.health()).dead], [undefined, 0]);
  },

  "a late end from before a redelivery changes nothing": async (inbox) => {
    await inbox.record([sent(1)]);
    const late = await claimOne(inbox, 0);
    await inbox.settle([{ id: (await claimOne(inbox)).id, state: "dead", handled: [] }]);
    await inbox.redeliver({ state: "dead" });
    const again = await claimOne(inbox);
    await inbox.settle([delivered(late)]);
    equal((await all(inbox)).map(({ state }) => state), ["running"]);
    await inbox.settle([delivered(again)]);
    equal((await all(inbox)).map(({ state }) => state), ["delivered"]);
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

  "keeps the order of recording within each subject, whatever fails": async (inbox) => {
    const count = 40;
    const postbacks = Array.from({ length: count }, (_, index) => receipt(index % 4, String(index)));
    for (let from = 0; from < count; from += 7) await inbox.record(postbacks.slice(from, from + 7));
    const seen = new Map<string | undefined, number[]>();
    for (let turn = 0; (await inbox.health()).waiting > 0; turn += 1) {
      const settlements = (await inbox.claim(3, LEASE)).map((claim, index): Settlement => {
        const fails = (turn + index) % 3 === 0 && claim.attempt < 3;
        if (!fails) seen.set(claim.postback.subject, [...(seen.get(claim.postback.subject) ?? []), postbacks.findIndex(({ key }) => key === claim.postback.key)]);
        return fails ? { id: claim.id, state: "waiting", after: 0, handled: [] } : delivered(claim);
      });
      await inbox.settle(settlements);
    }
    equal(seen.size, 4);
    for (const order of seen.values()) equal(order, [...order].sort((one, other) => one - other));
    equal([...seen.values()].flat().length, count);
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
