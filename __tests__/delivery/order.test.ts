import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Postback } from "cdyne-postback";
import { plainHost } from "../support/hosts.js";
import { TOKEN, receipt, reply } from "../support/packets.js";
import { closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

/** A handler whose runs end when the test says so. */
function gate() {
  const waiting: (() => void)[] = [];
  return {
    waiting,
    pass: async () => new Promise<void>((resolve) => waiting.push(resolve)),
    open: () => waiting.splice(0).forEach((resolve) => resolve()),
  };
}

describe("postbacks of one subject", () => {
  it("are handled one after another, in the order of their recording, even when the first is slow", async () => {
    const postbacks = receiver();
    const slow = gate();
    const texts: (string | undefined)[] = [];
    postbacks.onDeliveryReceipt(async (event) => {
      texts.push(event.receipt?.text);
      await slow.pass();
    });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    for (const text of ["one", "two", "three"]) await send(url, { body: receipt(text) });
    for (const seen of [["one"], ["one", "two"], ["one", "two", "three"]]) {
      await until(() => slow.waiting.length === 1);
      expect(texts).toEqual(seen);
      slow.open();
    }
  });

  it("keep their order whatever handlers do, for any mix of subjects", async () => {
    const posts = fc.array(fc.record({ subject: fc.nat({ max: 3 }), delay: fc.nat({ max: 3 }), fails: fc.boolean() }), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(posts, async (plan) => {
        const postbacks = receiver({ concurrency: 3 });
        postbacks.onError(() => {});
        const started = new Map<string, string[]>();
        const running = new Set<string>();
        postbacks.onCallStatusChanged(async ({ queueId, variables }) => {
          expect(running.has(queueId)).toBe(false);
          running.add(queueId);
          started.set(queueId, [...(started.get(queueId) ?? []), variables["step"] ?? ""]);
          const { delay = 0, fails = false } = plan[Number(variables["step"])] ?? {};
          for (let turn = 0; turn < delay; turn += 1) await new Promise((resolve) => setImmediate(resolve));
          running.delete(queueId);
          if (fails) throw new Error("fails");
        });
        const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
        const wanted = new Map<string, string[]>();
        for (const [step, { subject }] of plan.entries()) {
          wanted.set(`${subject}`, [...(wanted.get(`${subject}`) ?? []), `${step}`]);
          await send(url, { body: `QueueID=${subject}&ResponseCode=18&step=${step}&callerid=7575449510` });
        }
        await until(async () => {
          const { waiting, running: busy } = await postbacks.health();
          return waiting + busy === 0;
        });
        expect(started).toEqual(wanted);
        await closeServers();
      }),
      { numRuns: 20 },
    );
  });
});

describe("postbacks of different subjects", () => {
  it("are handled side by side, as many as `concurrency` says", async () => {
    const postbacks = receiver({ concurrency: 3 });
    const slow = gate();
    postbacks.onSmsReply(async () => slow.pass());
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    for (let number = 1; number <= 5; number += 1) await send(url, { body: reply(number) });
    await until(() => slow.waiting.length === 3);
    expect(await postbacks.health()).toMatchObject({ waiting: 2, running: 3, dead: 0 });
    slow.open();
    await until(() => slow.waiting.length === 2);
    slow.open();
    await until(() => postbacks.events.length === 5);
  });

  it("do not wait for one that hangs", async () => {
    const postbacks = receiver({ concurrency: 2 });
    postbacks.onSmsReply(async (event) => (event.text === "hang" ? new Promise(() => {}) : undefined));
    const done: Postback[] = [];
    postbacks.onSmsReply((event) => void done.push(event));
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    await send(url, { body: reply(1, "hang") });
    for (let number = 2; number <= 20; number += 1) await send(url, { body: reply(number) });
    await until(() => done.length === 20);
    await until(async () => (await postbacks.health()).running === 1);
  });
});
