import { afterEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Calls, type ClientOptions, createClient, script } from "../../lib/client/index.js";
import { soapRequest, soapResult } from "../../lib/client/calls/soap.js";
import { elementsOf, parseXml, textOf } from "../../lib/client/request/xml.js";
import { notifyReturn, phoneVendor } from "../support/phone-vendor.js";
import { closeServers } from "../support/server.js";

const KEY = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const URL_OF_OURS = "https://postbacks.ourhost.net/cdyne/0123456789abcdef?a=1&b=2";
const CALL = { to: "+17575551111", say: "Hello", callerId: "757-555-2222" };

afterEach(closeServers);

function callsTo({ url }: { url: string }, options: Partial<ClientOptions> = {}): Calls {
  return createClient({ licenseKey: KEY, voiceUrl: url, timeout: 5000, ...options });
}

function enveloped(result: string): string {
  const inner = result.replace(/<\?.*\?>/, "").replace(/<(\/?)NotifyReturn[^>]*>/g, "<$1NotifyPhoneAdvancedResult>");
  return (
    '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
    `<NotifyPhoneAdvancedResponse xmlns="http://ws.cdyne.com/NotifyWS/">${inner}</NotifyPhoneAdvancedResponse></soap:Body></soap:Envelope>`
  );
}

const QUEUED = enveloped(notifyReturn());

describe("callAdvanced()", () => {
  test("posts the vendor's object in an envelope, all fields in the vendor's order", async () => {
    const vendor = await phoneVendor(QUEUED);
    await callsTo(vendor).callAdvanced({
      ...CALL,
      say: script().say("A & B").raw('<break time="1s"/>').ask("pin"),
      callerName: "Ours",
      voice: 2,
      transferTo: "7575553333",
      tries: 2,
      nextTryAfter: 180,
      scheduledAt: new Date("2020-11-17T08:25:08.336Z"),
      rate: 9,
      volume: 90,
      maxLength: 60,
      postbackUrl: URL_OF_OURS,
      referenceId: "order 1",
    });
    expect(vendor.asked).toMatchObject([
      {
        method: "POST",
        path: "/notifyws/phonenotify.asmx",
        headers: { "content-type": "text/xml; charset=utf-8", soapaction: '"http://ws.cdyne.com/NotifyWS/NotifyPhoneAdvanced"' },
      },
    ]);
    expect(vendor.asked[0]?.body).toBe(
      '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>' +
        '<NotifyPhoneAdvanced xmlns="http://ws.cdyne.com/NotifyWS/"><anr>' +
        "<PhoneNumberToDial>7575551111</PhoneNumberToDial><TransferNumber>17575553333</TransferNumber><VoiceID>2</VoiceID>" +
        "<CallerIDNumber>7575552222</CallerIDNumber><CallerIDName>Ours</CallerIDName>" +
        "<TextToSay>A &amp; B&lt;break time=&quot;1s&quot;/&gt;~\\GetDigits(pin|5)~</TextToSay>" +
        `<LicenseKey>${KEY}</LicenseKey><TryCount>2</TryCount><NextTryInSeconds>180</NextTryInSeconds>` +
        "<UTCScheduledDateTime>2020-11-17T08:25:08.336Z</UTCScheduledDateTime><TTSrate>9</TTSrate><TTSvolume>90</TTSvolume>" +
        "<MaxCallLength>60</MaxCallLength>" +
        `<StatusChangePostUrl>${URL_OF_OURS.replace("&", "&amp;")}</StatusChangePostUrl><ReferenceID>order 1</ReferenceID>` +
        "</anr></NotifyPhoneAdvanced></soap:Body></soap:Envelope>",
    );
  });

  test("leaves no number or time to the vendor's guess", async () => {
    const before = Date.now();
    const vendor = await phoneVendor(QUEUED);
    await callsTo(vendor).callAdvanced(CALL);
    const [anr] = elementsOf(elementsOf(elementsOf(parseXml(vendor.asked[0]?.body ?? "").content, "Body")[0], "NotifyPhoneAdvanced")[0], "anr");
    expect(anr).toEqual({
      PhoneNumberToDial: "7575551111",
      VoiceID: "0",
      CallerIDNumber: "7575552222",
      TextToSay: "Hello",
      LicenseKey: KEY,
      TryCount: "1",
      NextTryInSeconds: "0",
      UTCScheduledDateTime: expect.stringMatching(/Z$/),
      TTSrate: "10",
      TTSvolume: "100",
      MaxCallLength: "0",
    });
    expect(Date.parse(textOf(anr, "UTCScheduledDateTime") ?? "")).toBeGreaterThanOrEqual(before);
  });

  test("takes a script's own PostbackURL out of it, into the field for it", async () => {
    const vendor = await phoneVendor(QUEUED);
    await callsTo(vendor).callAdvanced({ ...CALL, say: script().postbackUrl("https://ourhost.net/(a)").say("Hello") });
    expect(vendor.asked[0]?.body).toContain("<TextToSay>Hello</TextToSay>");
    expect(vendor.asked[0]?.body).toContain("<StatusChangePostUrl>https://ourhost.net/(a)</StatusChangePostUrl>");
  });

  test("reads the answer in its envelope", async () => {
    const vendor = await phoneVendor(QUEUED);
    expect(await callsTo(vendor).callAdvanced(CALL)).toMatchObject([{ to: "+17575551111", queueId: "1188888888", code: 0, status: "Queued" }]);
  });

  test("posts in the namespace that the client was given", async () => {
    const vendor = await phoneVendor(QUEUED);
    await callsTo(vendor, { voiceNamespace: "http://ws.ourhost.net/" }).callAdvanced(CALL);
    expect(vendor.asked[0]?.headers["soapaction"]).toBe('"http://ws.ourhost.net/NotifyPhoneAdvanced"');
    expect(vendor.asked[0]?.body).toContain('<NotifyPhoneAdvanced xmlns="http://ws.ourhost.net/">');
  });

  test.each([
    ["a code that refuses", enveloped(notifyReturn({ ResponseCode: 16 })), { code: "CDYNE_REQUEST_REFUSED", vendorCode: "16" }],
    ["a fault", '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><soap:Fault/></soap:Body></soap:Envelope>', { code: "CDYNE_VENDOR_ANSWER" }],
    ["a fault with its status", { status: 500, body: "<soap:Envelope/>" }, { code: "CDYNE_VENDOR_STATUS", status: 500, uncertain: true }],
    ["no envelope", notifyReturn(), { code: "CDYNE_VENDOR_ANSWER", uncertain: true }],
  ])("rejects for %s, and asks once", async (_, answer, error) => {
    const vendor = await phoneVendor(answer);
    await expect(callsTo(vendor).callAdvanced(CALL)).rejects.toMatchObject(error);
    expect(vendor.asked).toHaveLength(1);
  });

  test.each<[string, object, string]>([
    ["upper case in the PostbackURL", { postbackUrl: "https://ourhost.net/ABC" }, "CDYNE_POSTBACK_URL_INVALID"],
    ["a date that is none", { scheduledAt: new Date(NaN) }, "CDYNE_OPTION_INVALID"],
    ["a rate above 20", { rate: 21 }, "CDYNE_OPTION_INVALID"],
    ["a volume above 100", { volume: 101 }, "CDYNE_OPTION_INVALID"],
  ])("refuses %s before anything is sent", async (_, wrong, code) => {
    const vendor = await phoneVendor(QUEUED);
    await expect(callsTo(vendor).callAdvanced({ ...CALL, ...wrong })).rejects.toMatchObject({ code });
    expect(vendor.asked).toHaveLength(0);
  });
});

describe("an envelope", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom("<", "&", "]]>", "&lt;", "\ud800", "\0", "\ufffe", '"', "é", "😀") }));
  // An end of line is one sign to an XML reader.
  const carried = (value: string): string => value.toWellFormed().replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "").replace(/\r\n?/g, "\n");

  test("carries whatever XML can hold, and stays well-formed with whatever it cannot", () => {
    fc.assert(
      fc.property(text, (value) => {
        const { body } = soapRequest({ namespace: "urn:a", operation: "Op", element: "x", fields: { One: value, Two: 2 } });
        const [x] = elementsOf(elementsOf(elementsOf(parseXml(body).content, "Body")[0], "Op")[0], "x");
        expect([textOf(x, "One")?.replace(/\r\n?/g, "\n"), textOf(x, "Two")]).toEqual([carried(value), "2"]);
      }),
      { numRuns: 1000 },
    );
  });

  test("throws when it holds no result", () => {
    expect(() => soapResult("Op", parseXml("<a><Body/></a>"))).toThrow(SyntaxError);
  });
});
