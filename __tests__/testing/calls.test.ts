import { afterEach, describe, expect, it } from "@jest/globals";
import { type CallFinished, classify } from "cdyne-postback";
import { type Vendor } from "cdyne-postback/testing";
import { BASIC_CALL, ask, closeAll, element, hook, soap, vendorWith, voice } from "./asking.js";

const HANDSET = "+17575550123";
const DID = "+17575550100";

/** NotifyPhoneAdvanced with everything that it needs. */
async function advanced(vendor: Vendor, fields: Readonly<Record<string, string | number>> = {}) {
  const all = {
    PhoneNumberToDial: "7575550123",
    VoiceID: 0,
    CallerIDNumber: "7575550100",
    TextToSay: "Hello",
    LicenseKey: vendor.licenseKey,
    TryCount: 1,
    NextTryInSeconds: 0,
    UTCScheduledDateTime: "2020-11-17T08:25:08.336Z",
    ...fields,
  };
  const anr = Object.entries(all).map(([name, value]) => `<${name}>${value}</${name}>`);
  return soap(vendor, "NotifyPhoneAdvanced", `<anr>${anr.join("")}</anr>`);
}

function posted(vendor: Vendor) {
  return vendor.postbacks.map(({ body, event }) => [event, new URLSearchParams(body).get("ResponseCode")]);
}

afterEach(closeAll);

describe("a call", () => {
  it("is placed, rings, is taken, and finished with digits, detection and variables", async () => {
    const { url } = await hook();
    const vendor = await vendorWith();
    vendor.handset(HANDSET).answersCalls({ press: "2#45#6", answeredBy: "MACHINE", seconds: 12 });
    const script = String.raw`~\StatusChangePostURL(${url}/x)~Press ~\SetVar(Who|[phonenumber])~ ~\GetDigits(Choice)~ ~\GetDigits(More|5)~ ~\GetDigits(Last|5|1)~ ~\IncreaseVariable(n)~ ~\GetVariableLength(more|Size)~ ~\Conference()~ ~\RecordAndSaveAs(x)~ ~\EndCall()~ ~\SetVar(never|1)~`;
    await voice(vendor, "NotifyPhoneBasic", { ...BASIC_CALL, TextToSay: script });
    await vendor.settled();
    expect(posted(vendor)).toEqual([
      ["callPlaced", "12"],
      ["callStatusChanged", "18"],
      ["callStatusChanged", "1"],
      ["callFinished", "1"],
    ]);
    const { variables, digits, answeredBy, duration, outcome, recording, callerId } = classify(vendor.postbacks[3]?.body ?? "") as CallFinished;
    expect({ digits, answeredBy, duration, outcome, recording, callerId }).toEqual({
      digits: "2456",
      answeredBy: "machine",
      duration: 12,
      outcome: "answered",
      recording: { length: 5 },
      callerId: DID,
    });
    expect(variables).toEqual({ who: HANDSET, choice: "2", more: "45", last: "6", n: "1", size: "2", confkey: expect.stringMatching(/^[\da-f-]{36}$/) });
  });

  it("cuts long values of variables", async () => {
    const vendor = await vendorWith();
    await voice(vendor, "NotifyPhoneBasic", { ...BASIC_CALL, TextToSay: String.raw`~\StatusChangePostURL(${(await hook()).url})~~\SetVar(Long|${"x".repeat(600)})~` });
    await vendor.settled();
    expect(vendor.postbacks.at(-1)?.body).toMatch(/&long=x{500}$/);
  });

  it.each([
    ["not at the very start", String.raw` ~\StatusChangePostURL(URL)~Hello`],
    ["no URL", String.raw`~\StatusChangePostURL(nowhere)~Hello`],
    ["not there", "Hello"],
  ])("posts nothing when the command is %s", async (_, script) => {
    const { url } = await hook();
    const vendor = await vendorWith();
    await voice(vendor, "NotifyPhoneBasic", { ...BASIC_CALL, TextToSay: script.replace("URL)", `${url})`) });
    await vendor.settled();
    expect(vendor.postbacks).toEqual([]);
  });

  it.each([
    ["calls", "/token"],
    ["all", "/token"],
    ["none", "/Token"],
  ] as const)("posts to a URL in lower case: %s", async (lowerCaseUrls, path) => {
    const { url, received } = await hook();
    const vendor = await vendorWith({ inferred: { lowerCaseUrls } });
    await advanced(vendor, { StatusChangePostUrl: `${url}/Token` });
    await vendor.settled();
    expect(received[0]?.url).toBe(path);
  });

  it("is tried again as often as it was asked for, with one id", async () => {
    const vendor = await vendorWith({ clock: "manual" });
    vendor.handset(HANDSET).busy(1).noAnswer(1);
    const { text } = await advanced(vendor, { TryCount: 5, NextTryInSeconds: 180, StatusChangePostUrl: (await hook()).url });
    const QueueID = element(text, "QueueID") ?? "";
    await vendor.advance(60_000);
    const between = (await voice(vendor, "GetQueueIDStatus", { QueueID })).text;
    expect(["ResponseText", "CallComplete", "TryCount"].map((name) => element(between, name))).toEqual(["Busy", "false", "1"]);
    await vendor.advance(600_000);
    expect(posted(vendor).map(([, code]) => code)).toEqual(["12", "8", "12", "18", "2", "12", "18", "1", "1"]);
    const end = (await voice(vendor, "GetQueueIDStatus", { QueueID })).text;
    expect(["ResponseCode", "CallComplete", "TryCount"].map((name) => element(end, name))).toEqual(["1", "true", "3"]);
    expect(new Set(vendor.postbacks.map(({ body }) => new URLSearchParams(body).get("QueueID")))).toEqual(new Set([QueueID]));
  });

  it("is given up when nobody comes", async () => {
    const vendor = await vendorWith();
    vendor.handset(HANDSET).isUnreachable();
    await advanced(vendor, { StatusChangePostUrl: (await hook()).url });
    await vendor.settled();
    expect(posted(vendor).at(-1)).toEqual(["callFinished", "2"]);
  });

  it("is transferred when 0 is pressed", async () => {
    const vendor = await vendorWith();
    vendor.handset(HANDSET).answersCalls({ press: "0" });
    await advanced(vendor, { TransferNumber: "7575550199", StatusChangePostUrl: (await hook()).url });
    await vendor.settled();
    expect(posted(vendor).at(-1)).toEqual(["callFinished", "24"]);
  });

  it("can be cancelled until its time, by its number or by one's own reference", async () => {
    const vendor = await vendorWith();
    const UTCScheduledDateTime = new Date(vendor.now().getTime() + 3_600_000).toISOString();
    const { url } = await hook();
    const later = async () => element((await advanced(vendor, { UTCScheduledDateTime, ReferenceID: "r", StatusChangePostUrl: url })).text, "QueueID") ?? "";
    const QueueID = await later();
    await later();
    await vendor.settled();
    for (const cancelled of [true, false]) {
      expect((await voice(vendor, "CancelNotify", { QueueID })).text).toContain(`<boolean xmlns="http://ws.cdyne.com/NotifyWS/">${cancelled}</boolean>`);
    }
    expect((await voice(vendor, "CancelNotifyByReferenceID", { ReferenceID: "r" })).text).toContain(">1</int>");
    await vendor.advance(3_600_000);
    expect(posted(vendor)).toEqual([
      ["callFinished", "22"],
      ["callFinished", "22"],
    ]);
  });

  it("comes in, posts where the number says, and runs the number's script", async () => {
    const { url } = await hook();
    const vendor = await vendorWith({ numbers: [{ number: DID, callPostbackUrl: url, callScript: String.raw`Hello ~\GetDigits(Wish|5|1)~` }] });
    vendor.handset(HANDSET).calls(DID, { press: "3", seconds: 65 });
    await vendor.settled();
    expect(vendor.postbacks.map(({ body }) => classify(body))).toMatchObject([
      { type: "callReceived", callerId: HANDSET, phoneNumber: DID, code: 29 },
      { type: "callFinished", direction: "incoming", digits: "3", duration: 65, variables: { wish: "3" }, code: 30 },
    ]);
  });
});

describe("what is refused", () => {
  it.each([
    ["3", { PhoneNumberToDial: "757" }],
    ["4", { CallerID: "" }],
    ["4", { CallerID: "12345" }],
    ["13", { CallerID: "(757) 555-0123" }],
    ["5", { VoiceID: "99" }],
    ["14", { LicenseKey: "99999999-2222-3333-4444-555555555555" }],
    ["14", { LicenseKey: "no key" }],
  ])("has the code %s, and no call: %j", async (code, parameters) => {
    const { status, text } = await voice(await vendorWith(), "NotifyPhoneBasic", { ...BASIC_CALL, ...parameters });
    expect([status, element(text, "ResponseCode"), element(text, "QueueID")]).toEqual([200, code, "0"]);
  });

  it.each([
    ["6", { TransferNumber: "1" }],
    ["16", { UTCScheduledDateTime: "2030-11-17T08:25:08.336" }],
    ["11", { LicenseKey: "0" }],
  ])("has the code %s in SOAP too: %j", async (code, fields) => {
    const { text } = await advanced(await vendorWith(), fields);
    expect(element(text, "ResponseCode")).toBe(code);
  });

  it("is not the key for trying it out, where that will do", async () => {
    const vendor = await vendorWith();
    const said = await voice(vendor, "NotifyPhoneBasic", { ...BASIC_CALL, LicenseKey: "0" });
    expect([element(said.text, "ResponseCode"), element(said.text, "Demo")]).toEqual(["0", "true"]);
  });
});

describe("the ways in", () => {
  it("are GET, a form, and SOAP 1.1 and 1.2", async () => {
    const vendor = await vendorWith();
    const form = await ask(`${vendor.url}/NotifyWS/PhoneNotify.asmx/notifyphonebasic`, { method: "POST", body: new URLSearchParams({ ...BASIC_CALL, licensekey: vendor.licenseKey }) });
    const soap12 = await ask(vendor.voiceUrl, {
      method: "POST",
      headers: { "content-type": "application/soap+xml; charset=utf-8" },
      body: `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><GetQueueIDStatus xmlns="http://ws.cdyne.com/NotifyWS/"><QueueID>1188888888</QueueID></GetQueueIDStatus></s:Body></s:Envelope>`,
    });
    const soap11 = await soap(vendor, "GetQueueIDStatus", "<QueueID>1188888888</QueueID>");
    expect([form, soap12, soap11].map(({ status, type }) => [status, type])).toEqual([
      [200, "text/xml; charset=utf-8"],
      [200, "application/soap+xml; charset=utf-8"],
      [200, "text/xml; charset=utf-8"],
    ]);
    for (const { text } of [form, soap12, soap11]) expect(element(text, "QueueID")).toBe("1188888888");
    expect(soap11.text).toMatch(/<GetQueueIDStatusResponse xmlns="http:\/\/ws.cdyne.com\/NotifyWS\/"><GetQueueIDStatusResult><ResponseCode>/);
    expect(vendor.requests.map(({ operation, transport }) => [operation, transport])).toEqual([
      ["NotifyPhoneBasic", "form"],
      ["GetQueueIDStatus", "soap"],
      ["GetQueueIDStatus", "soap"],
    ]);
  });

  it("want every parameter, and numbers where they belong", async () => {
    const vendor = await vendorWith();
    const { PhoneNumberToDial, TextToSay, CallerID, VoiceID } = BASIC_CALL;
    const without = { PhoneNumberToDial, TextToSay, CallerID, VoiceID };
    expect(await voice(vendor, "NotifyPhoneBasic", without)).toMatchObject({ status: 500, text: expect.stringContaining("Missing parameter: CallerIDname.") });
    expect(await voice(vendor, "NotifyPhoneBasic", { ...BASIC_CALL, VoiceID: "Diane" })).toMatchObject({ status: 500, text: expect.stringContaining("System.Int32") });
    expect(await voice(vendor, "GetQueueIDStatus", { QueueID: "9223372036854775808" })).toMatchObject({ status: 500 });
    expect(await voice(vendor, "NotifyPhoneAdvanced", BASIC_CALL)).toMatchObject({ status: 500, text: expect.stringContaining("not valid") });
    for (const field of ["TryCount", "UTCScheduledDateTime"]) {
      expect(await advanced(vendor, { [field]: "two" })).toMatchObject({ status: 500, text: expect.stringContaining("<soap:Fault><faultcode>soap:Client") });
    }
  });

  it("want a SOAPAction that fits, and XML", async () => {
    const vendor = await vendorWith();
    const headers = { "content-type": "text/xml" };
    const body = `<Envelope><Body><GetQueueIDStatus><QueueID>1</QueueID></GetQueueIDStatus></Body></Envelope>`;
    expect(await ask(vendor.voiceUrl, { method: "POST", headers, body })).toMatchObject({ status: 500, text: expect.stringContaining("SOAPAction") });
    expect(await ask(vendor.voiceUrl, { method: "POST", headers, body: body.slice(0, 40) })).toMatchObject({ status: 500, text: expect.stringContaining("Fault") });
    const twelve = { "content-type": "application/soap+xml" };
    expect(await ask(vendor.voiceUrl, { method: "POST", headers: twelve, body: "<Envelope><Body><Nothing/></Body></Envelope>" })).toMatchObject({ status: 500, text: expect.stringContaining("soap:Sender") });
  });
});

describe("many calls", () => {
  it("are made at once, by GET and by SOAP, each with a state of its own", async () => {
    const vendor = await vendorWith();
    const { text } = await voice(vendor, "NotifyMultiplePhoneBasic", { ...BASIC_CALL, PhoneNumbersToDial: "7575550123; 757;7575550124" });
    expect(text).toContain("<ArrayOfNotifyReturn ");
    expect([...text.matchAll(/<QueueID>(\d+)/g)].map((match) => match[1])).toEqual(["1188888888", "0", "1188888889"]);
    const anr = (number: string) =>
      `<AdvancedNotifyRequest><PhoneNumberToDial>${number}</PhoneNumberToDial><CallerIDNumber>7575550100</CallerIDNumber><LicenseKey>${vendor.licenseKey}</LicenseKey><UTCScheduledDateTime>2020-11-17T08:25:08Z</UTCScheduledDateTime></AdvancedNotifyRequest>`;
    const many = await soap(vendor, "NotifyMultiplePhoneAdvanced", `<requests>${anr("7575550123")}${anr("7575550124")}</requests>`);
    expect(many.text).toMatch(/<NotifyMultiplePhoneAdvancedResult><NotifyReturn>.*<\/NotifyReturn><NotifyReturn>.*<QueueID>1188888891<\/QueueID>/);
    await vendor.settled();
    const states = await voice(vendor, "GetMultipleQueueIdStatus", { QueueIDs: "1188888888;1188888889;5" });
    expect([...states.text.matchAll(/<ResponseCode>(\d+)/g)].map((match) => match[1])).toEqual(["1", "1", "9"]);
    const ofNumber = await voice(vendor, "GetQueueIDStatusesByPhoneNumber", { PhoneNumber: "+1 757 555 0123" });
    expect(ofNumber.text.match(/<NotifyReturn>/g)).toHaveLength(2);
  });
});

describe("the rest", () => {
  it("assigns numbers and lists them", async () => {
    const vendor = await vendorWith();
    expect((await voice(vendor, "AssignIncomingNumber", { IncomingPhoneNumber: "7575551111" })).text).toContain(">true</boolean>");
    expect((await voice(vendor, "AssignIncomingNumber", { IncomingPhoneNumber: "7575551111" })).text).toContain(">false</boolean>");
    expect((await voice(vendor, "GetAssignedNumbers")).text).toMatch(/<ArrayOfString .*>\s*<string>7575550100<\/string>\s*<string>7575551111<\/string>/);
    expect(vendor.numbers).toEqual([DID, "+17575551111"]);
  });

  it("tells a call's script and variables to who has the key", async () => {
    const vendor = await vendorWith();
    const QueueID = element((await voice(vendor, "NotifyPhoneBasic", { ...BASIC_CALL, TextToSay: String.raw`a < b ~\SetVar(x|1)~` })).text, "QueueID") ?? "";
    await vendor.settled();
    const { text } = await voice(vendor, "GetQueueIDStatusWithAdvancedInfo", { QueueID });
    expect(text).toContain(String.raw`<TextToSay>a &lt; b ~\SetVar(x|1)~</TextToSay>`);
    expect([element(text, "Name"), element(text, "Value")]).toEqual(["x", "1"]);
  });
});
