import { describe, expect, test } from "@jest/globals";
import { type Fields } from "../../lib/wire/fields.js";
import { decodeForm, encodeForm, unescapeForm } from "../../lib/wire/form.js";

describe("a form", () => {
  test.each<[what: string, body: string, fields: Fields]>([
    ["nothing", "", {}],
    ["separators alone", "&&&", {}],
    ["an empty value", "ReferenceID=&a=1", { ReferenceID: "", a: "1" }],
    ["a name without a value", "a&b=1&c", { a: "", b: "1", c: "" }],
    ["a value without a name", "=1", { "": "1" }],
    ["nothing on both sides", "=", { "": "" }],
    ["further equals signs", "a=b=c&d==", { a: "b=c", d: "=" }],
    ["raw spaces, colons and semicolons", "a=stat:DELIVERED TO CARRIER;b=2&c=3", { a: "stat:DELIVERED TO CARRIER;b=2", c: "3" }],
    ["plus signs and escapes in either case", "a=1+2%2b3%2B4%20", { a: "1 2+3+4 " }],
    ["escapes in a name", "a%26+b=1", { "a& b": "1" }],
    ["a plus sign in another value", "a=%31&b=2&c=+&d=%&e=5", { a: "1", b: "2", c: " ", d: "%", e: "5" }],
    ["a broken escape", "a=100%&b=%zz%4&c=%%41", { a: "100%", b: "%zz%4", c: "%A" }],
    ["a broken escape beside a good one", "a=%é%c3%a9%", { a: "%éé%" }],
    ["escaped UTF-8", "a=%c3%a9%f0%9f%98%80", { a: "é😀" }],
    ["escaped bytes that are not UTF-8", "a=Caf%e9+%80", { a: "Café €" }],
    ["escaped bytes of both kinds in two values", "a=%c3%a9&b=%e9", { a: "é", b: "é" }],
    ["half a character", "a=%c3&b=x%ed%a0%80", { a: "Ã", b: "xí\u00a0€" }],
    ["a repeated name", "a=1&b=2&a=3&a=", { a: ["1", "3", ""], b: "2" }],
  ])("with %s keeps everything that was posted", (_, body, fields) => {
    expect({ ...decodeForm(body) }).toEqual(fields);
  });

  test("may have fields called like what every object inherits", () => {
    const fields = decodeForm("__proto__=1&constructor=2&toString=3&__proto__=4&hasOwnProperty=5");
    expect(Object.entries(fields)).toEqual([
      ["__proto__", ["1", "4"]],
      ["constructor", "2"],
      ["toString", "3"],
      ["hasOwnProperty", "5"],
    ]);
    expect(Object.getPrototypeOf(fields)).toBeNull();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe("a value", () => {
  test("is decoded once", () => {
    expect(unescapeForm("5%252f8+%2b")).toBe("5%2f8 +");
  });
});

describe("encoding", () => {
  test("gives the vendor's printed packet byte for byte", () => {
    const packet =
      "SMSResponse=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&MatchedMessageID=11111111-2222-1111-2222-000000000004" +
      "&ReferenceID=&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511" +
      "&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=Test";
    expect(encodeForm(decodeForm(packet))).toBe(packet);
  });

  test("follows .NET in what it leaves bare", () => {
    expect(encodeForm({ "a b": "!*()-_.'~é&=+%", c: ["1", "2"] })).toBe("a+b=!*()-_.%27%7e%c3%a9%26%3d%2b%25&c=1&c=2");
  });

  test("has an answer to half a surrogate pair", () => {
    expect(encodeForm({ a: "\ud800" })).toBe("a=%ef%bf%bd");
  });
});
