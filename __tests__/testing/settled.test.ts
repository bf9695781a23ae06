import { afterEach, describe, expect, it } from "@jest/globals";
import { Retry, classify, memoryInbox } from "cdyne-postback";
import { deliver, settled, smsReply, smsSent, testClock } from "cdyne-postback/testing";
import { receipt } from "../support/packets.js";
import { closeReceivers, inboxWith, receiver } from "../support/receiver.js";

afterEach(closeReceivers);

const SHORT = { timeout: 60 };

describe("settled()", () => {
  it("resolves at once where nothing waits, and else when all handlers have ended", async () => {
    const postbacks = receiver();
    await settled(postbacks);
    const done: string[] = [];
    postbacks.onSmsReply(async ({ key }) => {
      for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      done.push(key);
    });
    const sent = Array.from({ length: 15 }, () => smsReply());
    await Promise.all(sent.map(async (one) => deliver(postbacks, one)));
    await settled(postbacks);
    expect(done.toSorted()).toEqual(sent.map(({ key }) => key).toSorted());
  });

  it("waits for retries, and not for dead letters", async () => {
    const postbacks = receiver({ retry: { attempts: 2, minDelay: 20 } });
    let attempts = 0;
    postbacks.onSmsReply(() => {
      attempts += 1;
      throw new Error("fails");
    });
    await deliver(postbacks, smsReply());
    await settled(postbacks);
    expect(attempts).toBe(2);
    expect(await postbacks.health()).toMatchObject({ waiting: 0, running: 0, dead: 1 });
  });

  it("says after its time what runs, what waits behind it, and until when a retry waits", async () => {
    const clock = testClock(new Date("2026-03-01T12:00:00Z"));
    const postbacks = receiver({ clock, retry: {} });
    postbacks.onSmsReply(() => {
      throw new Retry({ after: "1h" });
    });
    postbacks.onDeliveryReceipt(async () => new Promise(() => {}));
    const [retried, runs, behind] = [smsReply(), classify(receipt("one")), classify(receipt("two"))];
    for (const one of [smsSent(), retried, runs, behind]) await deliver(postbacks, one);
    const error = await settled(postbacks, SHORT).then(() => undefined, (thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "CDYNE_UNSETTLED" });
    expect(String(error).split("\n")).toEqual([
      expect.stringMatching(/ After 60 ms it is not over\. Recorded are:$/),
      `  deliveryReceipt ${runs.key}: running, 1 attempt`,
      `  deliveryReceipt ${behind.key}: waiting for another of its subject, 0 attempts`,
      expect.stringMatching(new RegExp(`^  smsReply ${retried.key}: waiting until 2026-03-01T13:00:00\\.000Z, 1 attempt, failed with Retry at `)),
    ]);
  });

  it("does not resolve where nobody delivers, and ends in time when the inbox does not answer", async () => {
    const inbox = memoryInbox();
    await inbox.record([smsReply()]);
    await expect(settled(receiver({ inbox, deliver: false }), SHORT)).rejects.toThrow("waiting");
    const hangs = receiver({ inbox: inboxWith(() => ({ health: async () => new Promise<never>(() => {}) })), recordTimeout: 100 });
    await expect(settled(hangs, SHORT)).rejects.toMatchObject({ code: "CDYNE_UNSETTLED", message: expect.stringContaining("Nothing is recorded.") });
  });

  it("sees only its own receiver", async () => {
    const [one, other] = [receiver({ clock: testClock() }), receiver()];
    one.onSmsReply(async () => new Promise(() => {}));
    await deliver(one, smsReply());
    await settled(other);
    await expect(settled(one, SHORT)).rejects.toMatchObject({ code: "CDYNE_UNSETTLED" });
  });

  it("refuses a timeout that cannot be", async () => {
    await expect(settled(receiver(), { timeout: 0 })).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
  });
});
