import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { PostbackError, problems } from "cdyne-postback";

const LIB = join(__dirname, "../../lib");
const codes = Object.keys(problems);

describe("the table of problems", () => {
  it("has one text for each code", () => {
    expect(new Set(Object.values(problems)).size).toBe(codes.length);
  });

  it("has a section in ERRORS.md for each code, and no other", () => {
    const sections = [...readFileSync(join(LIB, "ERRORS.md"), "utf8").matchAll(/^### (\w+)$/gm)].map(([, code]) => code);
    expect(sections.toSorted()).toEqual(codes.toSorted());
  });

  it("has no code that nothing uses", () => {
    const sources = readdirSync(LIB, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts") && file !== "problems.ts");
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
