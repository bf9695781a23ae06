import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { classify } from "../../lib/wire/classify.js";
import { keyInstant, keyPart } from "../../lib/wire/key.js";

const id = "9a35e913-ded0-7574-4642-5f60c550c706";
const other = "b1aa2a38-d0f8-407f-b76d-635ea818b62d";
const call = "QueueID=1188888801&ResponseCode=1&StartTime=2020-08-28T00%3a53%3a06Z&callerid=7575550000&phonenumber=7575559999";
const incoming = "QueueID=0&ResponseCode=29&incoming=True&StartTime=2020-08-28T00:53:06Z&callerid=7575449510&phonenumber=8005551234";

function keyOfBody(body: string, account?: string): string {
  return classify(body, { account }).key;
}

describe("two postbacks are one", () => {
  test.each([
    ["the same twice", call, call],
    ["escapes in another case", `SMSSent=0&MessageID=${id}&SentTime=5%2f8%2f2010+2%3a42%3a36+AM`, `SMSSent=0&MessageID=${id}&SentTime=5%2F8%2F2010%202%3A42%3A36%20AM`],
    ["an id in another case", `SMSSent=1&MessageID=${id}`, `SMSSent=1&MessageID=${id.toUpperCase()}`],
    ["another order", call, call.split("&").reverse().join("&")],
    ["another encoding of a call", `${call}&a=b+c%2F`, `${call}&a=b%20c%2f`],
    ["a receipt encoded or not", `DeliveryReceipt=1&MessageID=${id}&DeliveryReceiptMessage=id:1 stat:X err:003 text:&Code=003`, `DeliveryReceipt=1&MessageID=${id}&DeliveryReceiptMessage=id%3a1+stat%3aX+err%3a003+text%3a&Code=003`],
    ["a reply, and the same text unmatched", `SMSResponse=1&MessageID=${id}&MatchedMessageID=${other}&Message=Hi`, `SMSResponse=1&MessageID=${id}&Message=Hi`],
    ["an unknown one in another order", "a=1&b=2", "b=%32&a=1"],
    ["form and JSON", `SMSSent=1&MessageID=${id}`, `{"MessageID":"${id}","SMSSent":1}`],
  ])("%s", (_, one, same) => {
    expect(keyOfBody(one)).toBe(keyOfBody(same));
  });
});

describe("two postbacks are two", () => {
  test.each([
    ["refused, then sent", `SMSSent=0&MessageID=${id}`, `SMSSent=1&MessageID=${id}`],
    ["refused twice", `SMSSent=0&MessageID=${id}&SentTime=5/8/2010 2:42:36 AM`, `SMSSent=0&MessageID=${id}&SentTime=5/8/2010 2:42:37 AM`],
    ["refused twice, at times that nobody can read", `SMSSent=0&MessageID=${id}&SentTime=soon`, `SMSSent=0&MessageID=${id}&SentTime=later`],
    ["SMS and MMS", `SMSSent=1&MessageID=${id}`, `MMSSent=1&MessageID=${id}`],
    ["a message and a reply of one id", `SMSSent=1&MessageID=${id}`, `SMSResponse=1&MessageID=${id}&MatchedMessageID=${id}`],
    ["a message and a text of one id", `SMSSent=0&MessageID=${id}`, `SMSResponse=1&MessageID=${id}`],
    ["a message and its receipt", `SMSSent=1&MessageID=${id}`, `DeliveryReceipt=1&MessageID=${id}`],
    ["receipts of two codes", `DeliveryReceipt=1&MessageID=${id}&Code=003`, `DeliveryReceipt=1&MessageID=${id}&Code=000`],
    ["receipts of two texts", `DeliveryReceipt=1&MessageID=${id}&DeliveryReceiptMessage=a&Code=003`, `DeliveryReceipt=1&MessageID=${id}&DeliveryReceiptMessage=b&Code=003`],
    ["two messages", `SMSSent=1&MessageID=${id}`, `SMSSent=1&MessageID=${other}`],
    ["two codes of a call", call, call.replace("ResponseCode=1", "ResponseCode=18")],
    ["two starts of a call", call, call.replace("06Z", "07Z")],
    ["two variables of a call", `${call}&a=1`, `${call}&a=2`],
    ["a repeated variable", `${call}&a=1`, `${call}&a=1&a=1`],
    ["a value on the other side of the equals sign", "ab=c", "a=bc"],
    ["a list and a text", "a=1,2", "a=1&a=2"],
    ["a list and a text that looks like one within", "a=1&a=2", "a=11:1:a2"],
    ["two lists", "a=1&a=2", "a=2&a=1"],
    ["two callers of calls without a number", incoming, incoming.replace("9510", "9511")],
    ["an unknown one and a call", "QueueID=1", "QueueID=1&ResponseCode=1"],
  ])("%s", (_, one, another) => {
    expect(keyOfBody(one)).not.toBe(keyOfBody(another));
  });
});

describe("the account", () => {
  test.each([`SMSSent=1&MessageID=${id}`, `SMSResponse=1&MessageID=${id}`, `DeliveryReceipt=1&MessageID=${id}`, call, incoming, "a=1", ""])(
    "is part of the key of %p",
    (body) => {
      const accounts = [undefined, "", "acme", "beta", "acme/", "acme/sent"];
      expect(new Set(accounts.map((account) => keyOfBody(body, account))).size).toBe(accounts.length);
    },
  );

  test("may have any characters", () => {
    expect(keyOfBody(`SMSSent=1&MessageID=${id}`, "a/b c:é")).toBe(`a%2Fb%20c%3A%C3%A9/sent:sms:${id}`);
    expect(keyOfBody("a=1", "\ud800")).toMatch(/^%EF%BF%BD\/unknown:/);
  });
});

describe("the subject", () => {
  test("is the message or the call, whatever is said of it", () => {
    const ofMessage = [`SMSSent=0&MessageID=${id}`, `SMSSent=1&MessageID=${id}`, `DeliveryReceipt=1&MessageID=${id.toUpperCase()}&Code=000`];
    expect(ofMessage.map((body) => classify(body, { account: "acme" }).subject)).toEqual(Array(3).fill(`message:${id}`));
    expect([call, call.replace("Code=1", "Code=18")].map((body) => classify(body).subject)).toEqual(Array(2).fill("call:1188888801"));
  });

  test("is the same for all steps of a call without a number, and another for another call", () => {
    const complete = incoming.replace("Code=29", "Code=30").replace("callerid=", "EndTime=2020-08-28T00:54:06Z&callerid=1");
    expect(classify(complete).subject).toBe(classify(incoming).subject);
    expect(classify(incoming.replace("06Z", "07Z")).subject).not.toBe(classify(incoming).subject);
    expect(classify(incoming.replace("QueueID=0", "QueueID=000")).subject).toBe(classify(incoming).subject);
    const alike = classify(incoming).subject?.replace("call:", "QueueID=") ?? "";
    expect(classify(incoming.replace("QueueID=0", alike)).subject).not.toBe(classify(incoming).subject);
  });

  test("is none where nothing is known", () => {
    expect(classify("a=1").subject).toBeUndefined();
  });
});

describe("a part of a key", () => {
  test("is hashed when it could run into another, is long, or could be a person's", () => {
    for (const text of ["a:b", "~", "+17575449510", "a/b", "é", "a b", "a\n", "x".repeat(65)]) expect(keyPart(text)).toMatch(/^~[0-9a-f]{32}$/);
    for (const text of ["", id, "4093249", "x".repeat(64)]) expect(keyPart(text)).toBe(text);
  });

  test("is, of an instant, its milliseconds since 1970, whether they are whole seconds or not", () => {
    const wholeSeconds = fc.date({ noInvalidDate: true }).map((date) => new Date(Math.trunc(date.getTime() / 1000) * 1000));
    fc.assert(fc.property(fc.oneof(fc.date({ noInvalidDate: true }), wholeSeconds), (date) => expect(keyInstant(date)).toBe(String(date.getTime()))));
    expect(keyInstant(new Date(0))).toBe("0");
  });

  test("cannot pass for a hash", () => {
    expect(keyPart(keyPart("a:b"))).not.toBe(keyPart("a:b"));
  });
});
