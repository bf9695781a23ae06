import { afterEach, describe, expect, test } from "@jest/globals";
import { type Calls, createClient } from "../../lib/client/index.js";
import { type PhoneVendor, notifyReturn, notifyReturns, phoneVendor, recorded } from "../support/phone-vendor.js";
import { closeServers } from "../support/server.js";

const KEY = "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
const XMLNS = 'xmlns="http://ws.cdyne.com/NotifyWS/"';

afterEach(closeServers);

function callsTo({ url }: { url: string }): Calls {
  return createClient({ licenseKey: KEY, voiceUrl: url, timeout: 5000 });
}

/** What the vendor was asked: the operation, and its parameters. */
function requests({ asked }: PhoneVendor): unknown[] {
  return asked.map(({ path, body }) => [path.replace("/notifyws/phonenotify.asmx/", ""), body]);
}

describe("callStatus()", () => {
  test("reads how a call ended, without sending the licence key", async () => {
    const vendor = await phoneVendor(recorded("call-finished"));
    expect(await callsTo(vendor).callStatus("4093249")).toEqual({
      queueId: "4093249",
      code: 1,
      status: "Call Answered",
      answered: true,
      complete: true,
      digits: "345",
      answeredBy: "human",
      duration: 37,
      startedAt: new Date("2020-08-28T00:53:06.608Z"),
      endedAt: new Date("2020-08-28T00:53:43.654Z"),
      minuteRate: 0,
      tries: 1,
      demo: false,
      said: undefined,
      others: {},
    });
    expect(requests(vendor)).toEqual([["GetQueueIDStatus", "QueueID=4093249"]]);
  });

  test("has what was said and whatever else the vendor tells, when asked for it", async () => {
    const more = "<TextToSay>Hello</TextToSay><Variables><Variable><Name>pin</Name><Value>12</Value></Variable></Variables></NotifyReturn>";
    const vendor = await phoneVendor(recorded("call-finished").replace("</NotifyReturn>", more).replaceAll("NotifyReturn", "NotifyReturnWithMore"));
    expect(await callsTo(vendor).callStatus({ queueId: "4093249", advanced: true })).toMatchObject({
      queueId: "4093249",
      said: "Hello",
      others: { Variables: { Variable: { Name: "pin", Value: "12" } } },
    });
    expect(requests(vendor)).toEqual([["GetQueueIDStatusWithAdvancedInfo", `QueueID=4093249&LicenseKey=${KEY}`]]);
  });

  test("tells that a call failed as its state, and does not throw it", async () => {
    const vendor = await phoneVendor(notifyReturn({ ResponseCode: 3, ResponseText: "Invalid Phone Number", CallComplete: "true" }));
    expect(await callsTo(vendor).callStatus("1")).toMatchObject({ code: 3, status: "Invalid Phone Number", complete: true });
  });

  test("knows codes that are newer than it", async () => {
    const vendor = await phoneVendor(notifyReturn({ ResponseCode: 99, ResponseText: "New" }));
    expect(await callsTo(vendor).callStatus("1")).toMatchObject({ code: 99, status: "New" });
  });

  test("keeps a number of the call that no JavaScript number could", async () => {
    const vendor = await phoneVendor(notifyReturn({ QueueID: "9223372036854775807" }));
    expect(await callsTo(vendor).callStatus("9223372036854775807")).toMatchObject({ queueId: "9223372036854775807" });
  });

  test.each([14, 17])("throws for the code %d, which refuses whoever asks, and does not ask again", async (code) => {
    const vendor = await phoneVendor(notifyReturn({ ResponseCode: code }));
    await expect(callsTo(vendor).callStatus("1")).rejects.toMatchObject({ code: "CDYNE_LICENSE_KEY_REFUSED", retryable: false });
    expect(vendor.asked).toHaveLength(1);
  });

  test.each([
    ["nil", `<NotifyReturn xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true" ${XMLNS} />`],
    ["about no call", notifyReturn({ ResponseCode: 9, QueueID: 0 })],
  ])("throws for a call that the vendor does not know, when the answer is %s", async (_, answer) => {
    const vendor = await phoneVendor(answer);
    await expect(callsTo(vendor).callStatus("1")).rejects.toMatchObject({ code: "CDYNE_NOT_FOUND" });
  });

  test("is asked again when the vendor fails", async () => {
    const vendor = await phoneVendor({ status: 503 }, { hangUp: true }, recorded("call-finished"));
    expect(await callsTo(vendor).callStatus("4093249")).toMatchObject({ complete: true });
    expect(vendor.asked).toHaveLength(3);
  });

  test.each(["", "12a", "1;2", "-1"])("refuses %j as the number of a call before anything is sent", async (queueId) => {
    const vendor = await phoneVendor(recorded("call-finished"));
    await expect(callsTo(vendor).callStatus(queueId)).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
    expect(vendor.asked).toHaveLength(0);
  });

  test.each(["<html/>", "", notifyReturn({ ResponseCode: "x" })])("rejects with CDYNE_VENDOR_ANSWER for %j", async (answer) => {
    const vendor = await phoneVendor(answer);
    await expect(callsTo(vendor).callStatus("1")).rejects.toMatchObject({ code: "CDYNE_VENDOR_ANSWER", uncertain: false });
  });
});

describe("several calls", () => {
  test("callStatuses() gives them in the order in which they were asked for", async () => {
    const vendor = await phoneVendor(notifyReturns({ QueueID: 3 }, { QueueID: 1 }));
    const states = await callsTo(vendor).callStatuses(["1", "2", "3"]);
    expect(states.map((state) => state?.queueId)).toEqual(["1", undefined, "3"]);
    expect(requests(vendor)).toEqual([["GetMultipleQueueIdStatus", `QueueIDs=1%3B2%3B3&LicenseKey=${KEY}`]]);
  });

  test("callStatuses() of none asks for nothing", async () => {
    const vendor = await phoneVendor();
    expect(await callsTo(vendor).callStatuses([])).toEqual([]);
    expect(vendor.asked).toHaveLength(0);
  });

  test("callsByPhoneNumber() asks by the number as the vendor has it", async () => {
    const vendor = await phoneVendor(notifyReturns({ QueueID: 3 }));
    expect(await callsTo(vendor).callsByPhoneNumber("+1 757-555-1111")).toMatchObject([{ queueId: "3" }]);
    expect(requests(vendor)).toEqual([["GetQueueIDStatusesByPhoneNumber", `PhoneNumber=7575551111&LicenseKey=${KEY}`]]);
  });

  test("callsByPhoneNumber() throws when the key is refused", async () => {
    const vendor = await phoneVendor(notifyReturns({ ResponseCode: 14 }));
    await expect(callsTo(vendor).callsByPhoneNumber("7575551111")).rejects.toMatchObject({ code: "CDYNE_LICENSE_KEY_REFUSED" });
  });
});

describe("cancelling", () => {
  test.each([true, false])("cancelCall() says whether there was a call to cancel: %s", async (cancelled) => {
    const vendor = await phoneVendor(`<boolean ${XMLNS}>${cancelled}</boolean>`);
    expect(await callsTo(vendor).cancelCall("4093249")).toBe(cancelled);
    expect(requests(vendor)).toEqual([["CancelNotify", `QueueID=4093249&LicenseKey=${KEY}`]]);
  });

  test("cancelCallsByReference() says how many", async () => {
    const vendor = await phoneVendor(`<?xml version="1.0"?><int ${XMLNS}>3</int>`);
    expect(await callsTo(vendor).cancelCallsByReference("order 1")).toBe(3);
    expect(requests(vendor)).toEqual([["CancelNotifyByReferenceID", `ReferenceID=order+1&LicenseKey=${KEY}`]]);
  });

  test("is not repeated, because a second answer would say that there was nothing to cancel", async () => {
    const vendor = await phoneVendor({ status: 500 });
    await expect(callsTo(vendor).cancelCall("1")).rejects.toMatchObject({ code: "CDYNE_VENDOR_STATUS", uncertain: true });
    expect(vendor.asked).toHaveLength(1);
  });
});

describe("tables of the vendor", () => {
  test("responseCodes() reads them all", async () => {
    const vendor = await phoneVendor(recorded("call-response-codes"));
    const codes = await callsTo(vendor).responseCodes();
    expect(codes).toHaveLength(47);
    expect(codes[46]).toEqual({ code: 46, status: "Ready for Dialer" });
    expect(requests(vendor)).toEqual([["GetResponseCodes", ""]]);
  });

  test("voices() reads them all", async () => {
    const vendor = await phoneVendor(recorded("call-voices"));
    const voices = await callsTo(vendor).voices();
    expect(voices[0]).toEqual({ id: 0, name: "Diane", gender: "Female", age: 35, language: "US English", summary: "Diane - US English (Female - 35)" });
    expect(voices).toHaveLength(recorded("call-voices").split("<Voice>").length - 1);
    expect(requests(vendor)).toEqual([["getVoices", ""]]);
  });
});

describe("incoming numbers, and what has no method", () => {
  test("assignIncomingNumber() is asked once", async () => {
    const vendor = await phoneVendor(`<boolean ${XMLNS}>true</boolean>`);
    expect(await callsTo(vendor).assignIncomingNumber("+17575551111")).toBe(true);
    expect(requests(vendor)).toEqual([["AssignIncomingNumber", `IncomingPhoneNumber=7575551111&LicenseKey=${KEY}`]]);
  });

  test("callOperation() asks anything, and gives the XML of the answer", async () => {
    const vendor = await phoneVendor(`<ArrayOfString ${XMLNS}><string>7575551111</string><string>7575552222</string></ArrayOfString>`);
    expect(await callsTo(vendor).callOperation({ operation: "GetAssignedNumbers" })).toEqual({
      name: "ArrayOfString",
      content: { string: ["7575551111", "7575552222"] },
    });
    expect(requests(vendor)).toEqual([["GetAssignedNumbers", `LicenseKey=${KEY}`]]);
  });

  test("callOperation() is repeated only when it may be", async () => {
    const vendor = await phoneVendor({ status: 503 });
    await expect(callsTo(vendor).callOperation({ operation: "ScriptDelete", parameters: { a: 1 } })).rejects.toMatchObject({ code: "CDYNE_VENDOR_STATUS" });
    expect(vendor.asked).toHaveLength(1);
    await expect(callsTo(vendor).callOperation({ operation: "ScriptList", repeatable: true })).rejects.toMatchObject({ code: "CDYNE_VENDOR_STATUS" });
    expect(vendor.asked).toHaveLength(4);
  });

  test("callOperation() takes no path for an operation", async () => {
    const vendor = await phoneVendor();
    await expect(callsTo(vendor).callOperation({ operation: "../Other" })).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
    expect(vendor.asked).toHaveLength(0);
  });
});
