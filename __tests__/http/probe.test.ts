import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type RequestListener } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import express from "express";
import { createPostbacks, memoryInbox } from "cdyne-postback";
import { type ProbeReport, probeReportSchema } from "../../lib/probe-report.js";
import { hosts, plainHost } from "../support/hosts.js";
import { REPLY, SENT, TOKEN, reply } from "../support/packets.js";
import { type Receiver, closeReceivers, inboxWith, receiver, until } from "../support/receiver.js";
import { type Post, closeServers, send, serve } from "../support/server.js";

const PROBE = "CdynePostbackProbe=1&Sample=a b;c%2B&d:e%zz";
const asProbe = { "cdyne-postback": "probe" };

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

async function ask(app: RequestListener, post: Post = {}): Promise<ProbeReport> {
  const answer = await send(`${await serve(app)}/cdyne/${TOKEN}`, { body: PROBE, headers: asProbe, ...post });
  expect(answer).toMatchObject({
    status: 200,
    headers: { "content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff" },
  });
  return probeReportSchema.parse(JSON.parse(answer.text));
}

/** Nothing but a postback of the vendor's that comes after it is in the inbox and in the counters. */
async function expectNothingRecorded(postbacks: Receiver): Promise<void> {
  const url = `${await serve(postbacks.listener)}/cdyne/${TOKEN}`;
  await send(url, { body: SENT });
  await until(() => postbacks.events.length === 1);
  expect(postbacks.events).toMatchObject([{ raw: SENT }]);
  expect(postbacks.counters).toMatchObject({ received: 1, recorded: 1, notRecorded: 0 });
  expect((await postbacks.list()).items).toHaveLength(1);
}

describe.each(hosts)("A probe of $name", (host) => {
  it("says what of the body has arrived, and is no event", async () => {
    const postbacks = receiver();
    const seen: unknown[] = [];
    const note = (message: unknown): void => void seen.push(message);
    subscribe("cdyne-postback:received", note);
    const report = await ask(host.app(postbacks));
    unsubscribe("cdyne-postback:received", note);
    expect(report).toMatchObject({ probe: 1, via: "stream", body: PROBE, fields: { Sample: "a b;c+", "d:e%zz": "" } });
    expect(seen).toEqual([]);
    await expectNothingRecorded(postbacks);
  });

  it.each([
    ["text", host.parsers.text({ type: () => true }), "text", PROBE],
    ["bytes", host.parsers.raw({ type: () => true }), "bytes", PROBE],
    ["an object", host.parsers.urlencoded({ extended: true }), "parsed", "CdynePostbackProbe=1&Sample=a+b%3bc%2b&d%3ae%25zz="],
  ])("comes through a parser that makes %s of it", async (_, parser, via, body) => {
    const postbacks = receiver();
    expect(await ask(host.app(postbacks, parser))).toMatchObject({ via, body });
    await expectNothingRecorded(postbacks);
  });

  it("is known by its body where a proxy has taken the header away", async () => {
    const postbacks = receiver();
    const report = await ask(host.app(postbacks), { headers: {} });
    expect(report).toMatchObject({ body: PROBE, inside: { request: { header: false } } });
    await expectNothingRecorded(postbacks);
  });

  it("is known by its header where nothing is left of the body", async () => {
    const empty = receiver();
    expect(await ask(host.app(empty), { body: "" })).toMatchObject({ via: "stream", body: "", fields: {} });
    const lost = receiver();
    const swallow = host.app(lost, (req, _res, next) => void req.resume().on("end", () => next()));
    expect(await ask(swallow)).toMatchObject({ via: "lost", body: "", fields: {} });
    expect(lost.logged).toEqual([]);
    await expectNothingRecorded(lost);
  });
});

describe("A probe is told", () => {
  it("how the receiver is", async () => {
    const postbacks = receiver({ deliver: false, inbox: memoryInbox() });
    await send(`${await serve(postbacks.listener)}/${TOKEN}`, { body: REPLY });
    const { inside } = await ask(postbacks.listener);
    expect(inside).toEqual({
      request: { header: true, trustsProxy: false, forwardedFor: 0 },
      production: false,
      durable: false,
      inbox: { waiting: 1, running: 0, dead: 0, oldestAge: expect.any(Number) },
      delivers: false,
      handlers: ["any"],
      unhandled: [],
      warnings: [],
    });
  });

  it("which events have handlers, which had none, and what was warned of", async () => {
    const postbacks = createPostbacks({ tokens: TOKEN, logger: { warn: () => {}, error: () => {} } });
    postbacks.onSmsReply(() => {})();
    postbacks.onCallFinished(() => {});
    const url = `${await serve(postbacks.listener)}/${TOKEN}`;
    for (const body of [SENT, reply(1), reply(2)]) await send(url, { body });
    await until(() => postbacks.counters.delivered === 3);
    expect((await ask(postbacks.listener)).inside).toMatchObject({
      handlers: ["callFinished"],
      unhandled: ["smsSent", "smsReply"],
      warnings: ["CDYNE_HANDLER_NONE"],
    });
    await postbacks.close();
  });

  it("whether a proxy was in between, and whether Express believes it", async () => {
    const postbacks = receiver();
    const app = express().set("trust proxy", 1).use("/cdyne", postbacks.router);
    const headers = { ...asProbe, "x-forwarded-for": "192.0.2.1, 192.0.2.7" };
    const { inside } = await ask(app, { headers });
    expect(inside?.request).toEqual({ header: true, trustsProxy: true, forwardedFor: 2 });
    expect((await ask(postbacks.listener, { headers })).inside?.request).toMatchObject({ trustsProxy: false });
  });

  it("the code of what is wrong with the inbox, and not its message", async () => {
    const error = Object.assign(new Error("secret place"), { code: "SQLITE_FULL" });
    const broken = receiver({ inbox: inboxWith(() => ({ health: async () => Promise.reject(error) })) });
    const report = await ask(broken.listener);
    expect(report.inside?.inbox).toEqual({ error: "SQLITE_FULL" });
    expect(JSON.stringify(report)).not.toContain("secret");
    const closed = receiver();
    await closed.close();
    expect((await ask(closed.listener)).inside?.inbox).toEqual({ error: "CDYNE_CLOSED" });
  });

  it("nothing of what others have, where several accounts share the receiver", async () => {
    const tokens = { acme: TOKEN, beta: "fedcba98fedcba98" };
    const postbacks = createPostbacks({ tokens, logger: { warn: () => {}, error: () => {} } });
    const origin = await serve(postbacks.listener);
    await send(`${origin}/fedcba98fedcba98`, { body: SENT });
    await until(() => postbacks.counters.delivered === 1);
    expect((await ask(postbacks.listener)).inside).toMatchObject({ inbox: { answers: true }, unhandled: [], delivers: true });
    await postbacks.close();
    expect((await ask(postbacks.listener)).inside?.inbox).toEqual({ error: "CDYNE_CLOSED" });
  });

  it("a 503 when the inbox says what cannot be told, whatever is left of its body", async () => {
    const health = async () => Promise.resolve({ waiting: BigInt(1), running: 0, dead: 0 } as never);
    const postbacks = receiver({ inbox: inboxWith(() => ({ health })) });
    const swallow = plainHost.app(postbacks, (req, _res, next) => void req.resume().on("end", () => next()));
    for (const app of [swallow, plainHost.app(postbacks)]) {
      const answer = await send(`${await serve(app)}/cdyne/${TOKEN}`, { body: PROBE, headers: asProbe });
      expect(answer).toMatchObject({ status: 503, text: "" });
    }
    expect(postbacks.logged.map(({ code }) => code)).toEqual(["CDYNE_RECORD_FAILED", "CDYNE_RECORD_FAILED"]);
  });

  it("nothing of the inside where the door is open, because anybody could ask", async () => {
    const report = await ask(receiver({ tokens: false }).listener);
    expect(report).toMatchObject({ body: PROBE, via: "stream" });
    expect(report.inside).toBeUndefined();
  });
});

describe("A probe is refused", () => {
  it.each([
    ["with a wrong token", {}, "0123456789abcdef"],
    ["from an address that is not allowed", { allow: ["192.0.2.0/24"] }, TOKEN],
    ["where probes are switched off", { probe: false }, TOKEN],
  ])("%s", async (_, options, token) => {
    const postbacks = receiver(options);
    const origin = await serve(express().use("/cdyne", postbacks.router));
    for (const headers of [asProbe, {}]) {
      const answer = await send(`${origin}/cdyne/${token}`, { body: PROBE, headers });
      expect(answer).toMatchObject({ status: 404, text: "" });
    }
    expect(postbacks.counters.received).toBe(0);
    expect((await postbacks.list()).items).toEqual([]);
  });

  it("by the option, which takes nothing but true and false", () => {
    expect(() => receiver({ probe: JSON.parse('"no"') })).toThrow("`probe`");
  });
});

describe("What is no probe", () => {
  it.each([
    ["the vendor's postback with a text that says so", `${SENT}&Message=CdynePostbackProbe`],
    ["the vendor's postback, whatever fields it has", `${SENT}&CdynePostbackProbe=1`],
    ["the vendor's postback, whatever it begins with", `CdynePostbackProbe=1&${SENT}`],
    ["a call that came damaged, with a variable that says so", "CdynePostbackProbe=1&QueueID=7&Duration=3"],
    ["what is left of a message", `CdynePostbackProbe=1&messageid=7`],
    ["a body that says so only further on", "Cost=1&CdynePostbackProbe=1"],
    ["another field of nearly that name", "CdynePostbackProbes=1"],
  ])("is recorded: %s", async (_, body) => {
    const postbacks = receiver();
    const url = `${await serve(plainHost.app(postbacks))}/${TOKEN}`;
    expect(await send(url, { body })).toMatchObject({ status: 200, text: "" });
    await until(() => postbacks.events.length === 1);
    expect(postbacks.events).toMatchObject([{ raw: body, source: "postback" }]);
  });

  it("is a replay, which is recorded as one; and any other word in the header says nothing", async () => {
    const postbacks = receiver();
    const url = `${await serve(postbacks.listener)}/${TOKEN}`;
    await send(url, { body: SENT, headers: { "cdyne-postback": "replay" } });
    await send(url, { body: REPLY, headers: { "cdyne-postback": "poll" } });
    await until(() => postbacks.events.length === 2);
    expect(postbacks.events).toMatchObject([
      { type: "smsSent", source: "replay" },
      { type: "smsReply", source: "postback" },
    ]);
  });
});
