import { deepStrictEqual as equal } from "node:assert/strict";
import { classify } from "../../wire/classify.js";
import { type Failure, type Settlement } from "../inbox.js";
import { type Checks, LEASE, all, claimOne, delivered, raws, receipt, sent } from "./steps.js";

/** What has to be handed out, in which order, and what becomes of it. */
export const DELIVERING: Checks = {
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

  "when a delivery ended and what has failed is kept, the newest twenty, also when it is redelivered": async (inbox) => {
    const failure = (attempt: number, name = "a"): Failure => ({ attempt, at: new Date(1000 + attempt), handler: `smsSent:${name}`, error: "Error E1 \u0000at x.js:1:2" });
    await inbox.record([sent(1), sent(2)]);
    const item = async () => (await all(inbox, { keys: [sent(1).key] }))[0];
    equal([(await item())?.settledAt, (await item())?.failures], [undefined, []]);
    for (let attempt = 1; attempt <= 11; attempt += 1) {
      const claim = (await inbox.claim(2, LEASE)).find(({ postback }) => postback.key === sent(1).key);
      const failures = [failure(attempt), failure(attempt, "b")];
      await inbox.settle([{ id: claim?.id ?? "", state: attempt < 11 ? "waiting" : "dead", after: 0, handled: [], error: "Error", failures }]);
      if (attempt === 1) equal([(await item())?.settledAt, (await item())?.failures.length], [undefined, 2]);
    }
    const dead = await item();
    equal([dead?.failures.length, dead?.failures[0]?.attempt, dead?.failures.at(-1)?.handler, dead?.failures.at(-1)?.at], [20, 2, "smsSent:b", new Date(1011)]);
    equal(Math.abs((dead?.settledAt?.getTime() ?? 0) - Date.now()) < LEASE, true);
    await inbox.redeliver({ state: "dead" });
    equal([(await item())?.settledAt, (await item())?.failures.length], [undefined, 20]);
    await inbox.settle([delivered(await claimOne(inbox))]);
    equal([(await item())?.settledAt !== undefined, (await item())?.failures.length, (await item())?.lastError], [true, 20, undefined]);
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
};
