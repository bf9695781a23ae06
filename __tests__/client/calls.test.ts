import { afterEach, describe, expect, test } from "@jest/globals";
import { type CallResult, type Calls, type ClientOptions, createClient, script } from "../../lib/client/index.js";
import { type PhoneVendor, notifyReturn, notifyReturns, phoneVendor, recorded } from "../support/phone-vendor.js";
import { closeServers, freePort } from "../support/server.js";

const KEY = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const URL_OF_OURS = "https://postbacks.ourhost.net/cdyne/0123456789abcdef";
const CALL = { to: "+17575551111", say: "Hello", callerId: "757-555-2222" };
const REJECTED = "14";

afterEach(closeServers);

function callsTo({ url }: { url: string }, options: Partial<ClientOptions> = {}): Calls {
  return createClient({ licenseKey: KEY, voiceUrl: url, timeout: 5000, ...options });
}

function operations({ asked }: PhoneVendor): string[] {
  return asked.map(({ path }) => path.replace("/notifyws/phonenotify.asmx/", ""));
}

function outcomes(results: readonly CallResult<string | undefined>[]): unknown[] {
  return results.map(({ to, queueId, error }) => [to, error === undefined ? queueId : error.code]);
}

describe("call()", () => {
  test("posts all parameters that the vendor declares, in its order", async () => {
    const vendor = await phoneVendor(recorded("call-queued"));
    await callsTo(vendor).call(CALL);
    expect(vendor.asked).toMatchObject([
      { method: "POST", path: "/notifyws/phonenotify.asmx/NotifyPhoneBasic", headers: { "content-type": "application/x-www-form-urlencoded" } },
    ]);
    expect(vendor.asked[0]?.body).toBe(
      `PhoneNumberToDial=7575551111&TextToSay=Hello&CallerID=7575552222&CallerIDname=&VoiceID=0&LicenseKey=${KEY}`,
    );
  });

  test("resolves to the call that the vendor has queued", async () => {
    const vendor = await phoneVendor(recorded("call-queued"));
    expect(await callsTo(vendor).call(CALL)).toEqual([
      {
        to: "+17575551111",
        error: undefined,
        queueId: "1188888888",
        code: 0,
        status: "Queued",
        answered: false,
        complete: false,
        digits: undefined,
        answeredBy: undefined,
        duration: 0,
        startedAt: undefined,
        endedAt: undefined,
        minuteRate: 0,
        tries: 0,
        demo: false,
        said: undefined,
        others: {},
      },
    ]);
  });

  test("puts the PostbackURL at the very start of what is said", async () => {
    const vendor = await phoneVendor(recorded("call-queued"));
    await callsTo(vendor, { postbackUrl: URL_OF_OURS }).call({ ...CALL, say: script().say("Hello").beep() });
    expect(vendor.asked[0]?.form).toContainEqual(["TextToSay", `~\\StatusChangePostURL(${URL_OF_OURS})~Hello~\\Beep()~`]);
  });

  test("takes the call's own PostbackURL before the script's, and the script's before the client's", async () => {
    const vendor = await phoneVendor(recorded("call-queued"));
    const calls = callsTo(vendor, { postbackUrl: URL_OF_OURS });
    const say = script().say("Hello").postbackUrl("https://ourhost.net/of-script");
    await calls.call({ ...CALL, say });
    await calls.call({ ...CALL, say, postbackUrl: "https://ourhost.net/of(call)" });
    expect(vendor.asked.map(({ form }) => form[1]?.[1])).toEqual([
      "~\\StatusChangePostURL(https://ourhost.net/of-script)~Hello",
      "~\\StatusChangePostURL(https://ourhost.net/of%28call%29)~Hello",
    ]);
  });

  test("speaks a text, whatever is in it", async () => {
    const vendor = await phoneVendor(recorded("call-queued"));
    await callsTo(vendor).call({ ...CALL, say: "~\\TransferTo(1900)~ 100 % & <done>" });
    expect(vendor.asked[0]?.form).toContainEqual(["TextToSay", "  TransferTo(1900)  100 % & <done>"]);
  });

  test.each([
    ["tries", { tries: 3 }, "NotifyPhoneBasicWithTryCount", ["TryCount", "3"], 0],
    ["transferTo", { transferTo: "+17575553333" }, "NotifyPhoneBasicWithTransfer", ["TransferNumber", "17575553333"], 1],
  ] as const)("with `%s` asks for another operation", async (_, more, operation, parameter, place) => {
    const vendor = await phoneVendor(recorded("call-queued"));
    await callsTo(vendor).call({ ...CALL, ...more });
    expect(operations(vendor)).toEqual([operation]);
    expect(vendor.asked[0]?.form[place]).toEqual(parameter);
    expect(vendor.asked[0]?.form).toHaveLength(7);
  });

  test("dials an extension", async () => {
    const vendor = await phoneVendor(recorded("call-queued"));
    const [result] = await callsTo(vendor).call({ ...CALL, to: "(757) 555-1111 x123" });
    expect(vendor.asked[0]?.form[0]).toEqual(["PhoneNumberToDial", "7575551111x123"]);
    expect(result?.to).toBe("+17575551111x123");
  });

  test("calls several one after the other, and tells each one's result", async () => {
    const vendor = await phoneVendor(
      notifyReturn({ QueueID: 1 }),
      notifyReturn({ ResponseCode: 3, ResponseText: "Invalid Phone Number", QueueID: 0 }),
      notifyReturn({ QueueID: 3 }),
    );
    const results = await callsTo(vendor).call({ ...CALL, to: ["7575550001", "+17575550002", "+44 20 7946 0958"] });
    expect(outcomes(results)).toEqual([
      ["+17575550001", "1"],
      ["+17575550002", "CDYNE_REQUEST_REFUSED"],
      ["+442079460958", "3"],
    ]);
    expect(results[1]).toMatchObject({ queueId: undefined, code: 3, status: "Invalid Phone Number", error: { vendorCode: "3", retryable: false } });
    expect(vendor.asked.map(({ form }) => form[0]?.[1])).toEqual(["7575550001", "7575550002", "011442079460958"]);
  });

  test.each([
    [3, "CDYNE_REQUEST_REFUSED", false, false],
    [10, "CDYNE_ACCOUNT_REFUSED", false, false],
    [14, "CDYNE_LICENSE_KEY_REFUSED", false, false],
    [17, "CDYNE_LICENSE_KEY_REFUSED", false, false],
    [28, "CDYNE_CALL_NOT_ALLOWED", true, false],
    [43, "CDYNE_CALL_UNREACHED", false, false],
    [37, "CDYNE_VENDOR_FAILED", true, true],
    [47, "CDYNE_VENDOR_FAILED", false, true],
  ])("rejects with the code %d of the vendor as %s, and does not ask again", async (code, problem, retryable, uncertain) => {
    const vendor = await phoneVendor(notifyReturn({ ResponseCode: code, ResponseText: "No" }));
    const error: unknown = await callsTo(vendor).call(CALL).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: problem, operation: "NotifyPhoneBasic", vendorCode: String(code), retryable, uncertain });
    expect(vendor.asked).toHaveLength(1);
  });

  test.each([12, 18, 27, 45, 46])("takes the code %d for a call that waits or is under way", async (code) => {
    const vendor = await phoneVendor(notifyReturn({ ResponseCode: code }));
    expect(outcomes(await callsTo(vendor).call(CALL))).toEqual([["+17575551111", "1188888888"]]);
  });

  test("does not take an answer without a number of the call for a call", async () => {
    const vendor = await phoneVendor(notifyReturn({ QueueID: 0 }));
    await expect(callsTo(vendor).call(CALL)).rejects.toMatchObject({ code: "CDYNE_VENDOR_ANSWER", uncertain: true });
  });

  test("gives the number of a call that may exist", async () => {
    const vendor = await phoneVendor(notifyReturn({ QueueID: 1 }), notifyReturn({ ResponseCode: 9, QueueID: 2 }));
    const results = await callsTo(vendor).call({ ...CALL, to: ["7575550001", "7575550002"] });
    expect(results[1]).toMatchObject({ queueId: "2", error: { code: "CDYNE_VENDOR_FAILED", uncertain: true } });
  });

  test("does not send a refused key again for the others", async () => {
    const vendor = await phoneVendor(notifyReturn({ QueueID: 1 }), notifyReturn({ ResponseCode: REJECTED }));
    const results = await callsTo(vendor).call({ ...CALL, to: ["7575550001", "7575550002", "7575550003", "7575550004"] });
    expect(outcomes(results).map((outcome) => (outcome as unknown[])[1])).toEqual([
      "1",
      "CDYNE_LICENSE_KEY_REFUSED",
      "CDYNE_LICENSE_KEY_REFUSED",
      "CDYNE_LICENSE_KEY_REFUSED",
    ]);
    expect(vendor.asked).toHaveLength(2);
  });

  test("tells which recipient's call is uncertain when the connection breaks, and which was not sent", async () => {
    const vendor = await phoneVendor(notifyReturn({ QueueID: 1 }), { hangUp: true });
    const results = await callsTo(vendor).call({ ...CALL, to: ["7575550001", "7575550002", "7575550003"] });
    expect(results.map(({ error }) => error && [error.code, error.uncertain])).toEqual([
      undefined,
      ["CDYNE_VENDOR_UNREACHABLE", true],
      ["CDYNE_VENDOR_UNREACHABLE", false],
    ]);
    expect(vendor.asked).toHaveLength(2);
  });

  test("keeps the calls that there are when it is ended", async () => {
    const ending = new AbortController();
    const vendor = await phoneVendor(notifyReturn({ QueueID: 1 }));
    const endingFetch: typeof fetch = async (...request) => {
      if (vendor.asked.length === 1) ending.abort(new Error("enough"));
      return fetch(...request);
    };
    const results = await callsTo(vendor, { fetch: endingFetch }).call({ ...CALL, to: ["7575550001", "7575550002", "7575550003"] }, { signal: ending.signal });
    expect(results.map(({ error }) => error && [error.code, error.uncertain])).toEqual([
      undefined,
      ["CDYNE_VENDOR_TIMEOUT", true],
      ["CDYNE_VENDOR_TIMEOUT", false],
    ]);
  });

  test("rejects with the reason of who ended it when there is no call", async () => {
    const vendor = await phoneVendor(recorded("call-queued"));
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(callsTo(vendor).call(CALL, { signal })).rejects.toThrow("enough");
    expect(vendor.asked).toHaveLength(0);
  });

  test.each([
    ["an HTML page", { body: "<html><body>Sorry</body></html>" }, "CDYNE_VENDOR_ANSWER"],
    ["an empty answer", { body: "" }, "CDYNE_VENDOR_ANSWER"],
    ["a cut answer", { body: recorded("call-queued").slice(0, 300) }, "CDYNE_VENDOR_ANSWER"],
    ["an XML bomb", { body: `<!DOCTYPE a [<!ENTITY b "c">]>${recorded("call-queued").replace(/<\?.*\?>/, "")}` }, "CDYNE_VENDOR_ANSWER"],
    ["a missing parameter", { status: 500, body: "Missing parameter: VoiceID." }, "CDYNE_VENDOR_STATUS"],
    ["a redirect", { status: 302, headers: { location: "https://ourhost.net/" } }, "CDYNE_VENDOR_STATUS"],
    ["nothing", { hangUp: true }, "CDYNE_VENDOR_UNREACHABLE"],
  ])("is made once when the vendor answers with %s, and says no secret", async (_, answer, code) => {
    const vendor = await phoneVendor(answer);
    const error: unknown = await callsTo(vendor, { postbackUrl: URL_OF_OURS }).call(CALL).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(vendor.asked).toHaveLength(1);
    expect(String(error) + JSON.stringify(error) + ((error as Error).stack ?? "")).not.toMatch(/0a1b2c3d|5551111|5552222|Hello|0123456789abcdef/);
  });

  test("is uncertain when there was no answer in time, and certain when the vendor was not reached", async () => {
    const vendor = await phoneVendor(recorded("call-queued"));
    const slow: typeof fetch = async (url, init) => {
      await fetch(url, { method: "POST", body: init?.body ?? "" });
      return new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
    };
    await expect(callsTo(vendor, { fetch: slow }).call(CALL, { timeout: 100 })).rejects.toMatchObject({ code: "CDYNE_VENDOR_TIMEOUT", uncertain: true });
    const nobody = { url: `http://127.0.0.1:${await freePort()}` };
    await expect(callsTo(nobody).call(CALL)).rejects.toMatchObject({ code: "CDYNE_VENDOR_UNREACHABLE", uncertain: false });
  });

  test.each<[string, object]>([
    ["no recipient", { to: [] }],
    ["a recipient who has no number", { to: "somebody" }],
    ["a recipient who has several", { to: "7575550001;7575550002" }],
    ["nothing to say", { say: "" }],
    ["a caller id that is no number", { callerId: "me" }],
    ["four tries", { tries: 4 }],
    ["half a voice", { voice: 0.5 }],
    ["tries and a transfer", { tries: 2, transferTo: "7575553333" }],
    ["an unknown option", { postbackURL: URL_OF_OURS }],
  ])("refuses %s before anything is sent", async (_, wrong) => {
    const vendor = await phoneVendor(recorded("call-queued"));
    const error: unknown = await callsTo(vendor).call({ ...CALL, ...wrong }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "CDYNE_OPTION_INVALID" });
    expect(String(error)).not.toMatch(/somebody|75755/);
    expect(vendor.asked).toHaveLength(0);
  });

  test.each(["https://ourhost.net/ABC", "https://example.com/cdyne", "https://ourhost.net/a b"])("refuses the PostbackURL %s before anything is sent", async (postbackUrl) => {
    const vendor = await phoneVendor(recorded("call-queued"));
    await expect(callsTo(vendor).call({ ...CALL, postbackUrl })).rejects.toMatchObject({ code: "CDYNE_POSTBACK_URL_INVALID" });
    expect(vendor.asked).toHaveLength(0);
  });
});

describe("callMany()", () => {
  const MANY = { ...CALL, to: ["7575550001", "+17575550002"] };

  test.each([
    [{}, "NotifyMultiplePhoneBasic", []],
    [{ callsPerMinute: 60 }, "NotifyMultiplePhoneBasicWithCPM", [["CallsPerMinute", "60"]]],
    [{ callsPerMinute: 60, referenceId: "a" }, "NotifyMultiplePhoneBasicWithCPMandReferenceID", [["CallsPerMinute", "60"], ["ReferenceID", "a"]]],
    [{ referenceId: "a" }, "NotifyMultiplePhoneBasicWithCPMandReferenceID", [["CallsPerMinute", "3000"], ["ReferenceID", "a"]]],
  ])("with %j asks once, by %s", async (more, operation, extra) => {
    const vendor = await phoneVendor(notifyReturns({ QueueID: 1 }, { QueueID: 2 }));
    const results = await callsTo(vendor).callMany({ ...MANY, ...more });
    expect(operations(vendor)).toEqual([operation]);
    expect(vendor.asked[0]?.form).toEqual([
      ["PhoneNumbersToDial", "7575550001;7575550002"],
      ["TextToSay", "Hello"],
      ["CallerID", "7575552222"],
      ["CallerIDname", ""],
      ["VoiceID", "0"],
      ...extra,
      ["LicenseKey", KEY],
    ]);
    expect(outcomes(results)).toEqual([
      ["+17575550001", "1"],
      ["+17575550002", "2"],
    ]);
  });

  test("does not guess whose call is whose when the vendor answers for fewer", async () => {
    const vendor = await phoneVendor(notifyReturns({ QueueID: 2 }));
    expect(outcomes(await callsTo(vendor).callMany(MANY))).toEqual([[undefined, "2"]]);
  });

  test.each([
    ["a refused key", notifyReturns({ ResponseCode: REJECTED }), { code: "CDYNE_LICENSE_KEY_REFUSED", uncertain: false }],
    ["an empty list", '<ArrayOfNotifyReturn xmlns="http://ws.cdyne.com/NotifyWS/" />', { code: "CDYNE_VENDOR_ANSWER", uncertain: true }],
    ["something else", "<html />", { code: "CDYNE_VENDOR_ANSWER", uncertain: true }],
  ])("rejects for %s", async (_, answer, error) => {
    const vendor = await phoneVendor(answer);
    await expect(callsTo(vendor).callMany(MANY)).rejects.toMatchObject(error);
    expect(vendor.asked).toHaveLength(1);
  });
});
