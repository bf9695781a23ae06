import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, test } from "@jest/globals";
import { type Postback, classify } from "cdyne-postback";
import { asCurl, asTest } from "../../lib/inspector/as-code.js";

const ROOT = join(__dirname, "../..");
const packets = readFileSync(join(ROOT, "__tests__/vectors/packets.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { id: string; body: string });

describe("a postback as code of a test", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(__dirname, "code-"));
    for (const { id, body } of packets) writeFileSync(join(folder, `${id}.ts`), asTest(classify(body)).replace("await deliver(postbacks, postback);", "export { deliver, postback };"));
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: "../../../tsconfig.json", include: ["*.ts"] }));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What a test is about: not how the vendor wrote it, nor what fixtures have of their own. */
  const said = (postback: Postback): object => {
    const left = ["key", "subject", "fields", "raw", "receivedAt", "source", "receipt", "telco", "startedAt", "endedAt"];
    return Object.fromEntries(Object.entries(postback).filter(([name, value]) => value !== undefined && !left.includes(name)));
  };

  it.each(packets)("makes one that says the same: $id", async ({ id, body }) => {
    const { postback } = (await import(join(folder, `${id}.ts`))) as { postback: Postback };
    expect(said(postback)).toMatchObject(said(classify(body)));
  });

  it("compiles", () => {
    const tsc = join(ROOT, "node_modules/typescript-7/bin/tsc");
    expect(() => execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" })).not.toThrow();
  });
});

test("a variable of a call with an odd name is one in the code, too", () => {
  const called = classify("QueueID=9a35e913-ded0-7574-4642-5f60c550c706&ResponseCode=30&callerid=7575550123&phonenumber=7575550100&Variables=__proto__|yes");
  const code = asTest({ ...called, variables: JSON.parse('{ "__proto__": "yes" }') } as Postback);
  expect(code).toContain('{ ["__proto__"]: "yes" }');
});

describe("a postback as a line of the shell", () => {
  it.each([...packets, { id: "with quotes and lines", body: `a='$(id)' "b"\n\\c\``  }])("posts the same bytes: $id", ({ body }) => {
    const line = asCurl(classify(body)).replace(/^curl --data-raw /, "printf %s ").replace(/ "\$POSTBACK_URL"$/, "");
    expect(execFileSync("sh", ["-c", line], { encoding: "utf8" })).toBe(body);
  });
});

it("most are made by their fixture", () => {
  const byFixture = packets.filter(({ body }) => !asTest(classify(body)).includes("classify("));
  expect(byFixture.length / packets.length).toBeGreaterThan(0.8);
});
