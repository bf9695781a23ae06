import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { PostbackError, problems } from "cdyne-postback";
import { checkCodes } from "../../lib/checks.js";

const LIB = join(__dirname, "../../lib");
const VERSION = (JSON.parse(readFileSync(join(LIB, "../package.json"), "utf8")) as { version: string }).version;
const codes = Object.keys(problems);

/** The parts of ERRORS.md below each heading. */
const [, ...parts] = readFileSync(join(LIB, "ERRORS.md"), "utf8").split(/^##+ /m);
/** Those about a code: what is wrong, and the line on how to mend it. */
const sections = parts.filter((part) => part.startsWith("CDYNE_")).map((part) => [/^.*/.exec(part)?.[0], part.replace(/^.*/, "").trim()] as const);
const textOf = new Map(sections);

describe("the table of problems", () => {
  it("has one text for each code", () => {
    expect(new Set(Object.values(problems)).size).toBe(codes.length);
  });

  it("has a section in ERRORS.md for each code, and no other", () => {
    expect(sections.map(([code]) => code).toSorted()).toEqual(codes.toSorted());
  });

  it.each(codes)("says of %s what is wrong, how to mend it, since when, and of a check how to switch it off", (code) => {
    const [, wrong = "", mend = "", since = "", off] = /^(.+)\n\n\*\*Mend:\*\* (.+) Since (\d+\.\d+\.\d+)\.(?: Off: (.+)\.)?$/s.exec(textOf.get(code) ?? "") ?? [];
    expect(wrong.length).toBeGreaterThan(20);
    expect(mend).toMatch(/\.$/);
    expect(since.localeCompare(VERSION, undefined, { numeric: true })).toBeLessThanOrEqual(0);
    expect(since).not.toBe("");
    expect(off).toBe(checkCodes.some((check) => check === code) ? `\`checks: { ${code}: false }\`` : undefined);
  });

  it("has no code that nothing uses", () => {
    const sources = readdirSync(LIB, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts") && file !== "problems.ts" && file !== "checks.ts");
    const text = sources.map((file) => readFileSync(join(LIB, file), "utf8")).join("\n");
    expect(codes.filter((code) => !text.includes(`"${code}"`))).toEqual([]);
  });
});

describe("a PostbackError", () => {
  it("has the code, its text with what is special, and the cause", () => {
    const cause = new Error("why");
    const error = new PostbackError("CDYNE_CLOSED", "Here.", { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "PostbackError", code: "CDYNE_CLOSED", message: `${problems.CDYNE_CLOSED} Here.`, cause });
  });
});
