import { describe, expect, test } from "@jest/globals";
import { type Body, decode } from "../../lib/wire/decode.js";
import { type Fields } from "../../lib/wire/fields.js";

function fieldsOf(body: Body): Fields {
  return { ...decode(body).fields };
}

describe("a body", () => {
  test("that is not there has no fields and no text", () => {
    expect([undefined, null, "", Buffer.alloc(0), {}].map(decode)).toEqual(Array(5).fill({ fields: {}, raw: "" }));
  });

  test("in bytes reads like the same body as text", () => {
    const body = "SMSResponse=1&Message=Caf%c3%a9+é";
    for (const bytes of [Buffer.from(body), new TextEncoder().encode(body), new DataView(new TextEncoder().encode(body).buffer)]) {
      expect(decode(bytes)).toEqual(decode(body));
    }
  });

  test("with raw bytes that are not UTF-8 stays readable", () => {
    expect(fieldsOf(Buffer.from("Message=Caf\xe9", "latin1"))).toEqual({ Message: "Café" });
  });

  test.each([
    ["a byte order mark", "\ufeffSMSSent=1&Message=Hi"],
    ["a line end", "SMSSent=1&Message=Hi\n"],
    ["a line end of Windows", "SMSSent=1&Message=Hi\r\n"],
    ["both", "\ufeffSMSSent=1&Message=Hi\r\n"],
  ])("with %s around it has the fields without it and the text with it", (_, body) => {
    expect(decode(body).raw).toBe(body);
    expect(fieldsOf(body)).toEqual({ SMSSent: "1", Message: "Hi" });
  });

  test("keeps line ends that somebody wrote", () => {
    expect(fieldsOf("Message=a%0d%0ab%0a&b=c\nd")).toEqual({ Message: "a\r\nb\n", b: "c\nd" });
    expect(fieldsOf("Message=a \n\n")).toEqual({ Message: "a \n" });
  });
});

describe("a body in JSON", () => {
  test.each<[json: string, fields: Fields]>([
    ['{"SMSSent":0,"MessageID":"a1"}', { SMSSent: "0", MessageID: "a1" }],
    ['\ufeff \n{"SMSSent":"1"}\n', { SMSSent: "1" }],
    ['{"a":null,"b":true,"c":1.5,"d":[],"e":{}}', { a: "", b: "true", c: "1.5", d: "", e: "" }],
    ['{"a":["1",2],"b":{"c":{"d":"3"},"e":[4,5]}}', { a: ["1", "2"], "b[c][d]": "3", "b[e]": ["4", "5"] }],
    ['{"constructor":"1","toString":{"valueOf":"2"}}', { constructor: "1", "toString[valueOf]": "2" }],
  ])("%s has the names and values of a form", (json, fields) => {
    expect(fieldsOf(json)).toEqual(fields);
    expect(decode(json).raw).toBe(json);
  });

  test("may have a field called __proto__", () => {
    expect(Object.entries(decode('{"__proto__":{"polluted":"1"}}').fields)).toEqual([["__proto__[polluted]", "1"]]);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test("that is broken is read as a form", () => {
    expect(fieldsOf('{"a":1&SMSSent=1')).toEqual({ '{"a":1': "", SMSSent: "1" });
  });

  test("does not grow: a long name in front of many values is not repeated for each", () => {
    const values = Object.fromEntries(Array.from({ length: 4000 }, (_, index) => [`v${index}`, "1"]));
    const { fields, raw } = decode(JSON.stringify({ ["n".repeat(30_000)]: values, SMSSent: "1" }));
    expect(JSON.stringify(fields).length).toBeLessThan(raw.length);
    expect(fields["SMSSent"]).toBe("1");
  });

  test("may be nested without end", () => {
    const depth = 20_000;
    expect(fieldsOf(`{"SMSSent":1,"a":${"[".repeat(depth)}${"]".repeat(depth)}}`)).toEqual({ SMSSent: "1", a: "" });
    expect(fieldsOf(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`)).toEqual({ [`a${"[a]".repeat(64)}`]: "" });
  });
});

describe("what a body parser made", () => {
  test.each<[what: string, parsed: object, fields: Fields]>([
    ["flat fields", { SMSSent: "0", ReferenceID: "" }, { SMSSent: "0", ReferenceID: "" }],
    ["a repeated name", { a: ["1", "2"] }, { a: ["1", "2"] }],
    ["a[b]=1&a[c][d]=2", { a: { b: "1", c: { d: "2" } } }, { "a[b]": "1", "a[c][d]": "2" }],
    ["a[]=1&a[]=2", { a: ["1", "2"] }, { a: ["1", "2"] }],
    ["a[0][b]=1&a[1][b]=2", { a: [{ b: "1" }, { b: "2" }] }, { "a[b]": ["1", "2"] }],
    ["what it took for too deep", { a: { b: { "[c][d]": "1" } } }, { "a[b][c][d]": "1" }],
    ["fields without a prototype", Object.assign(Object.create(null), { toString: "1" }) as object, { toString: "1" }],
    ["what no form can hold", { a: 1n, b: Symbol("x"), c: undefined, d: () => 1 }, { a: "", b: "", c: "", d: "" }],
  ])("is put back into names and values: %s", (_, parsed, fields) => {
    expect(fieldsOf(parsed)).toEqual(fields);
  });

  test("has a text that gives the same fields again", () => {
    const { fields, raw } = decode({ Message: "a & b = c\n", a: { b: ["1", "2"] }, "": "" });
    expect(decode(raw).fields).toEqual(fields);
  });

  test("may point at itself", () => {
    const parsed: Record<string, unknown> = { SMSSent: "1" };
    parsed["self"] = parsed;
    parsed["list"] = [parsed];
    expect(fieldsOf(parsed)).toEqual({ SMSSent: "1", self: "", list: "" });
  });
});
