import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { classify, eventNames } from "cdyne-postback";
import { INTERFACES, publicDeclarations, reference } from "./reference.js";

const ROOT = join(__dirname, "../..");
const INDEX = join(ROOT, "lib/index.ts");
const declarations = publicDeclarations(ROOT);

it("lib/llms.txt says what the code and the documentation say; `npm run reference` writes it anew", () => {
  expect(readFileSync(join(ROOT, "lib/llms.txt"), "utf8")).toBe(reference(ROOT, declarations));
});

it("lib/llms.txt has how each function is called, what can be relied on, and stays short", () => {
  const text = readFileSync(join(ROOT, "lib/llms.txt"), "utf8");
  expect(text).toContain("- `testClock(start?: Date, options?: TestClockOptions): TestClock`: A clock for tests");
  expect(text).toContain("- `patience?: number`: ");
  expect(text).toContain("- **200 means recorded");
  expect(text).toContain("npx cdyne-postback doctor <url>");
  expect(text).toContain("await client.sendMessage(");
  expect(text.length).toBeLessThan(80_000);
});

describe("an editor shows a packet", () => {
  const methods = new Map(declarations.membersOf(INDEX, "Postbacks").map((method) => [method.name, method]));
  const types = new Map(declarations.exportsOf(INDEX).map((type) => [type.name, type]));

  it.each(eventNames.filter((name) => name !== "unknown"))("on the type of %s and on the method that subscribes to it", (name) => {
    const type = types.get(INTERFACES[name]);
    const method = methods.get(`on${INTERFACES[name]}`);
    const packet = type && declarations.example(type);
    expect(packet).toBeDefined();
    expect(classify(packet ?? "").type).toBe(name);
    expect(method && declarations.example(method)).toBe(packet);
  });
});
