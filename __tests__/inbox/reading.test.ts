import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { afterEach, describe, expect, it } from "@jest/globals";
import express from "express";
import { type Delivery, classify, memoryInbox } from "cdyne-postback";
import { deliver } from "cdyne-postback/testing";
import { type Duration, milliseconds } from "../../lib/duration.js";
import { RECEIPT, REPLY, SENT, TOKEN, reply } from "../support/packets.js";
import { closeReceivers, inboxWith, receiver, until } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

describe("what is recorded", () => {
  it("is read back by key, by filter and by page", async () => {
    const postbacks = receiver();
    for (const body of [SENT, REPLY, RECEIPT, REPLY]) await deliver(postbacks, body);
    await until(async () => (await postbacks.list({ state: "delivered" })).items.length === 3);
    expect(await postbacks.get(classify(REPLY).key)).toMatchObject({ postback: { type: "smsReply", text: "Test" }, state: "delivered", attempts: 1, repeats: 1 });
    expect(await postbacks.get("none")).toBeUndefined();
    const page = await postbacks.list({ limit: 2 });
    expect(page.items.map(({ postback }) => postback.type)).toEqual(["deliveryReceipt", "smsReply"]);
    const rest = await postbacks.list({ limit: 2, cursor: page.next });
    expect(rest.items.map(({ postback }) => postback.type)).toEqual(["smsSent"]);
    expect(rest.next).toBeUndefined();
    expect((await postbacks.list({ number: "(757) 237-3369" })).items.map(({ postback }) => postback.raw)).toEqual([RECEIPT]);
  });

  it("is deleted of a person, however the number is written", async () => {
    const postbacks = receiver();
    for (const body of [SENT, REPLY, RECEIPT]) await deliver(postbacks, body);
    expect(await postbacks.forget("757-544-9510")).toBe(2);
    expect((await postbacks.list()).items.map(({ postback }) => postback.raw)).toEqual([RECEIPT]);
  });

  it.each([
    ["list()", async () => receiver().list({ limit: 1001 })],
    ["list(): `limit`: ", async () => receiver().list({ limit: "5" as never })],
    ["list(): `cursor`: expected `next` of the page before.", async () => receiver().list({ cursor: "abc" })],
    ["list(): `cursor`: expected `next` of the page before.", async () => receiver().list({ cursor: 5 as never })],
    ["list(): It takes an object: { keys, ", async () => receiver().list("dead" as never)],
    ["list(): It takes an object: { keys, ", async () => receiver().list(["key"] as never)],
    ["list()", async () => receiver().list({ states: "dead" } as object)],
    ["get(): `key`: ", async () => receiver().get(undefined as never)],
    ["redeliver(): Say which: it takes a list of keys, or a filter", async () => receiver().redeliver("key" as never)],
    ["redeliver(): Say which", async () => receiver().redeliver(undefined as never)],
    ["redeliver(): Say which", async () => receiver().redeliver({})],
    ["redeliver(): `keys.0`: ", async () => receiver().redeliver([5] as never)],
    ["redeliver()", async () => receiver().redeliver({ number: undefined })],
    ["redeliver()", async () => receiver().redeliver({ number: "" })],
    ["redeliver()", async () => receiver().redeliver({ number: "  " })],
    ["list()", async () => receiver().list({ number: "" })],
    ["forget()", async () => receiver().forget("")],
    ["redeliver()", async () => receiver().redeliver({ state: "broken" as never })],
  ])("is not asked for in a way that cannot be: %s", async (whose, ask) => {
    await expect(ask()).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID", message: expect.stringContaining(whose) });
  });
});

describe("handlers that are replaced", () => {
  it("keep the place and so the name of the one before", async () => {
    const postbacks = receiver();
    const names: string[] = [];
    const note = () => (_: unknown, { handler }: Delivery) => void names.push(handler);
    const end = postbacks.onSmsSent(note());
    postbacks.onSmsSent(note());
    end();
    postbacks.onSmsSent(note());
    await deliver(postbacks, SENT);
    await until(() => names.length === 2);
    expect(names.sort()).toEqual(["smsSent#1", "smsSent#2"]);
  });
});

describe("keep", () => {
  it("removes what need not be kept any longer, and nothing else", async () => {
    const inbox = memoryInbox();
    const old = (body: string) => classify(body, { receivedAt: new Date(Date.now() - 31 * 86_400_000) });
    await inbox.record([old(SENT), old(reply(7)), classify(RECEIPT)]);
    const [sent, ...others] = await inbox.claim(10, 1000);
    await inbox.settle([{ id: sent?.id ?? "", state: "dead", handled: [] }, ...others.map(({ id }) => ({ id, state: "delivered" as const, handled: [] }))]);
    await receiver({ inbox, keep: { delivered: "30d", dead: "never" } }).start();
    await until(async () => (await inbox.list({ limit: 10 })).items.length === 2);
    expect((await inbox.list({ limit: 10 })).items.map(({ postback }) => postback.raw)).toEqual([RECEIPT, SENT]);
  });

  it("removes a little at a time, until all is gone", async () => {
    const inbox = memoryInbox();
    await inbox.record(Array.from({ length: 1200 }, (_, number) => classify(reply(number), { receivedAt: new Date(0) })));
    await inbox.settle((await inbox.claim(1200, 1000)).map(({ id }) => ({ id, state: "dead", handled: [] })));
    const removed: number[] = [];
    const counting = inboxWith(() => ({
      prune: async (state, before, limit) => {
        const count = await inbox.prune(state, before, limit);
        removed.push(count);
        return count;
      },
    }));
    await receiver({ inbox: counting, keep: { dead: 0 } }).start();
    await until(() => removed.length === 3);
    expect(removed).toEqual([500, 500, 200]);
  });

  it("says when the inbox cannot, and refuses what is no time", async () => {
    const postbacks = receiver({ inbox: inboxWith(() => ({ prune: async () => Promise.reject(new Error("17575449510")) })), keep: { dead: "1h" } });
    await postbacks.start();
    await until(() => postbacks.logged.length === 1);
    expect(postbacks.logged).toMatchObject([{ code: "CDYNE_PRUNE_FAILED" }]);
    for (const delivered of ["soon", "", "d", "30days", "1..2d", "-1d", -1, NaN, Infinity, true]) {
      expect(() => receiver({ keep: { delivered: delivered as never } })).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));
    }
    expect(() => receiver({ keep: { sent: "23h" } })).toThrow(/a day at least/);
    expect(() => receiver({ keep: { waiting: "1d" } as never })).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));
  });

  it("takes each time that its type takes", () => {
    const times = [["90s", 90_000], ["30d", 2_592_000_000], ["30 d", 2_592_000_000], ["1.5h", 5_400_000], ["1e3s", 1_000_000], ["5ms", 5], ["5m", 300_000], [5, 5]] as const;
    for (const [written, time] of times) {
      expect(milliseconds(written satisfies Duration)).toBe(time);
      expect(receiver({ keep: { dead: written } })).toBeDefined();
    }
  });
});

describe("for watching", () => {
  it("there are counters", async () => {
    let broken = false;
    const inbox = inboxWith((memory) => ({ record: async (all) => (broken ? Promise.reject(new Error("down")) : memory.record(all)) }));
    const postbacks = receiver({ inbox });
    postbacks.onDeliveryReceipt(() => {
      throw new Error("fails");
    });
    for (const body of [SENT, SENT, RECEIPT]) await deliver(postbacks, body);
    broken = true;
    await deliver(postbacks, REPLY);
    await until(() => postbacks.counters.dead === 1);
    expect(postbacks.counters).toEqual({ received: 4, recorded: 2, repeated: 1, notRecorded: 1, delivered: 1, retried: 0, dead: 1, discarded: 0 });
  });

  it("there are diagnostics channels", async () => {
    const told: unknown[] = [];
    const names = ["received", "recorded", "delivered", "failed"].map((name) => `cdyne-postback:${name}`);
    const note = (message: unknown, name: string | symbol) => void told.push([String(name).split(":")[1], message]);
    names.forEach((name) => subscribe(name, note));
    const postbacks = receiver({ tokens: { acme: TOKEN } });
    postbacks.onDeliveryReceipt(() => {
      throw new Error("fails");
    });
    for (const body of [SENT, SENT, RECEIPT]) await deliver(postbacks, body);
    await until(() => postbacks.counters.dead === 1);
    names.forEach((name) => unsubscribe(name, note));
    const sent = expect.objectContaining({ raw: SENT });
    const failed = expect.objectContaining({ raw: RECEIPT });
    const { counters } = postbacks;
    expect(told).toHaveLength(7);
    expect(told).toEqual(
      expect.arrayContaining([
        ["received", { account: "acme" }],
        ["recorded", { postback: sent, counters }],
        ["delivered", { postback: sent, attempt: 1, state: "delivered", counters }],
        ["recorded", { postback: failed, counters }],
        ["failed", { postback: failed, attempt: 1, state: "dead", counters }],
      ]),
    );
  });

  it("there is an answer for load balancers", async () => {
    let down = false;
    const inbox = inboxWith((memory) => ({ health: async () => (down ? Promise.reject(new Error("secret")) : memory.health()) }));
    const postbacks = receiver({ inbox });
    const app = express().get("/health", postbacks.healthHandler);
    const url = `${await serve(app)}/health`;
    const up = await send(url, { method: "GET" });
    expect([up.status, JSON.parse(up.text), up.headers["cache-control"]]).toEqual([200, { inbox: "up", waiting: 0, running: 0, dead: 0, oldestAge: 0 }, "no-store"]);
    down = true;
    expect(await send(url, { method: "GET" })).toMatchObject({ status: 503, text: '{"inbox":"down"}' });
    const hasty = await serve((req, res) => {
      postbacks.healthHandler(req, res);
      res.writeHead(504).end();
    });
    expect((await send(hasty, { method: "GET" })).status).toBe(504);
  });
});
