import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type CallFinished, type Postback, type SmsReply, classify, memoryInbox } from "cdyne-postback";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { type WaitState, callFinished, deliver, settled, smsReply, smsSent, testClock, waitFor } from "cdyne-postback/testing";
import { closeReceivers, inboxWith, receiver, until } from "../support/receiver.js";

afterEach(closeReceivers);

const FAILS = (): never => {
  throw new TypeError("17575449510 wrote secret");
};
const SHORT = { timeout: 60 };
/** What a rejected promise says. */
const messageOf = async (promise: Promise<unknown>): Promise<string> => promise.then(() => "It resolved.", (error: unknown) => String(error));

describe("waitFor()", () => {
  it("resolves to what was delivered before the call, and to what comes after it", async () => {
    const postbacks = receiver();
    const [before, after] = [smsReply({ text: "before" }), callFinished()];
    await deliver(postbacks, before);
    await until(async () => (await postbacks.health()).waiting + (await postbacks.health()).running === 0);
    const reply: SmsReply = await waitFor(postbacks, "smsReply");
    expect(reply.key).toBe(before.key);
    const waiting: Promise<CallFinished> = waitFor(postbacks, "callFinished");
    await deliver(postbacks, after);
    expect((await waiting).key).toBe(after.key);
  });

  it("waits until the inbox knows that it was delivered", async () => {
    let settle = (): void => {};
    let settling = false;
    const inbox = inboxWith((memory) => ({
      settle: async (settlements) => {
        settling = true;
        await new Promise<void>((resolve) => (settle = resolve));
        return memory.settle(settlements);
      },
    }));
    const postbacks = receiver({ inbox });
    const sent = smsReply();
    const waiting = waitFor(postbacks, sent);
    let found = false;
    void waiting.then(() => (found = true));
    await deliver(postbacks, sent);
    await until(() => settling);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(found).toBe(false);
    settle();
    await waiting;
    expect((await postbacks.get(sent.key))?.state).toBe("delivered");
  });

  it("finds by name, postback, key, fields and function, and nothing else", async () => {
    const postbacks = receiver();
    const [first, second] = [smsReply({ text: "one", from: "+17575550111" }), smsReply({ text: "two", from: "+17575550112" })];
    for (const one of [first, second]) await deliver(postbacks, one);
    const isFirst = (postback: Postback): boolean => postback.key === first.key;
    const isReply = (postback: Postback): postback is SmsReply => postback.type === "smsReply";
    const found = [
      await waitFor(postbacks, first),
      await waitFor(postbacks, { key: first.key }),
      await waitFor(postbacks, { type: "smsReply", from: "+17575550111" }),
      await waitFor(postbacks, { subject: first.subject }),
      await waitFor(postbacks, isFirst),
    ];
    expect(found.map(({ key }) => key)).toEqual(found.map(() => first.key));
    await waitFor(postbacks, second);
    const latest: SmsReply = await waitFor(postbacks, isReply);
    expect(latest.text).toBe("two");
    for (const other of [smsReply({ text: "one", from: "+17575550111" }), { key: "none" }, { type: "smsReply", from: "+17575550113" } as const, () => false]) {
      await expect(waitFor(postbacks, other, "recorded", SHORT)).rejects.toMatchObject({ code: "CDYNE_WAIT_TIMEOUT" });
    }
  });

  it("finds a fixture in whatever account it came in, and what a handler got in its own only", async () => {
    const postbacks = receiver({ tokens: { acme: "acme0123456789abcdef", "über/all": "beta0123456789abcdef" } });
    const sent = smsReply();
    await deliver(postbacks, sent, { account: "über/all" });
    const found = await waitFor(postbacks, sent);
    expect([found.account, found.key === sent.key, found.raw]).toEqual(["über/all", false, sent.raw]);
    const elsewhere = classify(sent.raw, { account: "acme" });
    await expect(waitFor(postbacks, elsewhere, "recorded", SHORT)).rejects.toMatchObject({ code: "CDYNE_WAIT_TIMEOUT" });
    await deliver(postbacks, sent, { account: "acme" });
    expect((await waitFor(postbacks, elsewhere)).account).toBe("acme");
  });

  it.each<[WaitState, attempts: number]>([["recorded", 1], ["waiting", 2], ["dead", 1]])("finds what is %s", async (state, attempts) => {
    const postbacks = receiver({ retry: { attempts }, clock: testClock() });
    postbacks.onSmsReply(FAILS);
    const sent = smsReply();
    const before = waitFor(postbacks, "smsReply", state);
    await deliver(postbacks, sent);
    expect([(await before).key, (await waitFor(postbacks, "smsReply", state)).key]).toEqual([sent.key, sent.key]);
  });

  it("finds what is running", async () => {
    const postbacks = receiver();
    let end = (): void => {};
    postbacks.onSmsReply(async () => new Promise<void>((resolve) => (end = resolve)));
    const sent = smsReply();
    await deliver(postbacks, sent);
    expect((await waitFor(postbacks, sent, "running")).key).toBe(sent.key);
    end();
    await waitFor(postbacks, sent);
  });

  it("finds what has run, and what has waited for a retry, when that is over", async () => {
    const postbacks = receiver({ retry: { attempts: 3, minDelay: 1, maxDelay: 1 } });
    postbacks.onSmsReply((_, { attempt }) => (attempt === 1 ? FAILS() : undefined));
    const [retried, fine] = [smsReply(), smsSent()];
    for (const one of [retried, fine]) await deliver(postbacks, one);
    await settled(postbacks);
    expect((await waitFor(postbacks, retried, "waiting")).key).toBe(retried.key);
    expect((await waitFor(postbacks, "smsSent", "running")).key).toBe(fine.key);
    expect(await messageOf(waitFor(postbacks, fine, "waiting"))).toMatch(/another end:\n {2}smsSent .*: delivered, 1 attempt$/);
  });

  it("finds by name what is waiting or running now, rather than what was", async () => {
    const postbacks = receiver();
    const [runs, done] = [smsReply({ text: "runs" }), smsReply({ text: "done" })];
    postbacks.onSmsReply(async ({ text }) => (text === "runs" ? new Promise(() => {}) : undefined));
    for (const one of [runs, done]) await deliver(postbacks, one);
    await waitFor(postbacks, done);
    expect((await waitFor(postbacks, "smsReply", "running")).key).toBe(runs.key);
  });

  it.each(["while nobody looks", "for what is recorded already"])("rejects with what its function throws, %s", async (when) => {
    const postbacks = receiver();
    const early = when === "while nobody looks" && messageOf(waitFor(postbacks, FAILS));
    expect((await deliver(postbacks, smsReply())).status).toBe(200);
    await settled(postbacks);
    expect(await (early || messageOf(waitFor(postbacks, FAILS)))).toContain("wrote secret");
    expect(postbacks.logged).toEqual([]);
  });

  it("finds what the memory inbox lists no longer, because more than a hundred were delivered after it", async () => {
    const inbox = memoryInbox();
    const postbacks = receiver({ inbox, concurrency: 500 });
    const first = smsReply();
    const rest = Array.from({ length: 300 }, () => classify(smsReply().raw));
    const waiting = waitFor(postbacks, first);
    await inbox.record([classify(first.raw), ...rest]);
    await postbacks.start();
    expect((await waiting).key).toBe(first.key);
    await until(() => postbacks.counters.delivered === 301);
    expect(await postbacks.get(first.key)).toBeUndefined();
  });

  it("finds what another process has recorded and delivered", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cdyne-postback-"));
    const file = join(folder, "postbacks.db");
    const [web, worker] = [receiver({ inbox: sqliteInbox({ file }), deliver: false }), receiver({ inbox: sqliteInbox({ file }) })];
    const sent = smsReply();
    const seen = waitFor(web, sent);
    await deliver(web, sent);
    await waitFor(worker, sent, "waiting");
    await worker.start();
    expect((await seen).key).toBe(sent.key);
    expect(web.events).toEqual([]);
    await Promise.all([web.close(), worker.close()]);
    rmSync(folder, { recursive: true });
  });

  it("sees only what is in its own receiver, also of equal postbacks at the same time", async () => {
    const sent = smsReply();
    const [one, other] = [receiver(), receiver()];
    const inOther = messageOf(waitFor(other, sent, "recorded", { timeout: 300 }));
    const byName = messageOf(waitFor(other, "smsReply", "recorded", { timeout: 300 }));
    await deliver(one, sent);
    await waitFor(one, sent);
    expect(await inOther).toContain("Nothing is recorded.");
    expect(await byName).toContain("Nothing is recorded.");
    await deliver(other, sent);
    await waitFor(other, sent);
  });

  it("says after its time what was looked for and what was seen, without numbers and texts", async () => {
    const postbacks = receiver({ retry: { attempts: 2 }, clock: testClock(new Date("2026-03-01T12:00:00Z")) });
    postbacks.onSmsReply(FAILS);
    const [failed, fine] = [smsReply({ text: "secret", from: "+17575449510" }), smsSent()];
    for (const one of [failed, failed, fine]) await deliver(postbacks, one);
    await waitFor(postbacks, fine);
    const message = await messageOf(waitFor(postbacks, "callFinished", "dead", SHORT));
    expect(message).toContain("Looked for callFinished (dead) for 60 ms.");
    expect(message).toContain(`\n  smsSent ${fine.key}: delivered, 1 attempt\n`);
    expect(message).toMatch(new RegExp(`\\n  smsReply ${failed.key}: waiting until 2026-03-01T12:00:0.*Z, 1 attempt, failed with TypeError at .*wait-for\\.test\\.ts`));
    expect(message).toContain("Received were 3, of which 1 were repeats and 0 could not be recorded.");
    expect(message).not.toMatch(/secret|7575449510/);
    expect(await messageOf(waitFor(postbacks, { type: "smsReply", from: "+17575449510", text: "secret" }, "dead", SHORT))).toContain("Looked for a postback with type smsReply, from, text (dead)");
    expect(await messageOf(waitFor(postbacks, failed, "dead", SHORT))).toContain(`Looked for the smsReply ${failed.key} (dead)`);
  });

  it("lists the newest of many, and how many more there are", async () => {
    const inbox = memoryInbox();
    await inbox.record(Array.from({ length: 25 }, () => classify(smsReply().raw)));
    const message = await messageOf(waitFor(receiver({ inbox }), "smsReply", "dead", SHORT));
    expect(message.match(/smsReply .*: waiting/g)).toHaveLength(20);
    expect(message).toContain("\n  and 5 more\n");
  });

  it("rejects at once when one that was given has come to another end, and says why", async () => {
    const postbacks = receiver();
    postbacks.onSmsReply(FAILS);
    const sent = smsReply();
    const early = messageOf(waitFor(postbacks, sent, "delivered", { timeout: 60_000 }));
    await deliver(postbacks, sent);
    await waitFor(postbacks, sent, "dead");
    for (const message of [await early, await messageOf(waitFor(postbacks, { key: sent.key }, "discarded", { timeout: 60_000 }))]) {
      expect(message).toMatch(new RegExp(`can no longer come.*another end:\\n  smsReply ${sent.key}: dead, 1 attempt, failed with TypeError at `));
    }
  });

  it("by name waits on when one is dead, because another may come", async () => {
    const postbacks = receiver();
    postbacks.onSmsReply(({ text }) => (text === "fails" ? FAILS() : undefined));
    const waiting = waitFor(postbacks, "smsReply");
    const [dead, fine] = [smsReply({ text: "fails" }), smsReply({ text: "fine" })];
    await deliver(postbacks, dead);
    await waitFor(postbacks, dead, "dead");
    await deliver(postbacks, fine);
    expect((await waiting).key).toBe(fine.key);
  });

  it("ends in time when the inbox does not answer, and fails as the inbox does", async () => {
    const hangs = receiver({ inbox: inboxWith(() => ({ list: async () => new Promise<never>(() => {}) })) });
    const down = receiver({ inbox: inboxWith(() => ({ list: async () => Promise.reject(new Error("down")) })) });
    await expect(waitFor(down, "smsReply")).rejects.toThrow("down");
    const message = messageOf(waitFor(hangs, "smsReply", "delivered", SHORT));
    expect(await message).toContain("Looked for smsReply (delivered) for 60 ms.\nThe inbox does not answer.\n");
  });

  it("refuses what is no selector, no state and no timeout", async () => {
    const postbacks = receiver();
    await expect(waitFor(postbacks, "smsReplay" as "smsReply")).rejects.toMatchObject({ code: "CDYNE_EVENT_UNKNOWN", message: expect.stringContaining('Did you mean "smsReply"?') });
    for (const selector of [undefined, null, 7, ["smsReply"]]) await expect(waitFor(postbacks, selector as never)).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
    await expect(waitFor(postbacks, "smsReply", "done" as never)).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
    await expect(waitFor(postbacks, "smsReceived", { timeout: 500 } as never)).rejects.toMatchObject({
      code: "CDYNE_OPTION_INVALID",
      message: 'waitFor(): Options are the fourth argument: waitFor(postbacks, which, "delivered", { timeout }).',
    });
    for (const options of [{ timeout: -1 }, { timeout: Infinity }, { time: 1 }]) await expect(waitFor(postbacks, "smsReply", "dead", options)).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
  });

  it("does not compile for a name, a field or a state that there is not", () => {
    const wrong = (): unknown => [
      // @ts-expect-error -- no event
      waitFor(receiver(), "smsReplay"),
      // @ts-expect-error -- no field of a reply
      waitFor(receiver(), { type: "smsReply", queueId: "1" }),
      // @ts-expect-error -- no state
      waitFor(receiver(), "smsReply", "done"),
    ];
    expect(wrong).toBeInstanceOf(Function);
  });
});
