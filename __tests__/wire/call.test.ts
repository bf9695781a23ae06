import { describe, expect, test } from "@jest/globals";
import { classify } from "../../lib/wire/classify.js";
import { encodeForm } from "../../lib/wire/form.js";
import { responseCodes } from "../../lib/wire/response-codes.js";

const start = "2020-08-28T00:53:06.608Z";
const end = "2020-08-28T00:53:43.654Z";

function call(fields: Record<string, string>) {
  return classify(encodeForm({ QueueID: "4093249", ...fields }));
}

describe("the phase of a call", () => {
  test.each(Object.entries(responseCodes).filter(([code]) => code !== "1"))("follows from its code: %s", (code, { status, phase }) => {
    const incoming = ["29", "30", "31"].includes(code);
    const placed = incoming ? "callReceived" : "callPlaced";
    const type = phase === "placed" ? placed : phase === "changed" ? "callStatusChanged" : "callFinished";
    const postback = call({ ResponseCode: code });
    expect(postback).toMatchObject({ type, code: Number(code), status, direction: incoming ? "incoming" : "outgoing" });
    if (postback.type === "callFinished") expect(postback.outcome).toBe(phase);
  });

  test.each([
    ["an end and a duration", { StartTime: start, EndTime: end, Duration: "37" }, "callFinished"],
    ["an end at its start", { StartTime: start, EndTime: start, Duration: "1" }, "callFinished"],
    ["an end and no start", { EndTime: end, Duration: "37" }, "callFinished"],
    ["no end", { StartTime: start, Duration: "37" }, "callStatusChanged"],
    ["an empty end", { StartTime: start, EndTime: "", Duration: "37" }, "callStatusChanged"],
    ["an end in year 1", { StartTime: start, EndTime: "0001-01-01T00:00:00", Duration: "37" }, "callStatusChanged"],
    ["an end in year 1 of the US form", { StartTime: start, EndTime: "1/1/0001 12:00:00 AM", Duration: "37" }, "callStatusChanged"],
    ["an end before its start", { StartTime: end, EndTime: start, Duration: "37" }, "callStatusChanged"],
    ["no duration", { StartTime: start, EndTime: end }, "callStatusChanged"],
    ["a duration of 0", { StartTime: start, EndTime: end, Duration: "0" }, "callStatusChanged"],
    ["a duration that is none", { StartTime: start, EndTime: end, Duration: "-37" }, "callStatusChanged"],
    ["nothing", {}, "callStatusChanged"],
  ])("with code 1 and %s is %s%s", (_, fields, type) => {
    expect(call({ ResponseCode: "1", ...fields })).toMatchObject({ type, code: 1, status: "Call Answered" });
  });

  test.each([
    ["47", 47],
    ["999", 999],
    ["", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["Answered", undefined],
    ["toString", undefined],
  ])("with the code %p, which is in no list, is under way", (code, number) => {
    expect(call({ ResponseCode: code })).toMatchObject({
      type: "callStatusChanged",
      code: number,
      status: undefined,
      fields: { ResponseCode: code },
    });
  });
});

describe("the direction of a call", () => {
  test.each([
    ["True", "12", "callReceived", "incoming"],
    ["true", "0", "callReceived", "incoming"],
    ["TRUE", "18", "callStatusChanged", "incoming"],
    ["true", "8", "callFinished", "incoming"],
    ["False", "12", "callPlaced", "outgoing"],
    ["", "12", "callPlaced", "outgoing"],
    ["False", "29", "callReceived", "incoming"],
    ["", "30", "callFinished", "incoming"],
    ["", "31", "callFinished", "incoming"],
  ])("with incoming=%s and code %s: %s, %s", (incoming, code, type, direction) => {
    expect(call({ ResponseCode: code, incoming })).toMatchObject({ type, direction });
  });
});

describe("what is known of a call", () => {
  test("is its times: the end of one that is over, the start of any other", () => {
    const times = { StartTime: start, EndTime: end };
    expect(call({ ResponseCode: "8", ...times })).toMatchObject({ at: new Date(end), startedAt: new Date(start), endedAt: new Date(end) });
    expect(call({ ResponseCode: "8", StartTime: "8/28/2020 12:53:06 AM" })).toMatchObject({ at: new Date("2020-08-28T00:53:06Z"), endedAt: undefined });
    expect(call({ ResponseCode: "18", ...times })).toMatchObject({ at: new Date(start) });
    expect(call({ ResponseCode: "12", ...times })).toMatchObject({ at: new Date(start) });
  });

  test("is digits as text, zeros in front included", () => {
    expect(call({ ResponseCode: "1", digitsdialed: "0045" })).toMatchObject({ digits: "0045" });
    expect(call({ ResponseCode: "1", digitsdialed: "0" })).toMatchObject({ digits: "0" });
    expect(call({ ResponseCode: "1", digitsdialed: "" })).toMatchObject({ digits: undefined });
  });

  test.each([
    ["HUMAN", "human"],
    ["machine", "machine"],
    ["Fax", "fax"],
    ["UNKNOWN", "unknown"],
    ["", undefined],
    ["DOG", undefined],
  ])("is who answered: %p is %s", (machinedetection, answeredBy) => {
    expect(call({ ResponseCode: "1", machinedetection })).toMatchObject({ answeredBy });
  });

  test.each([
    [{ qasoundid: "88001", lastrecordlength: "37" }, { soundId: "88001", length: 37 }],
    [{ qasoundid: "", lastrecordlength: "37" }, { soundId: undefined, length: 37 }],
    [{ qasoundid: "88001", lastrecordlength: "0" }, { soundId: "88001", length: undefined }],
    [{ qasoundid: "", lastrecordlength: "" }, undefined],
    [{}, undefined],
  ])("is its recording: %j", (fields, recording) => {
    expect(call({ ResponseCode: "1", ...fields })).toMatchObject({ recording });
  });

  test.each([
    [{ isWireless: "False" }, { wireless: false, lata: undefined }],
    [{ iswireless: "true", TELCOLATA: "252" }, { wireless: true, lata: "252" }],
    [{ telcoCarrierName: "Example, Inc.", telcoOCN: "123A" }, { carrierName: "Example, Inc.", ocn: "123A", wireless: undefined }],
    [{ isWireless: "", telcoLATA: "" }, undefined],
    [{}, undefined],
  ])("is the carrier of the called number: %j", (fields, telco) => {
    expect(call({ ResponseCode: "0", ...fields })).toMatchObject({ telco });
  });

  test("is its script's variables: everything that the vendor has no name for", () => {
    const postback = call({ ResponseCode: "1", AC: "1", extension: "", callerID: "74121", confkey: "a", smssent: "0", Mine: "", transfercallerid: "1" });
    expect(postback).toMatchObject({ callerId: "74121" });
    expect("variables" in postback && { ...postback.variables }).toEqual({ confkey: "a", smssent: "0", Mine: "" });
  });

  test("may be variables called like what every object inherits", () => {
    const postback = classify("QueueID=1&ResponseCode=1&__proto__=a&constructor=b&toString=c&toString=d");
    const variables = "variables" in postback ? Object.entries(postback.variables) : [];
    expect(variables).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
      ["toString", "c"],
    ]);
  });

  test("is nothing without the number of the call", () => {
    expect(call({ QueueID: " ", ResponseCode: "1" })).toMatchObject({ type: "unknown", reason: { code: "queue-id-missing" } });
  });
});
