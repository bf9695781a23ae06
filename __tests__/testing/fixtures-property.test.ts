import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Postback, classify, phoneNumber, receiptCodes, responseCodes } from "cdyne-postback";
import { callFinished, callPlaced, callReceived, callStatusChanged, deliveryReceipt, smsReceived, smsRefused, smsReply, smsSent } from "cdyne-postback/testing";

const RUNS = { numRuns: 40 };

/** Any text that can be posted, and often what means something in a body. */
const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom("&", "=", "+", "%", "%2", " ", "\n", "&Code=005", "&MessageID=", "text:", "id:", "~", "'", "é", "😀", "a") }));
const guid = fc.uuid().filter((id) => /[1-9a-f]/.test(id));
const mixedGuid = fc.tuple(guid, fc.boolean()).map(([id, upper]) => (upper ? id.toUpperCase() : id));
const american = fc.tuple(fc.integer({ min: 200, max: 999 }), fc.integer({ min: 200, max: 999 }), fc.integer({ min: 1000, max: 9999 }));
const telephone = fc.oneof(
  american.chain(([area, exchange, line]) =>
    fc.constantFrom(`+1${area}${exchange}${line}`, `${area}-${exchange}-${line}`, `(${area}) ${exchange}-${line}`, `1 ${area} ${exchange} ${line}`, `${area}${exchange}${line}`),
  ),
  fc.constantFrom("+442079460958", "+44 20 7946 0958", "01144 20 7946 0958", "+4930901820"),
);
const number = fc.oneof(telephone, fc.stringMatching(/^[2-9]\d{4,5}$/));
const at = fc.date({ min: new Date("1000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true });
const receiptTime = fc.date({ min: new Date("2000-01-01T00:00:00Z"), max: new Date("2099-12-31T23:59:00Z"), noInvalidDate: true });
const medium = fc.constantFrom("sms", "mms");
const digits = fc.stringMatching(/^[\d*#]{0,9}$/);
const answeredBy = fc.constantFrom("human", "machine", "fax", "unknown");
const queueId = fc.stringMatching(/^[1-9]\d{0,17}$/);
const variables = fc.dictionary(fc.stringMatching(/^[A-Za-z_]\w{0,9}$/).filter((name) => !DOCUMENTED.has(name.toLowerCase())), fc.string({ unit: "binary", maxLength: 500 })).filter(isSingle);
const telco = fc.record({ wireless: fc.boolean(), lata: text, ocn: text, carrierName: text, carrierType: text, lrn: text, switchName: text });

/** Names of fields that a script's variable cannot have, in lower case. */
const DOCUMENTED = new Set(
  "QueueID ResponseCode StartTime EndTime Duration AC machinedetection digitsdialed incoming isWireless telcoLATA telcoOCN telcoCarrierName telcoCarrierType telcoLRN telcoSwitchName incallringcount qasoundid callerid extension phonenumber transfercalleridname transfercallerid lastrecordlength"
    .toLowerCase()
    .split(" "),
);

function isSingle(given: object): boolean {
  const names = Object.keys(given).map((name) => name.toLowerCase());
  return new Set(names).size === names.length;
}

const loose = <Model extends object>(model: { [Name in keyof Model]: fc.Arbitrary<Model[Name]> }) => fc.record<Model, never>(model, { requiredKeys: [] });
const message = { medium, messageId: mixedGuid, referenceId: text, from: number, to: number, at };
const incoming = { medium, messageId: mixedGuid, from: number, to: number, text, at };
const call = { queueId, at, callerId: telephone, phoneNumber: telephone, variables };

/** How a given value stands in the event, where it is not as it was given. */
const FORMS: Readonly<Record<string, (value: unknown) => unknown>> = {
  messageId: lower,
  from: (value) => phoneNumber(String(value)),
  to: (value) => phoneNumber(String(value)),
  callerId: (value) => phoneNumber(String(value)),
  phoneNumber: (value) => phoneNumber(String(value)),
  variables: (value) => Object.fromEntries(entriesOf(value).map(([name, one]) => [name.toLowerCase(), one])),
  telco: (value) => Object.fromEntries(entriesOf(value).filter(([, one]) => one !== "")),
};

function entriesOf(value: unknown): [name: string, value: unknown][] {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function lower(value: unknown): unknown {
  return typeof value === "string" ? value.toLowerCase() : value;
}

/** That an event has all that was given, is of a type, and comes out of its own bytes. */
function expectSays(event: Postback, type: Postback["type"], given: object): void {
  const { receivedAt } = event;
  expect(classify(Buffer.from(event.raw), { receivedAt })).toEqual(event);
  expect(event.type).toBe(type);
  for (const [name, value] of Object.entries(given)) {
    const formed = FORMS[name]?.(value) ?? value;
    expect({ [name]: plain(Reflect.get(event, name)) }).toEqual({ [name]: plain(formed) });
  }
}

/** Without what is empty, which is not there in an event, and with an object's inherited names left out. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (typeof value !== "object" || value === null) return value === "" ? undefined : value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [[name, one]])));
}

const seconds = (given: { at?: Date }): object => (given.at ? { ...given, at: new Date(Math.floor(given.at.getTime() / 1000) * 1000) } : given);
const minutes = (date: Date | undefined): Date | undefined => date && new Date(Math.floor(date.getTime() / 60_000) * 60_000);

describe("what is given comes out again in the event of", () => {
  test("smsSent() and smsRefused()", () => {
    fc.assert(
      fc.property(loose(message), (given) => {
        expectSays(smsSent(given), "smsSent", seconds(given));
        expectSays(smsRefused(given), "smsRefused", seconds(given));
      }),
      RUNS,
    );
  });

  test("smsReceived() and smsReply()", () => {
    fc.assert(
      fc.property(loose(incoming), loose({ referenceId: text }), mixedGuid, (given, { referenceId }, matched) => {
        expectSays(smsReceived(given), "smsReceived", seconds(given));
        const reply = smsReply({ ...given, ...(referenceId !== undefined && { referenceId }), matched });
        expectSays(reply, "smsReply", { ...seconds(given), referenceId, matchedMessageId: matched.toLowerCase() });
      }),
      RUNS,
    );
  });

  test("smsReply() to a message: its ids, and its numbers the other way round", () => {
    fc.assert(
      fc.property(loose(message), loose(incoming), (ours, given) => {
        const sent = smsSent(ours);
        const { messageId: matchedMessageId, referenceId, from: to, to: from } = sent;
        expectSays(smsReply({ ...given, matched: sent }), "smsReply", { matchedMessageId, referenceId, from, to, ...seconds(given) });
      }),
      RUNS,
    );
  });

  test("deliveryReceipt() of an SMS, with any code", () => {
    const codes = Object.entries(receiptCodes);
    const given = loose({ messageId: mixedGuid, referenceId: text, from: number, to: number });
    const carrier = loose({ text, at: receiptTime, submittedAt: receiptTime });
    fc.assert(
      fc.property(given, carrier, fc.constantFrom(...codes), (about, { text: body, at: done, submittedAt }, [code, { status, reason }]) => {
        const receipt = deliveryReceipt({ ...about, text: body, at: done, submittedAt, code, status } as never);
        expectSays(receipt, "deliveryReceipt", { ...about, code, status, reason, medium: "sms" });
        expect(receipt.receipt?.text).toBe(Array.from(body ?? "").slice(0, 20).join("") || undefined);
        if (done) expect(receipt.receipt?.doneAt).toEqual(minutes(done));
        if (done ?? submittedAt) expect(receipt.receipt?.submittedAt).toEqual(minutes(submittedAt ?? done));
      }),
      RUNS,
    );
  });

  test("callPlaced() and callReceived()", () => {
    fc.assert(
      fc.property(loose({ ...call, telco }), loose(call), (given, received) => {
        expectSays(callPlaced(given), "callPlaced", given);
        expectSays(callReceived(received), "callReceived", { ...received, direction: "incoming" });
      }),
      RUNS,
    );
  });

  test("callStatusChanged()", () => {
    fc.assert(
      fc.property(loose({ ...call, digits, answeredBy, direction: fc.constantFrom("outgoing", "incoming") }), fc.constantFrom(1, 18, 20, 21, 27, 40, 41, 42), (given, code) => {
        expectSays(callStatusChanged({ ...given, code }), "callStatusChanged", { ...given, code });
      }),
      RUNS,
    );
  });

  test("callFinished(), answered", () => {
    const recording = fc.record({ soundId: fc.stringMatching(/^\d{1,6}$/), length: fc.integer({ min: 1, max: 999 }) });
    const given = loose({ ...call, digits, answeredBy, telco, recording, duration: fc.integer({ min: 1, max: 86_400 }), code: fc.constantFrom(1, 24, 25, 26) });
    fc.assert(
      fc.property(given, (one) => {
        const event = callFinished(one);
        expectSays(event, "callFinished", { ...one, outcome: "answered" });
        expect(event.endedAt?.getTime()).toBe((event.startedAt?.getTime() ?? NaN) + (one.duration ?? 37) * 1000);
      }),
      RUNS,
    );
  });

  test("callFinished(), unreached or failed, with any code", () => {
    const codes = Object.entries(responseCodes).filter(([, { phase }]) => phase === "unreached" || phase === "failed");
    fc.assert(
      fc.property(loose({ ...call, telco }), fc.constantFrom(...codes), (given, [code, { phase }]) => {
        expectSays(callFinished({ ...given, code: Number(code), outcome: phase } as never), "callFinished", { ...given, code: Number(code), outcome: phase, duration: 0 });
      }),
      RUNS,
    );
  });
});
