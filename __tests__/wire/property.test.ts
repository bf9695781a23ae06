import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Body, decode } from "../../lib/wire/decode.js";
import { classify } from "../../lib/wire/classify.js";
import { type Fields, addField, eachField, emptyFields } from "../../lib/wire/fields.js";
import { encodeForm } from "../../lib/wire/form.js";
import { schemas } from "../../lib/wire/schemas.js";

/** Any text that a form can hold: whole characters, and often those that mean something in a body. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("&", "=", "+", "%", "%2", "%41", " ", "\n", "\r", ";", ":", "{", '"', "\0", "\ufeff", "Code=", "é", "😀", "a") }),
);
const guid = fc.uuid();
const digits = fc.stringMatching(/^\d{5,11}$/);
const usTime = fc
  .date({ min: new Date("2000-01-01T00:00:00Z"), max: new Date("2099-12-31T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toLocaleString("en-US", { timeZone: "UTC" }).replace(",", ""));
const flag = fc.constantFrom("0", "1");
const time = fc.oneof(usTime, text);
const numbers = { FromPhoneNumber: digits, ToPhoneNumber: digits };
const variables = fc.dictionary(fc.oneof(text, fc.constantFrom("__proto__", "constructor", "toString", "smssent")), text, { noNullPrototype: false });

/** The fields of each kind as the vendor lists them, with any values. */
const kinds = {
  SMSSent: fc.record({ SMSSent: flag, MessageID: guid, ReferenceID: text, ...numbers, SentTime: time }),
  MMSSent: fc.record({ MMSSent: flag, MessageID: guid, ReferenceID: text, ...numbers, SentTime: time }),
  SMSResponse: fc.record({ SMSResponse: flag, MessageID: guid, MatchedMessageID: guid, ReferenceID: text, ...numbers, ResponseReceiveDate: time, Message: text }),
  MMSResponse: fc.record({ MMSResponse: flag, MessageID: guid, ReferenceID: text, ...numbers, ResponseReceiveDate: time, Message: text }),
  DeliveryReceipt: fc.record(
    { DeliveryReceipt: flag, MessageID: guid, ReferenceID: text, ...numbers, DeliveryReceiptMessage: text, Code: fc.oneof(fc.constant("003"), text), BackupMessageID: guid },
    { requiredKeys: ["DeliveryReceipt", "MessageID", "DeliveryReceiptMessage"] },
  ),
  call: fc
    .tuple(
      fc.record(
        { QueueID: fc.oneof(fc.constant("0"), digits), ResponseCode: fc.oneof(fc.nat(50).map(String), text), StartTime: time, EndTime: time, Duration: text, incoming: text, machinedetection: text, digitsdialed: text, callerid: text, phonenumber: digits, isWireless: text, telcoLATA: text },
        { requiredKeys: ["QueueID", "ResponseCode"] },
      ),
      variables,
    )
    .map(([fixed, more]) => ({ ...more, ...fixed })),
  anything: variables,
};

const anyKind = fc.oneof(...Object.values(kinds)).map((record) => fieldsOf(Object.entries(record)));

function fieldsOf(entries: readonly (readonly [name: string, value: string | undefined])[]): Fields {
  const fields = emptyFields();
  for (const [name, value] of entries) if (value !== undefined) addField(fields, name, value);
  return fields;
}

/** The same form as different from the vendor's encoding as can be: every byte is escaped, in upper case. */
function encodedOtherwise(fields: Fields): string {
  const escaped = (text: string) => Buffer.from(text).toString("hex").toUpperCase().replace(/../g, "%$&");
  const pairs: string[] = [];
  eachField(fields, (name, value) => pairs.push(`${escaped(name)}=${escaped(value)}`));
  return pairs.join("&");
}

function expectSound(body: Body): void {
  const postback = classify(body, { account: "acme" });
  expect(schemas[postback.type].parse(postback)).toEqual(postback);
  expect(Object.getPrototypeOf(postback.fields)).toBeNull();
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(classify(postback.raw, { account: "acme" }).key).toBe(classify(body, { account: "acme" }).key);
}

describe("whatever is posted", () => {
  test.each(Object.entries(kinds))("is decoded to what was encoded: %s", (_, kind) => {
    fc.assert(
      fc.property(kind, (record) => {
        const fields = fieldsOf(Object.entries(record));
        expect(decode(encodeForm(fields)).fields).toEqual(fields);
        expect(decode(encodedOtherwise(fields)).fields).toEqual(fields);
        expect(decode(fields).fields).toEqual(fields);
      }),
    );
  });

  test("is decoded to what was encoded with repeated names, too", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom("a", "b", "__proto__", "Message", ""), text)), (entries) => {
        const fields = fieldsOf(entries);
        expect(decode(encodeForm(fields)).fields).toEqual(fields);
      }),
    );
  });

  test("has the same key in another encoding and order", () => {
    fc.assert(
      fc.property(anyKind.chain((fields) => fc.tuple(fc.constant(fields), fc.shuffledSubarray(Object.keys(fields), { minLength: Object.keys(fields).length }))), ([fields, order]) => {
        const { key, subject, type } = classify(encodeForm(fields));
        const shuffled = fieldsOf(order.map((name) => [name, String(fields[name])]));
        for (const body of [encodedOtherwise(fields), encodeForm(shuffled), encodedOtherwise(shuffled), shuffled, JSON.stringify(fields)]) {
          expect(classify(body)).toMatchObject({ key, subject, type });
        }
      }),
    );
  });

  test("has another key with other fields, where nothing but its fields identifies it", () => {
    fc.assert(
      fc.property(kinds.anything, kinds.anything, (one, another) => {
        const same = JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(another).sort());
        expect(classify(one).key === classify(another).key).toBe(same);
      }),
    );
  });

  test("keeps a receipt's text whole that was not encoded, and the fields around it", () => {
    fc.assert(
      fc.property(guid, guid, text, fc.stringMatching(/^\d{3}$/), (id, backup, message, code) => {
        const receipt = `id:1 sub:001 stat:X err:003 text:${message}`;
        const body = `DeliveryReceipt=1&MessageID=${id}&ReferenceID=&FromPhoneNumber=74121&ToPhoneNumber=17572373369&DeliveryReceiptMessage=${receipt}&Code=${code}`;
        expect(decode(body).fields).toMatchObject({ DeliveryReceiptMessage: receipt, Code: code, MessageID: id });
        expect(decode(`${body}&BackupMessageID=${backup}`).fields).toMatchObject({ DeliveryReceiptMessage: receipt, Code: code, BackupMessageID: backup });
      }),
    );
  });

  test("gives a sound event, for every kind", () => {
    fc.assert(fc.property(anyKind, (fields) => expectSound(encodeForm(fields))));
  });

  test("gives a sound event, for any text", () => {
    const part = fc.constantFrom("SMSSent=", "SMSResponse=1&", "DeliveryReceipt=1&", "DeliveryReceiptMessage=", "&Code=", "QueueID=0&", "ResponseCode=", "MessageID=1&", "id:", "text:", "stat: ", "&", "=", "%", "+", " ", "\n", "{", "__proto__", "[a]", "1");
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: part, maxLength: 30 }), fc.json()), expectSound));
  });

  test("gives a sound event, for any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), expectSound));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expectSound(Buffer.concat([Buffer.from("SMSResponse=1&MessageID=1&Message="), bytes]));
      }),
    );
  });

  test("gives a sound event, for anything that a parser could make", () => {
    const made = fc.object({ key: fc.oneof(text, fc.constantFrom("SMSSent", "MessageID", "QueueID", "ResponseCode", "__proto__", "constructor", "[a]")), withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withTypedArray: true });
    fc.assert(fc.property(fc.oneof(made, fc.anything({ withNullPrototype: true }).map((value) => [value])), expectSound));
  });
});

describe("a long body", () => {
  const size = 65_536;

  test.each([
    "DeliveryReceiptMessage=",
    "&DeliveryReceiptMessage= ",
    "&Code=",
    "&Code=1",
    "&Code=1 &BackupMessageID=",
    " ",
    "\n",
    "&",
    "a&",
    "=&",
    "%",
    "%ff",
    "%e9%",
    "+",
    " id:",
    "submit date:",
    "submit ",
    "(",
    "0-",
    "1",
  ])("of nothing but %p is read, alone and as any value", (unit) => {
    const long = unit.repeat(Math.ceil(size / unit.length));
    const prefixes = [
      "",
      "DeliveryReceipt=1&MessageID=1&DeliveryReceiptMessage=id: ",
      "SMSSent=0&MessageID=1&FromPhoneNumber=%2b1&SentTime=5/8/2010",
      "SMSSent=0&SentTime=&ToPhoneNumber=1&MessageID=",
      "QueueID=1&StartTime=2020-01-01T00:00:00.1&ResponseCode=",
    ];
    for (const prefix of prefixes) expectSound(prefix + long);
  });
});
