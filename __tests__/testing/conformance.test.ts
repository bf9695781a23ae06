import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { type Vendor } from "cdyne-postback/testing";
import { BASIC_CALL, type Said, ask, closeAll, get, getJson, postJson, sendText, vendorWith, voice } from "./asking.js";

const vector = z.looseObject({ id: z.string(), operation: z.string(), contentType: z.string(), body: z.string() });
const vectors = readFileSync(join(__dirname, "../vectors/api-answers.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => vector.parse(JSON.parse(line)));

/** Of the obsolete first version. */
const NOT_THERE = ["v1-responses"];
const XML = "application/xml";

/** How to come to each answer: exactly, but for ids. */
const situations: Record<string, () => Promise<Said>> = {
  "sms-send-accepted": simpleSend,
  "sms-send-accepted-fixture": simpleSend,
  "sms-send-bad-number": async () => get(await vendorWith(), "SimpleSMSsend", { PhoneNumber: "123", Message: "Hello" }, XML),
  "sms-advanced-send-two": async () => {
    const vendor = await vendorWith();
    const request = { Message: "Hello", PhoneNumbers: ["7575550123", "7575550124"], ReferenceID: "914846a9-6b8c-4525-831e-7abc27009f52" };
    return ask(`${vendor.messagingUrl}/AdvancedSMSsend`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ LicenseKey: vendor.licenseKey, SMSRequests: [request] }),
    });
  },
  "sms-status-sent": async () => {
    const vendor = await vendorWith({ clock: new Date("2016-12-12T00:15:52.980Z"), delays: { sent: 0 } });
    const { MessageID } = await sendText(vendor);
    await vendor.settled();
    return get(vendor, "GetMessageStatus", { MessageID }, XML);
  },
  "sms-unread-incoming-two": async () => {
    const vendor = await vendorWith({ clock: new Date("2016-07-13T22:25:23.860Z"), numbers: ["+19185550101"] });
    await sendText(vendor, { To: ["9185550100"] });
    await vendor.advance(10_000);
    vendor.handset("+19185550100").texts("+19185550101", "Ak");
    await vendor.advance(3677);
    vendor.handset("+19185550100").texts("+19185550101", "Ack");
    await vendor.settled();
    return get(vendor, "GetUnreadIncomingMessages", {}, XML);
  },
  "sms-unread-incoming-empty": async () => get(await vendorWith(), "GetUnreadIncomingMessages", {}, XML),
  "sms-unread-incoming-one": async () => {
    const vendor = await vendorWith({ clock: new Date("2016-12-12T04:28:02.530Z"), numbers: ["+15555552121"] });
    await sendText(vendor, { To: ["5555551212"] });
    await vendor.advance(10_000);
    vendor.handset("+15555551212").texts("+15555552121", "Test Response");
    await vendor.settled();
    return get(vendor, "GetUnreadIncomingMessages", {}, XML);
  },
  "messaging-read-incoming-offset-date": async () =>
    readOne(await vendorWith({ clock: new Date("2020-05-30T05:04:27.010Z"), inferred: { jsonDateOffset: "-0700" } })),
  "messaging-read-incoming-doc": async () =>
    readOne(await vendorWith({ clock: new Date(1_682_439_497_785), inferred: { jsonDateOffset: false, digits: 10 }, numbers: ["7575559999"] }), [10_000_001, 10_000_005]),
  "messaging-send": async () => {
    const vendor = await docVendor();
    return postJson(vendor, "SendMessage", { To: ["7575559999"], Body: "Hello", UseMMS: false });
  },
  "messaging-send-not-possible": async () => {
    const vendor = await vendorWith({ inferred: { jsonDateOffset: false } });
    await sendText(vendor, { To: ["7575559999"] });
    await vendor.settled();
    vendor.handset("+17575559999").texts("+17575550100", "STOP");
    await vendor.settled();
    return postJson(vendor, "SendMessage", { To: ["7575559999"], Body: "Hello", UseMMS: false });
  },
  "messaging-status": async () => {
    const vendor = await docVendor();
    const { MessageID } = await sendText(vendor, { To: ["7575559999"] });
    await vendor.settled();
    return get(vendor, "ReadMessageStatus", { MessageId: MessageID });
  },
  "messaging-set-postback-url": async () => assign(await vendorWith()),
  "messaging-postback-settings": async () => {
    const vendor = await docVendor();
    await assign(vendor, { PhoneNumber: "7575550000", Country: "US" });
    await getJson(vendor, "SetPostbackEnabledForPhoneNumber", { PhoneNumber: "7575550000", Country: "US", PostbackType: "All", Enabled: "true" });
    return get(vendor, "GetPostbackSettingsForLicenseKey");
  },
  "messaging-cancel": async () => {
    const vendor = await vendorWith();
    const { MessageID } = await sendText(vendor, { ScheduledDateTime: `/Date(${Date.now() + 60_000})/` });
    return get(vendor, "CancelMessage", { MessageID });
  },
  "call-queued": async () => voice(await vendorWith(), "NotifyPhoneBasic", BASIC_CALL),
  "call-finished": async () => {
    const vendor = await vendorWith({ clock: new Date("2020-08-28T00:53:06.608Z"), delays: { dial: 0, ring: 0 } });
    vendor.handset("+17575550123").answersCalls({ press: "345", seconds: 37.046 });
    const call = await voice(vendor, "NotifyPhoneBasic", BASIC_CALL);
    await vendor.advance(60_000);
    return voice(vendor, "GetQueueIDStatus", { QueueID: /<QueueID>(\d+)/.exec(call.text)?.[1] ?? "" });
  },
  "call-response-codes": async () => voice(await vendorWith(), "GetResponseCodes"),
  "call-voices": async () => voice(await vendorWith(), "getVoices"),
};

async function simpleSend(): Promise<Said> {
  return get(await vendorWith(), "SimpleSMSsend", { PhoneNumber: "7575550123", Message: "Hello" }, XML);
}

/** With the sample values of the vendor's pages. */
async function docVendor(): Promise<Vendor> {
  return vendorWith({ clock: new Date("1999-05-31T11:20:00Z"), numbers: ["7575550000"], delays: { sent: 0 } });
}

async function assign(vendor: Vendor, target: Record<string, string> = {}): Promise<Said> {
  const operation = "PhoneNumber" in target ? "SetPostbackUrlForPhoneNumber" : "SetPostbackUrlForLicenseKey";
  return get(vendor, operation, { ...target, PostBackType: "All", Url: "http://www.example.com/postback.aspx" });
}

async function readOne(vendor: Vendor, media: number[] = []): Promise<Said> {
  vendor.handset("+17575550000").texts(vendor.numbers[0] ?? "", "Thank you for your message.", media);
  await vendor.settled();
  return postJson(vendor, "ReadIncomingMessages", {});
}

/** What the stand-in has no value for. */
const UNSAID: Record<string, string[]> = {
  "messaging-read-incoming-offset-date": ["From", "To", "IncomingMessageID", "OutgoingMessageID", "Payload"],
  "messaging-read-incoming-doc": ["Subject", "Udh", "OutgoingMessageID"],
  "messaging-send": ["SentTime"],
};

afterEach(closeAll);

describe("the recorded answers", () => {
  test("all have their situation, but those of operations that the stand-in has not", () => {
    expect(Object.keys(situations)).toEqual(expect.arrayContaining(vectors.map(({ id }) => id).filter((id) => !NOT_THERE.includes(id))));
  });

  test.each(vectors.filter(({ id }) => !NOT_THERE.includes(id)))("$id: $operation answers the same document", async ({ id, contentType, body }) => {
    const said = await situations[id]?.();
    expect(said).toMatchObject({ status: 200, type: `${contentType}; charset=utf-8` });
    const shape = contentType === "application/json" ? (text: string) => jsonShape(text, UNSAID[id] ?? []) : xmlShape;
    expect(shape(said?.text ?? "")).toBe(shape(body));
  });
});

/** Without the declaration, white space between elements, and ids. */
function xmlShape(xml: string): string {
  return withoutIds(xml.replace(/^<\?xml[^>]*\?>/, "").replace(/>\s+</g, "><").trim()).replace(/<QueueID>\d+/, "<QueueID>…");
}

/** Without ids and members that cannot be known; the order of members stays. */
function jsonShape(text: string, unsaid: readonly string[]): string {
  const parsed: unknown = JSON.parse(text, (name, value: unknown) => (unsaid.includes(name) ? "…" : value));
  return withoutIds(JSON.stringify(parsed));
}

/** The first id is 1, and so on, so that the same id is the same; the zero id stays. */
function withoutIds(text: string): string {
  const ids: string[] = [];
  return text.replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, (id) => {
    if (/^[0-]+$/.test(id)) return id;
    if (!ids.includes(id)) ids.push(id);
    return `id ${ids.indexOf(id) + 1}`;
  });
}
