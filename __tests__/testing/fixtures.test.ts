import { describe, expect, it } from "@jest/globals";
import { type Postback, eventNames, receiptCodes } from "cdyne-postback";
import {
  callFinished,
  callPlaced,
  callReceived,
  callStatusChanged,
  deliveryReceipt,
  sequence,
  smsReceived,
  smsRefused,
  smsReply,
  smsSent,
  unknown,
} from "cdyne-postback/testing";
import { RECEIPT, REFUSED, REPLY, SENT } from "../support/packets.js";

const fixtures = { smsSent, smsRefused, smsReply, smsReceived, deliveryReceipt, callPlaced, callStatusChanged, callFinished, callReceived, unknown };
const named: readonly (readonly [name: string, fixture: () => Postback])[] = Object.entries(fixtures);
const ID = "9a35e913-ded0-7574-4642-5f60c550c706";
const AT = new Date("2010-05-08T02:42:36Z");

describe("a fixture", () => {
  it("is there for each event", () => {
    expect(Object.keys(fixtures)).toEqual(eventNames);
  });

  it.each(named)("gives the event of its name: %s()", (name, fixture) => {
    expect(fixture()).toMatchObject({ type: name, account: undefined, source: "postback" });
  });

  it.each(named)("gives another postback each time: %s()", (_, fixture) => {
    const keys = Array.from({ length: 20 }, () => fixture().key);
    expect(new Set(keys).size).toBe(20);
  });

  it("is of now, in whole seconds", () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    for (const one of [smsSent(), smsRefused(), smsReply(), smsReceived(), callPlaced(), callStatusChanged(), callFinished(), callReceived()]) {
      expect(one.at?.getMilliseconds()).toBe(0);
      expect(one.at?.getTime()).toBeGreaterThanOrEqual(before);
      expect(one.at?.getTime()).toBeLessThanOrEqual(Date.now());
    }
  });

  it("has the very bytes of the vendor's packets when it is given their values", () => {
    expect(smsSent({ messageId: ID, at: AT }).raw).toBe(SENT);
    expect(smsRefused({ messageId: ID, at: AT }).raw).toBe(REFUSED);
    expect(smsReply({ messageId: ID, matched: "11111111-2222-1111-2222-000000000004", at: AT }).raw).toBe(REPLY);
    const at = new Date("2012-09-28T13:34:00Z");
    const messageId = "f880e00b-3a14-484c-80e7-ca6aa29a2f7a";
    expect(deliveryReceipt({ messageId, carrierId: "18579674100201040", at }).raw).toBe(RECEIPT);
  });

  it("writes a call in the order of the vendor's tables, with its variables behind", () => {
    const given = { queueId: "4093249", at: new Date("2020-08-28T00:53:43Z"), variables: { Answer: "1 & 2" } } as const;
    expect(callFinished(given).raw).toBe(
      "QueueID=4093249&ResponseCode=1&StartTime=2020-08-28T00%3a53%3a06.000Z&EndTime=2020-08-28T00%3a53%3a43.000Z&Duration=37&isWireless=False&telcoLATA=252&telcoOCN=8825&telcoCarrierName=&telcoCarrierType=&telcoLRN=7573740000&telcoSwitchName=NORFOLK&digitsdialed=345&incallringcount=3&qasoundid=&callerid=7575550000&extension=&phonenumber=7575559999&transfercalleridname=&lastrecordlength=&machinedetection=HUMAN&answer=1+%26+2",
    );
    expect(callFinished({ ...given, direction: "incoming" }).raw).toBe(
      "QueueID=4093249&ResponseCode=30&StartTime=2020-08-28T00%3a53%3a06.000Z&EndTime=2020-08-28T00%3a53%3a43.000Z&Duration=37&incoming=True&transfercallerid=&machinedetection=HUMAN&digitsdialed=345&extension=&lastrecordlength=&callerid=7575550000&phonenumber=8005551234&answer=1+%26+2",
    );
  });

  it("takes the code that is usual for a status or an outcome", () => {
    const statuses = ["delivered", "carrier", "accepted", "failed", "throttled", "unknown"] as const;
    expect(statuses.map((status) => deliveryReceipt({ status }).code)).toEqual(["000", "003", "004", "005", "028", "099"]);
    const outcomes = ["answered", "unreached", "failed"] as const;
    expect(outcomes.map((outcome) => callFinished({ outcome }).code)).toEqual([1, 2, 22]);
    expect(callFinished({ direction: "incoming", outcome: "answered" }).code).toBe(30);
    expect(callStatusChanged({ direction: "incoming" })).toMatchObject({ code: 21, direction: "incoming" });
  });

  it("gives receipts of MMS by their bare names", () => {
    const older = new Set(["015", "017", "021", "024"]);
    for (const [code, { reason }] of Object.entries(receiptCodes).filter(([one]) => !older.has(one))) {
      const receipt = deliveryReceipt({ medium: "mms", code } as never);
      expect(receipt).toMatchObject({ medium: "mms", code, reason, receipt: undefined });
      expect(receipt.fields["DeliveryReceiptMessage"]).toBe(reason);
    }
  });

  it("says under which id a message is sent again", () => {
    expect(deliveryReceipt({ status: "failed", backupMessageId: ID.toUpperCase() }).backupMessageId).toBe(ID);
  });

  it("gives a caller who withholds the number, and an incoming call without a number of its own", () => {
    expect(callReceived({ callerId: "", queueId: "0" })).toMatchObject({ callerId: undefined, queueId: "0", phoneNumber: "+18005551234" });
  });

  it("keeps the sample values of a telephone company beside those that are given", () => {
    expect(callPlaced({ telco: { wireless: true } }).telco).toMatchObject({ wireless: true, lata: "252", switchName: "NORFOLK" });
  });

  it("is a picture alone without a text", () => {
    expect(smsReceived({ medium: "mms", text: "" })).toMatchObject({ medium: "mms", text: undefined });
  });

  it.each(["empty-body", "no-marker", "marker-value", "message-id-missing", "queue-id-missing"] as const)("is unknown for the reason %s", (reason) => {
    expect(unknown({ reason }).reason.code).toBe(reason);
  });

  it("takes any body that nobody can tell", () => {
    expect(unknown({ body: "Hello, world" }).raw).toBe("Hello, world");
  });
});

describe("a reply to a message", () => {
  it("comes from where it was sent, unless another number is given", () => {
    const sent = smsSent({ from: "757-555-0100", to: "757-555-0123", referenceId: "7" });
    expect(smsReply({ matched: sent })).toMatchObject({ matchedMessageId: sent.messageId, referenceId: "7", from: "+17575550123", to: "+17575550100" });
    expect(smsReply({ matched: sent, from: "+17575550111" })).toMatchObject({ from: "+17575550111", to: "+17575550100" });
  });
});

/** What types refuse and plain JavaScript does not. */
describe("a fixture refuses", () => {
  const refusals: readonly (readonly [what: string, make: (given: never) => unknown, given: unknown, says: RegExp])[] = [
    ["a date that is none", smsSent, { at: new Date(NaN) }, /smsSent\(\): `at`/],
    ["a date that the vendor's form cannot hold", smsReply, { at: new Date("0999-01-01T00:00:00Z") }, /`at`: expected a year of four digits/],
    ["a time that a receipt cannot hold", deliveryReceipt, { at: new Date("1999-01-01T00:00:00Z") }, /`at`: expected a year from 2000 to 2099/],
    ["a number that is none", smsSent, { to: "7575" }, /`to`: expected a phone number/],
    ["a short code that calls", callPlaced, { callerId: "74121" }, /`callerId`: expected a phone number/],
    ["an id that is none", smsRefused, { messageId: "1" }, /smsRefused\(\): `messageId`: expected a GUID/],
    ["the id that means none", smsReceived, { messageId: "00000000-0000-0000-0000-000000000000" }, /`messageId`: expected a GUID/],
    ["a call's number that is none", callPlaced, { queueId: "x" }, /`queueId`: expected digits/],
    ["an option that it has not", smsSent, { form: "+17575550123" }, /form.*from/],
    ["what is no object", smsReply, null, /smsReply\(\): It takes an object/],
    ["a message to match that is undefined", smsReply, { matched: undefined }, /`matched`: expected a postback of smsSent\(\)/],
    ["a message to match that was not sent", smsReply, { matched: smsReceived() }, /`matched`: expected a postback of smsSent\(\)/],
    ["an id to match that is none", smsReply, { matched: "7" }, /`matched`: expected a postback/],
    ["a status with the code of another", deliveryReceipt, { status: "delivered", code: "005" }, /`status`: does not go with the other values/],
    ["an unknown status with a known code", deliveryReceipt, { status: "unknown", code: "005" }, /`status`: does not go/],
    ["half of a surrogate pair", smsReply, { text: "a\ud83d" }, /`text`: expected no half of a surrogate pair/],
    ["half of a surrogate pair as an answer", sequence.message, { reply: "\ude00" }, /`reply`: expected no half/],
    ["no duration of a call that would go on then", callFinished, { duration: 0 }, /callFinished\(\): `duration`: expected a second at least/],
    ["the same of a sequence", sequence.call, { duration: 0 }, /sequence\.call\(\): `duration`: expected a second/],
    ["the same of an incoming call", callFinished, { direction: "incoming", code: 1, duration: 0 }, /`duration`: expected a second/],
    ["a code of two digits", deliveryReceipt, { code: "05" }, /`code`: expected three digits/],
    ["a code that MMS do not have", deliveryReceipt, { medium: "mms", code: "015" }, /`medium`: does not go/],
    ["a call with an unknown code", callFinished, { code: 99 }, /With these values it would be a callStatusChanged/],
    ["a code of another phase", callPlaced, { code: 18 }, /callPlaced\(\): With these values it would be a callStatusChanged/],
    ["an incoming code of an outgoing call", callPlaced, { code: 29 }, /would be a callReceived/],
    ["a duration where nobody answered", callFinished, { outcome: "unreached", duration: 3 }, /`duration`: does not go/],
    ["digits where nobody answered", callFinished, { code: 8, digits: "1" }, /`digits`: does not go/],
    ["a recording where nobody answered", callFinished, { outcome: "failed", recording: { length: 3 } }, /`recording`: does not go/],
    ["an outcome with the code of another", callFinished, { outcome: "failed", code: 1 }, /`outcome`: does not go/],
    ["a call that ends before it begins", callFinished, { outcome: "unreached", at: AT, startedAt: new Date(AT.getTime() + 1) }, /`startedAt`: expected a time before `at`/],
    ["an outcome of a call that is being placed", callPlaced, { outcome: "answered" }, /callPlaced\(\): .*outcome/],
    ["a variable that is a documented field", callFinished, { variables: { ResponseCode: "2" } }, /`variables`: does not go/],
    ["two variables that are one in lower case", callFinished, { variables: { a: "1", A: "2" } }, /`variables`: two names are the same/],
    ["a variable that the vendor would cut", callFinished, { variables: { a: "x".repeat(501) } }, /the vendor cuts a value/],
    ["a body that can be told", unknown, { body: SENT }, /unknown\(\): With these values it would be a smsSent/],
    ["a reply where nothing arrived", sequence.message, { outcome: "failed", reply: "yes" }, /`reply`: nobody answers what has not arrived/],
    ["tries of a message that is sent", sequence.message, { tries: 2 }, /`tries`: only a refused message/],
    ["a fourth try", sequence.message, { outcome: "refused", tries: 4 }, /sequence\.message\(\): `tries`/],
    ["a duration of a call that nobody took", sequence.call, { outcome: "unreached", duration: 3 }, /`duration`: does not go/],
    ["a beginning that is no date", sequence.call, { at: "yesterday" }, /sequence\.call\(\): `at`/],
    ["an option that sequences have not", sequence.call, { digit: "1" }, /sequence\.call\(\): .*digits/],
  ];

  it.each(refusals)("%s", (_, make, given, says) => {
    const refused = (): unknown => make(given as never);
    expect(refused).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));
    expect(refused).toThrow(says);
  });
});

describe("the sequence of a message", () => {
  const times = (all: readonly Postback[]) => all.flatMap((one) => (one.type === "deliveryReceipt" ? one.receipt?.doneAt : one.at) ?? []);

  it("is sent, with the carrier, on the handset, and answered", () => {
    const { sent, receipts, reply, all } = sequence.message({ from: "74121", to: "757-555-0123", text: "Will you come?", referenceId: "7", reply: "yes", at: AT });
    expect(all).toEqual([sent, ...receipts, reply]);
    expect(receipts.map(({ status }) => status)).toEqual(["carrier", "delivered"]);
    expect(receipts.map((one) => one.receipt?.text)).toEqual(["Will you come?", "Will you come?"]);
    for (const one of [sent, ...receipts]) expect(one).toMatchObject({ messageId: sent.messageId, referenceId: "7", from: "74121", to: "+17575550123" });
    expect(reply).toMatchObject({ matchedMessageId: sent.messageId, referenceId: "7", from: "+17575550123", to: "74121", text: "yes" });
    expect(sent.at).toEqual(AT);
    expect(reply.at?.getTime()).toBeGreaterThan(AT.getTime());
  });

  it("ends with a receipt that it failed", () => {
    const { sent, receipts, all } = sequence.message({ outcome: "failed" });
    expect(all).toEqual([sent, ...receipts]);
    expect(receipts).toMatchObject([{ status: "failed", messageId: sent.messageId }]);
  });

  it.each([1, 2, 3] as const)("is refused in up to three tries, each with a time of its own: %i", (tries) => {
    const { refused, all } = sequence.message({ outcome: "refused", tries });
    expect(all).toBe(refused);
    expect(new Set(refused.map(({ messageId }) => messageId)).size).toBe(1);
    expect(new Set(refused.map(({ key }) => key)).size).toBe(tries);
  });

  it("is all of MMS where it is one", () => {
    const { all } = sequence.message({ medium: "mms", reply: "nice" });
    expect(all.map(({ medium }) => medium)).toEqual(["mms", "mms", "mms", "mms"]);
  });

  it.each([sequence.message({ reply: "yes" }), sequence.message({ outcome: "failed" }), sequence.message({ outcome: "refused" })])("has times that rise up to now", ({ all }) => {
    const found = times(all).map((time) => time.getTime());
    expect(found).toHaveLength(all.length);
    const inMinutes = found.map((time) => Math.floor(time / 60_000));
    expect(inMinutes).toEqual(inMinutes.toSorted((one, other) => one - other));
    expect(Math.max(...found)).toBeLessThanOrEqual(Date.now());
  });
});

describe("the sequence of a call", () => {
  const steps = (all: readonly Postback[]) => all.map((one) => ("code" in one ? [one.type, one.code] : [one.type]));

  it("is placed, rings, is answered and over", () => {
    const { placed, ringing, answered, finished, all } = sequence.call({ phoneNumber: "757-555-0123", digits: "2", variables: { answer: "1" }, duration: 20, answeredBy: "machine" });
    expect(all).toEqual([placed, ringing, answered, finished]);
    expect(steps(all)).toEqual([["callPlaced", 12], ["callStatusChanged", 18], ["callStatusChanged", 1], ["callFinished", 1]]);
    for (const one of all) expect(one).toMatchObject({ queueId: placed.queueId, phoneNumber: "+17575550123", direction: "outgoing" });
    expect(answered).toMatchObject({ answeredBy: "machine", startedAt: finished.startedAt });
    expect(finished).toMatchObject({ outcome: "answered", digits: "2", variables: { answer: "1" }, duration: 20 });
  });

  it("rings in vain", () => {
    expect(steps(sequence.call({ outcome: "unreached" }).all)).toEqual([["callPlaced", 12], ["callStatusChanged", 18], ["callFinished", 2]]);
  });

  it("never rings where the line is busy, or where it fails", () => {
    expect(steps(sequence.call({ outcome: "unreached", code: 8 }).all)).toEqual([["callPlaced", 12], ["callFinished", 8]]);
    expect(steps(sequence.call({ outcome: "failed" }).all)).toEqual([["callPlaced", 0], ["callFinished", 22]]);
  });

  it("comes in and is over", () => {
    const { received, finished, all } = sequence.call({ direction: "incoming", callerId: "757-555-0123", digits: "2" });
    expect(steps(all)).toEqual([["callReceived", 29], ["callFinished", 30]]);
    expect(finished).toMatchObject({ queueId: received.queueId, callerId: "+17575550123", digits: "2", direction: "incoming", startedAt: received.startedAt });
  });

  it.each([sequence.call(), sequence.call({ outcome: "unreached" }), sequence.call({ outcome: "failed" }), sequence.call({ direction: "incoming" })])("has times that rise up to now", ({ all }) => {
    const found = all.map(({ at }) => at?.getTime() ?? NaN);
    expect(found).toEqual(found.toSorted((one, other) => one - other));
    expect(found.at(-1)).toBeLessThanOrEqual(Date.now());
    expect(found.at(-1)).toBeGreaterThan(found[0] ?? NaN);
  });

  it("begins at the time that is given", () => {
    expect(sequence.call({ at: AT }).placed.at).toEqual(AT);
  });
});
