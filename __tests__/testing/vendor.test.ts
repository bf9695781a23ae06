import { afterEach, describe, expect, it } from "@jest/globals";
import { PostbackError } from "cdyne-postback";
import { startVendor } from "cdyne-postback/testing";
import { BASIC_CALL, ask, closeAll, getJson, hook, json, postJson, sendText, vendorWith, voice } from "./asking.js";

const HANDSET = "+17575550123";
const DID = "+17575550100";

afterEach(closeAll);

describe("time", () => {
  it("does not matter by default, and everything is posted in its order", async () => {
    const { url } = await hook();
    const vendor = await vendorWith();
    vendor.handset(HANDSET).replies("yes");
    const start = performance.now();
    await Promise.all([
      sendText(vendor, { PostbackUrl: url }),
      sendText(vendor, { PostbackUrl: url, To: ["7575550124"] }),
      voice(vendor, "NotifyPhoneBasic", { ...BASIC_CALL, TextToSay: String.raw`~\StatusChangePostURL(${url})~Hello` }),
    ]);
    await vendor.settled();
    expect(performance.now() - start).toBeLessThan(2000);
    expect(vendor.postbacks).toHaveLength(7);
    for (const event of ["smsReply", "callFinished"]) {
      const at = vendor.postbacks.findIndex((one) => one.event === event);
      expect(at).toBeGreaterThan(vendor.postbacks.findIndex((one) => one.event === (event === "smsReply" ? "smsSent" : "callPlaced")));
    }
  });

  it("passes only when it is told to, with a clock of one's own", async () => {
    const { url } = await hook();
    const vendor = await vendorWith({ clock: new Date("2026-01-02T03:04:05Z"), delays: { reply: 60_000 } });
    vendor.handset(HANDSET).replies("yes");
    await sendText(vendor, { PostbackUrl: url });
    await vendor.settled();
    const seen = [];
    for (const ms of [999, 1, 59_999, 1]) {
      await vendor.advance(ms);
      seen.push(vendor.postbacks.length);
    }
    expect(seen).toEqual([0, 1, 1, 2]);
    expect(vendor.now()).toEqual(new Date("2026-01-02T03:05:06Z"));
    expect(vendor.postbacks.map(({ at }) => at.toISOString())).toEqual(["2026-01-02T03:04:06.000Z", "2026-01-02T03:05:06.000Z"]);
  });

  it("passes as fast as it is told to", async () => {
    const { url } = await hook();
    const vendor = await vendorWith({ speed: 100, delays: { sent: 10_000 } });
    const start = performance.now();
    await sendText(vendor, { PostbackUrl: url });
    await vendor.settled();
    expect(performance.now() - start).toBeGreaterThan(95);
    expect(vendor.postbacks).toHaveLength(1);
  });

  it("comes for what was scheduled, also by itself", async () => {
    const { url, received } = await hook();
    const vendor = await vendorWith();
    await sendText(vendor, { PostbackUrl: url, ScheduledDateTime: `/Date(${Date.now() + 150})/` });
    await vendor.settled();
    expect(received).toEqual([]);
    while (received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(received).toHaveLength(1);
  });
});

describe("what follows from a request", () => {
  it("is posted after its answer", async () => {
    const { url, received } = await hook();
    const vendor = await vendorWith();
    await sendText(vendor, { PostbackUrl: url });
    expect(received).toEqual([]);
    await vendor.settled();
    expect(received).toHaveLength(1);
  });

  it("can come before its answer", async () => {
    const { url, received } = await hook();
    const vendor = await vendorWith({ postbacksFirst: true });
    const { MessageID } = await sendText(vendor, { PostbackUrl: url });
    expect(received).toMatchObject([{ body: expect.stringContaining(MessageID) }]);
  });
});

describe("interference", () => {
  it("answers something else, once", async () => {
    const vendor = await vendorWith();
    vendor.interfere("SendMessage", { answer: { status: 503, headers: { "content-type": "text/html" }, body: "<h1>Down</h1>" } });
    expect(await postJson(vendor, "SendMessage", { To: ["7575550123"], Body: "x", UseMMS: false })).toEqual({ status: 503, type: "text/html", text: "<h1>Down</h1>" });
    expect(await getJson(vendor, "GetMessageStatusByReferenceID", { ReferenceID: "r" })).toEqual([]);
    expect(await sendText(vendor)).toMatchObject({ MessageStatus: 201 });
  });

  it("cuts the connection after the message was taken", async () => {
    const { url } = await hook();
    const vendor = await vendorWith();
    vendor.interfere("SendMessage", { done: true, answer: "cut" });
    await expect(sendText(vendor, { ReferenceID: "r", PostbackUrl: url })).rejects.toThrow("fetch failed");
    await vendor.settled();
    expect(await getJson(vendor, "GetMessageStatusByReferenceID", { ReferenceID: "r" })).toHaveLength(1);
    expect(vendor.postbacks).toHaveLength(1);
  });

  it("leaves a request without an answer", async () => {
    const vendor = await vendorWith();
    vendor.interfere("getvoices", { answer: "hang" });
    await expect(ask(`${vendor.voiceUrl}/getVoices`, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: "TimeoutError" });
    await vendor.settled();
  });
});

describe("handsets", () => {
  it("answer with one text after the other, and then are silent", async () => {
    const vendor = await vendorWith();
    vendor.handset(HANDSET).replies("one", "two");
    for (let count = 0; count < 3; count += 1) {
      await sendText(vendor);
      await vendor.settled();
    }
    expect(await json(vendor, "ReadIncomingMessages")).toMatchObject([{ Payload: "one" }, { Payload: "two" }]);
  });

  it("answer by a function of the text, with several texts or none", async () => {
    const vendor = await vendorWith();
    vendor.handset(HANDSET).replies((text) => (text === "Hello" ? ["Hi", "Who is this?"] : undefined));
    await sendText(vendor);
    await sendText(vendor, { Body: "x" });
    await vendor.settled();
    expect(await json(vendor, "ReadIncomingMessages")).toMatchObject([{ Payload: "Hi" }, { Payload: "Who is this?" }]);
  });

  it("have what a function throws come out of settled()", async () => {
    const vendor = await vendorWith();
    vendor.handset(HANDSET).replies(() => {
      throw new Error("wrong");
    });
    await sendText(vendor);
    await expect(vendor.settled()).rejects.toThrow("wrong");
    await vendor.settled();
  });

  it("answer nothing while they are off, and the receipt says so", async () => {
    const { url } = await hook();
    const vendor = await vendorWith({ numbers: ["74121"] });
    vendor.handset(HANDSET).isUnreachable().replies("yes");
    await sendText(vendor, { PostbackUrl: url });
    await vendor.settled();
    expect(vendor.postbacks.map(({ event, body }) => [event, /Code=(.*)/.exec(body)?.[1]])).toEqual([
      ["smsSent", undefined],
      ["deliveryReceipt", "005"],
    ]);
  });

  it("that belong to us get what we send", async () => {
    const vendor = await vendorWith({ numbers: [DID, "+17575550101"] });
    await sendText(vendor, { From: DID, To: ["7575550101"], Body: "to myself" });
    await vendor.settled();
    expect(await json(vendor, "ReadIncomingMessages")).toMatchObject([{ Payload: "to myself", From: "17575550100", To: "17575550101" }]);
  });

  it("are no handsets, and reach no numbers, that cannot be", async () => {
    const vendor = await vendorWith();
    expect(() => vendor.handset("12")).toThrow(PostbackError);
    expect(() => vendor.handset(HANDSET).texts("+17575550199", "x")).toThrow(PostbackError);
    expect(() => vendor.assign("+17575550199", {})).toThrow(PostbackError);
  });
});

describe("startVendor()", () => {
  it("gives the same ids for the same seed", async () => {
    const ids = [];
    for (const seed of [7, 7, 8]) ids.push((await sendText(await vendorWith({ seed }))).MessageID);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
  });

  it("listens where it is told to, and notes requests as they came", async () => {
    const vendor = await vendorWith();
    const port = Number(new URL(vendor.url).port);
    await expect(startVendor({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await ask(`${vendor.messagingUrl}/getunreadincomingmessages?licensekey=${vendor.licenseKey}&x=%2B1`, { headers: { "X-Mine": "1" } });
    expect(vendor.requests).toMatchObject([
      {
        operation: "GetUnreadIncomingMessages",
        transport: "get",
        method: "GET",
        path: `/Messaging.svc/getunreadincomingmessages?licensekey=${vendor.licenseKey}&x=%2B1`,
        headers: { "x-mine": "1" },
        parameters: { licensekey: vendor.licenseKey, x: "+1" },
        body: "",
      },
    ]);
    await vendor.close();
    await expect(ask(vendor.url)).rejects.toThrow("fetch failed");
  });

  it.each([
    { numbers: ["12"] },
    { numbers: [{ number: DID, licenseKey: "99999999-2222-3333-4444-555555555555" }] },
    { licenseKeys: ["key"] },
    { licenseKeys: [] },
    { speed: 0 },
    { speed: 60, clock: () => 0 },
    { inferred: { digits: 12 } },
    { delays: { send: 1 } },
    { port: "80" },
  ])("refuses what cannot be: %j", async (options) => {
    await expect(startVendor(options as object)).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
  });
});
