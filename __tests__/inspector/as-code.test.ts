import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInThisContext } from "node:vm";
import { describe, expect, it } from "@jest/globals";
import * as library from "cdyne-postback";
import { type Postback, classify } from "cdyne-postback";
import * as testing from "cdyne-postback/testing";
import { asCurl, asTest } from "../../lib/inspector/as-code.js";

const packets = readFileSync(join(__dirname, "../vectors/packets.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { id: string; body: string });

describe("a postback as code of a test", () => {
  /** The postback that the lines make, without delivering it. */
  const made = (code: string): Postback => {
    const [, call = "", name = ""] = /^const postback = ((\w+).*);$/m.exec(code) ?? [];
    expect(code).toMatch(new RegExp(`import \\{.*\\b${name}\\b.*\\} from "cdyne-postback`));
    const make = runInThisContext(`(${name}) => ${call}`) as (named: unknown) => Postback;
    return make(Reflect.get({ ...library, ...testing }, name));
  };
  /** What a test is about: not how the vendor wrote it, nor what fixtures have of their own. */
  const said = (postback: Postback): unknown => {
    const { type, ...event } = postback;
    const left = Object.entries(event).filter(([name, value]) => value !== undefined && !["key", "subject", "fields", "raw", "receivedAt", "source", "receipt", "telco", "startedAt", "endedAt"].includes(name));
    return { type, ...Object.fromEntries(left) };
  };

  it.each(packets)("makes one that says the same: $id", ({ body }) => {
    const postback = classify(body);
    const code = asTest(postback);
    expect(code).toMatch(/\nawait deliver\(postbacks, postback\);$/);
    expect(said(made(code))).toMatchObject(said(postback) as object);
  });
});

describe("a postback as a line of the shell", () => {
  it.each([...packets, { id: "with quotes and lines", body: `a='$(id)' "b"\n\\c\``  }])("posts the same bytes: $id", ({ body }) => {
    const line = asCurl(library.classify(body)).replace(/^curl --data-binary /, "printf %s ").replace(/ "\$POSTBACK_URL"$/, "");
    expect(execFileSync("sh", ["-c", line], { encoding: "utf8" })).toBe(body);
  });
});

it("most are made by their fixture", () => {
  const byFixture = packets.filter(({ body }) => !asTest(classify(body)).includes("classify("));
  expect(byFixture.length / packets.length).toBeGreaterThan(0.8);
});
