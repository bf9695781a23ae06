import { describe, expect, test } from "@jest/globals";
import { decode } from "../../lib/wire/decode.js";
import { encodeForm } from "../../lib/wire/form.js";
import { decodeReceipt, readReceiptText } from "../../lib/wire/receipt-text.js";

const id = "f880e00b-3a14-484c-80e7-ca6aa29a2f7a";
const backup = "f880e00b-3a14-484c-80e7-ca6aa29a2f7b";
const before = `DeliveryReceipt=1&MessageID=${id}&ReferenceID=&FromPhoneNumber=74121&ToPhoneNumber=17572373369&`;
const posted = { DeliveryReceipt: "1", MessageID: id, ReferenceID: "", FromPhoneNumber: "74121", ToPhoneNumber: "17572373369" };

describe("a receipt's text that was not encoded", () => {
  test.each([
    ["the vendor's printed one", "sm: msg: id:1 sub:001 submit date:1209281334 done date:1209281334 stat:DELIVERED TO CARRIER err:003 text:"],
    ["&, =, + and % in the message", "id:1 stat:X err:003 text:fish & chips=50%+5%41&more"],
    ["a &Code= in the message", "id:1 err:003 text:&Code=000"],
    ["a &Code= and more in the message", "id:1 err:003 text:a&Code=000&b=1"],
    ["several &Code= in the message", "id:1 err:003 text:&Code=000&Code=&Code=1"],
    ["fields of a receipt in the message", `id:1 err:003 text:&MessageID=x&DeliveryReceipt=0&BackupMessageID=${id}`],
    ["a whole forged ending in the message", `id:1 err:003 text:&Code=000&BackupMessageID=${id}`],
    ["its own name in the message", "id:1 err:003 text:&DeliveryReceiptMessage=id:2"],
    ["a marker in the message", "id:1 err:003 text:&SMSSent=0&QueueID=1&ResponseCode=1"],
    ["a line break inside", "id:1 submit date:1209281334 done\r\ndate:1209281334 err:003 text:a\nb"],
    ["a line break at the end", "id:1 err:003 text:\n"],
    ["a line break in front", "\nid:1 err:003 text:&x"],
    ["a space first", " &+%"],
  ])("is cut out whole: %s", (_, text) => {
    const { fields } = decode(`${before}DeliveryReceiptMessage=${text}&Code=003`);
    expect({ ...fields }).toEqual({ ...posted, DeliveryReceiptMessage: text, Code: "003" });
    const withBackup = decode(`${before}DeliveryReceiptMessage=${text}&Code=005&BackupMessageID=${backup}`);
    expect({ ...withBackup.fields }).toEqual({ ...posted, DeliveryReceiptMessage: text, Code: "005", BackupMessageID: backup });
  });

  test.each([
    ["the text first", `DeliveryReceiptMessage=id:1 text:a & b&Code=003&${before.slice(0, -1)}`],
    ["the code first", `Code=003&${before}DeliveryReceiptMessage=id:1 text:a & b`],
    ["the text in front of the ids", `DeliveryReceipt=1&DeliveryReceiptMessage=id:1 text:a & b&${before.slice("DeliveryReceipt=1&".length)}Code=003`],
  ])("ends at the fields that have not come yet: %s", (_, body) => {
    expect({ ...decode(body).fields }).toEqual({ ...posted, DeliveryReceiptMessage: "id:1 text:a & b", Code: "003" });
  });

  test.each([
    ["nothing", "", {}],
    ["the backup alone", `&BackupMessageID=${backup}`, { BackupMessageID: backup }],
    ["a code without a value", "&Code=", { Code: "" }],
    ["a code that is none, and a field that nobody knows", "&Code=abc&New=1", { Code: "abc", New: "1" }],
  ])("may be followed by %s", (_, after, fields) => {
    const { fields: all } = decode(`${before}DeliveryReceiptMessage=id:1 err:003 text:Hi${after}`);
    expect({ ...all }).toEqual({ ...posted, DeliveryReceiptMessage: "id:1 err:003 text:Hi", ...fields });
  });

  test("may hold a raw & also where the code has no value", () => {
    expect(decode(`${before}DeliveryReceiptMessage=id:1 text:a & b&Code=`).fields).toMatchObject({
      DeliveryReceiptMessage: "id:1 text:a & b",
      Code: "",
    });
  });

  test("does not take the line end behind the body", () => {
    const { fields } = decode(`${before}DeliveryReceiptMessage=id:1 text:a & b&Code=003\r\n`);
    expect(fields).toMatchObject({ DeliveryReceiptMessage: "id:1 text:a & b", Code: "003" });
    expect(decode(`${before}Code=003&DeliveryReceiptMessage=id:1 text:a\n`).fields).toMatchObject({ DeliveryReceiptMessage: "id:1 text:a" });
  });

  test("is decoded once if only its colons are raw", () => {
    expect(decode(`${before}DeliveryReceiptMessage=id:1+text:a%26b%2525&Code=003`).fields).toMatchObject({
      DeliveryReceiptMessage: "id:1 text:a&b%25",
      Code: "003",
    });
  });
});

describe("a receipt's text that was encoded", () => {
  const fields = { ...posted, DeliveryReceiptMessage: "id:1 err:003 text:fish & chips &Code=000 50%+5\n", Code: "003" };

  test.each([
    ["in the vendor's order", encodeForm(fields)],
    ["as the last field", encodeForm({ Code: "003", ...posted, DeliveryReceiptMessage: fields.DeliveryReceiptMessage })],
    ["as the last field, with a line end behind the body", `Code=003&${before}${encodeForm({ DeliveryReceiptMessage: fields.DeliveryReceiptMessage })}\n`],
  ])("is decoded like any value: %s", (_, body) => {
    expect({ ...decode(body).fields }).toEqual(fields);
  });

  test("is left to the ordinary decoder, as is a body without one", () => {
    for (const body of [encodeForm(fields), "SMSSent=1&a=b: c", "DeliveryReceiptMessages: 1=2", "XDeliveryReceiptMessage=a: b", ""]) {
      expect(decodeReceipt(body)).toBeUndefined();
    }
  });
});

describe("the parts of a receipt's text", () => {
  test.each([
    [
      "the vendor's older sample",
      "sm: msg: id:18579674100201040 sub:001 dlvrd:001 submit date:1209281334 done date:1209281335 stat:DELIVERED TO CARRIER err:003 text:",
      { id: "18579674100201040", sub: "001", dlvrd: "001", submittedAt: "2012-09-28T13:34:00.000Z", doneAt: "2012-09-28T13:35:00.000Z", stat: "DELIVERED TO CARRIER", err: "003" },
    ],
    [
      "the vendor's newer sample",
      "id:1111111111 sub:001 dlvrd:001 submit date:2306132307 done date:2306132307 stat:enroute err:000 text:short message",
      { id: "1111111111", sub: "001", dlvrd: "001", submittedAt: "2023-06-13T23:07:00.000Z", doneAt: "2023-06-13T23:07:00.000Z", stat: "enroute", err: "000", text: "short message" },
    ],
    ["labels in the message", "id:1 err:003 text: id:2 stat:X text:y", { id: "1", err: "003", text: " id:2 stat:X text:y" }],
    ["a line break in a label", "id:1 done\n date:2306132307 stat:A\nB err:1", { id: "1", doneAt: "2023-06-13T23:07:00.000Z", stat: "A\nB", err: "1" }],
    ["another order and case", "STAT:DELIVRD ERR:000 ID:7", { stat: "DELIVRD", err: "000", id: "7" }],
    ["empty parts", "id: sub: stat: err: text:", {}],
    ["dates that are none", "id:1 submit date:2313132307 done date:soon", { id: "1" }],
    ["a word that ends like a label", "paid:1 stat:X", { stat: "X" }],
  ])("are read: %s", (_, text, parts) => {
    expect(JSON.parse(JSON.stringify(readReceiptText(text)))).toEqual(parts);
  });

  test.each(["", "DeliveredToDevice", "text:id:1", "sub:001 dlvrd:001", "paid:1", "id 1"])("are none in %p", (text) => {
    expect(readReceiptText(text)).toBeUndefined();
  });
});
