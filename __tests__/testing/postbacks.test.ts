import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { classify } from "cdyne-postback";
import { type Vendor } from "cdyne-postback/testing";
import { BASIC_CALL, closeAll, hook, sendText, soap, vendorWith, voice } from "./asking.js";

const SHORT_CODE = "74121";
const DID = "+17575550100";
const HANDSET = "+17575550123";

/** A stand-in whose numbers all post to one receiver. */
async function posting(options: Parameters<typeof vendorWith>[0] = {}) {
  const receiver = await hook();
  const numbers = [DID, SHORT_CODE].map((number) => ({ number, postbackUrl: receiver.url, callPostbackUrl: receiver.url }));
  const vendor = await vendorWith({ numbers, ...options });
  return { vendor, ...receiver };
}

/** Everything that the vendor can post. */
const lives: Record<string, (vendor: Vendor, url: string) => Promise<unknown>> = {
  "a message and its answer": async (vendor) => {
    vendor.handset(HANDSET).replies("yes & no = 50%");
    await sendText(vendor, { From: DID, ReferenceID: "order 12" });
  },
  "an MMS and a picture in answer": async (vendor) => {
    await sendText(vendor, { From: SHORT_CODE, UseMMS: true });
    await vendor.settled();
    vendor.handset(HANDSET).texts(SHORT_CODE, "", [10_000_001]);
  },
  "a message to a landline": async (vendor) => {
    vendor.handset(HANDSET).isLandline();
    await sendText(vendor, { From: DID });
  },
  "an MMS to a landline": async (vendor) => {
    vendor.handset(HANDSET).isLandline({ tries: 1 });
    await sendText(vendor, { From: DID, UseMMS: true });
  },
  "receipts of a short code": async (vendor) => {
    vendor.handset(HANDSET).receipt("003", "004", "000", "017");
    await sendText(vendor, { From: SHORT_CODE, Body: "fish & chips, 50%+5 &Code=003 =\n… 😀😀😀😀😀" });
  },
  "a text that answers nothing": async (vendor) => void vendor.handset("+17575550124").texts(DID, "Hello?"),
  "a call that is taken": async (vendor, url) => {
    vendor.handset(HANDSET).answersCalls({ press: "2", answeredBy: "MACHINE" });
    await voice(vendor, "NotifyPhoneBasic", { ...BASIC_CALL, TextToSay: String.raw`~\StatusChangePostURL(${url})~Hello ~\GetDigits(SMSSent|5|1)~` });
  },
  "a busy and an unanswered call": async (vendor, url) => {
    vendor.handset(HANDSET).busy(1).noAnswer(1);
    const when = "<UTCScheduledDateTime>2020-11-17T08:25:08.336Z</UTCScheduledDateTime>";
    const anr = `<PhoneNumberToDial>7575550123</PhoneNumberToDial><CallerIDNumber>7575550100</CallerIDNumber><LicenseKey>${vendor.licenseKey}</LicenseKey>`;
    await soap(vendor, "NotifyPhoneAdvanced", `<anr>${anr}<TryCount>2</TryCount>${when}<StatusChangePostUrl>${url}</StatusChangePostUrl></anr>`);
  },
  "an incoming call": async (vendor) => void vendor.handset(HANDSET).calls(DID, { press: "9", seconds: 65 }),
};

afterEach(closeAll);

describe("what the vendor posts", () => {
  const variants = [
    {},
    { unmatchedId: "absent", receiptText: "encoded", digits: 10, callDates: "us", callDateUnset: "empty", incomingQueueId: "zero", longCodeReceipts: true },
    { unmatchedId: "zero-35", callDates: "us", answerPosted: false, refusalsPosted: "first" },
    { unmatchedId: "empty", callDateUnset: "empty" },
  ] as const;

  describe.each(variants)("with %j inferred", (inferred) => {
    it.each(Object.entries(lives))("is classified as what was meant: %s", async (_, live) => {
      const { vendor, url, received } = await posting({ inferred });
      await live(vendor, url);
      await vendor.settled();
      expect(received.length).toBeGreaterThan(0);
      expect(vendor.postbacks.map(({ body }) => body)).toEqual(received.map(({ body }) => body));
      expect(received.map(({ body }) => classify(body).type)).toEqual(vendor.postbacks.map(({ event }) => event));
      expect(vendor.postbacks.every(({ status }) => status === 200)).toBe(true);
    });
  });

  it("is every event, and each has a key of its own", async () => {
    const { vendor, url } = await posting({ delays: { sent: 1001 } });
    for (const live of Object.values(lives)) {
      await live(vendor, url);
      await vendor.settled();
    }
    const events = vendor.postbacks.map(({ body }) => classify(body));
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(["smsSent", "smsRefused", "smsReply", "smsReceived", "deliveryReceipt", "callPlaced", "callStatusChanged", "callFinished", "callReceived"]),
    );
    expect(new Set(events.map(({ key }) => key)).size).toBe(events.length);
  });

  it("reads as what was said", async () => {
    const { vendor } = await posting();
    vendor.handset(HANDSET).replies("yes & no = 50%, déjà vu ~'");
    const { MessageID } = await sendText(vendor, { From: SHORT_CODE, Body: "fish & chips &Code=003 50%", ReferenceID: "order 12" });
    await vendor.settled();
    expect(vendor.postbacks.map(({ body }) => classify(body))).toMatchObject([
      { type: "smsSent", medium: "sms", messageId: MessageID, referenceId: "order 12", from: SHORT_CODE, to: HANDSET },
      { type: "deliveryReceipt", messageId: MessageID, code: "003", status: "carrier", receipt: { text: "fish & chips &Code=0" } },
      { type: "deliveryReceipt", messageId: MessageID, code: "000", status: "delivered", final: true },
      { type: "smsReply", matchedMessageId: MessageID, referenceId: "order 12", from: HANDSET, to: SHORT_CODE, text: "yes & no = 50%, déjà vu ~'" },
    ]);
  });
});

interface Packet {
  id: string;
  body: string;
}

const packets = readFileSync(join(__dirname, "../vectors/packets.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Packet);

function printed(id: string): string {
  return packets.find((packet) => packet.id === id)?.body ?? "";
}

/** The names in a body, in order; a receipt's raw text is left out. */
function namesOf(body: string): string[] {
  return body.replace(/(?<=DeliveryReceiptMessage=).*(?=&Code=\d)/s, "").split("&").map((field) => field.replace(/=.*$/s, ""));
}

describe("bodies", () => {
  const shapes: [name: string, packet: string, live: keyof typeof lives, event: string, inferred?: object][] = [
    ["sent", "sms-sent-g1", "a message and its answer", "smsSent"],
    ["refused", "sms-sent-refused-g1", "a message to a landline", "smsRefused"],
    ["MMS sent", "mms-sent-g3", "an MMS and a picture in answer", "smsSent"],
    ["reply", "sms-response-g1", "a message and its answer", "smsReply"],
    ["MMS reply", "mms-response-g3", "an MMS and a picture in answer", "smsReply"],
    ["received", "sms-received-g1", "a text that answers nothing", "smsReceived", { unmatchedId: "absent" }],
    ["received with a zero id", "sms-response-unmatched-36", "a text that answers nothing", "smsReceived"],
    ["receipt", "sms-delivery-receipt-g1", "receipts of a short code", "deliveryReceipt"],
    ["MMS receipt", "mms-delivery-receipt-g3", "an MMS and a picture in answer", "deliveryReceipt"],
    ["incoming call", "call-incoming-g3", "an incoming call", "callFinished"],
  ];

  it.each(shapes)("of %s have the fields of %s in its order", async (_, packet, life, event, inferred = {}) => {
    const { vendor, url } = await posting({ inferred });
    await lives[life]?.(vendor, url);
    await vendor.settled();
    expect(namesOf(vendor.postbacks.find((posted) => posted.event === event)?.body ?? "")).toEqual(namesOf(printed(packet)));
  });

  it("of outgoing calls have the fields of the vendor's page, then the detection and the script's variables", async () => {
    const { vendor, url } = await posting();
    await lives["a call that is taken"]?.(vendor, url);
    await vendor.settled();
    expect(namesOf(vendor.postbacks.at(-1)?.body ?? "")).toEqual([...namesOf(printed("call-outgoing-g3")), "machinedetection", "smssent"]);
  });

  it("are the printed packet, byte by byte, where the values are the same", async () => {
    const numbers = [{ number: "7575449510", postbackUrl: (await hook()).url }];
    const vendor = await vendorWith({ clock: new Date("2010-05-08T02:42:36Z"), numbers, delays: { sent: 0 } });
    const { MessageID } = await sendText(vendor, { To: ["7575449511"], ReferenceID: "12345" });
    await vendor.settled();
    expect(vendor.postbacks[0]?.body.replace(MessageID, "9a35e913-ded0-7574-4642-5f60c550c706")).toBe(printed("sms-sent-g1"));
  });

  it("have the receipt's text as it is, with its length in bytes", async () => {
    const { vendor, received } = await posting();
    await sendText(vendor, { From: SHORT_CODE, Body: "Grüße" });
    await vendor.settled();
    const receipt = received[1];
    expect(receipt?.body).toMatch(/&DeliveryReceiptMessage=sm: msg: id:\d{17} sub:001 dlvrd:001 submit date:\d{10} done date:\d{10} stat:DELIVERED TO CARRIER err:003 text:Grüße&Code=003$/);
    expect(receipt?.rawHeaders).toContain(String(Buffer.byteLength(receipt?.body ?? "")));
  });
});

describe("the way of a post", () => {
  it("has the vendor's headers in its order, and waits for 100 Continue", async () => {
    const { vendor, received, url } = await posting();
    await sendText(vendor, { From: DID });
    await vendor.settled();
    const { rawHeaders = [], body = "" } = received[0] ?? {};
    expect(rawHeaders).toEqual([
      ...["User-Agent", "CDYNE SMSv2", "Content-Type", "application/x-www-form-urlencoded", "Host", new URL(url).host],
      ...["Content-Length", String(body.length), "Expect", "100-continue", "Connection", "Keep-Alive"],
    ]);
  });

  it.each(["a call that is taken", "an MMS and a picture in answer"] as const)("names no user agent where none is known: %s", async (life) => {
    const { vendor, received, url } = await posting();
    await lives[life]?.(vendor, url);
    await vendor.settled();
    expect(received.flatMap(({ rawHeaders }) => rawHeaders)).not.toContain("User-Agent");
  });

  it("keeps path and query, and follows no redirect", async () => {
    const { url, received } = await hook(302);
    const vendor = await vendorWith();
    await sendText(vendor, { PostbackUrl: `${url}/A/b?item=C%20d` });
    await vendor.settled();
    expect(received).toMatchObject([{ url: "/A/b?item=C%20d" }]);
    expect(vendor.postbacks).toMatchObject([{ status: 302, error: undefined }]);
  });

  it("notes that nobody listens", async () => {
    const vendor = await vendorWith();
    await sendText(vendor, { PostbackUrl: "http://127.0.0.1:1/" });
    await vendor.settled();
    expect(vendor.postbacks).toMatchObject([{ event: "smsSent", status: undefined, error: expect.stringContaining("ECONNREFUSED") }]);
  });

  it("can be repeated", async () => {
    const { vendor, received } = await posting();
    await sendText(vendor, { From: DID });
    await vendor.settled();
    const [posted] = vendor.postbacks;
    if (posted) await vendor.repeat(posted);
    expect(received[1]).toEqual(received[0]);
    expect(vendor.postbacks).toHaveLength(2);
  });
});
