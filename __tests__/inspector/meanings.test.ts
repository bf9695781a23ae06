import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { schemas } from "cdyne-postback";
import { meanings } from "../../lib/inspector/meanings.js";
import { INTERFACES, publicDeclarations } from "../docs/reference.js";

const ROOT = join(__dirname, "../..");
const declarations = publicDeclarations(ROOT);

/** What the page shows elsewhere. */
const ELSEWHERE = ["type", "key", "subject", "account", "receivedAt", "source", "at", "fields", "raw"];

describe("what the page says of a field", () => {
  const names = [...new Set(Object.values(schemas).flatMap(({ shape }) => Object.keys(shape)))].filter((name) => !ELSEWHERE.includes(name));

  it("is there for each field of each event", () => {
    expect(Object.keys(meanings).sort()).toEqual(names.sort());
  });

  it.each(names)("is what the documentation says: %s", (name) => {
    const explained = Object.values(INTERFACES).flatMap((type) => declarations.membersOf(join(ROOT, "lib/index.ts"), type)).filter((member) => member.name === name).map((member) => declarations.explained(member));
    // What has no explanation, or several, has one of its own here.
    const said = new Set(explained);
    const [only] = said;
    if (said.size === 1 && only) expect(meanings[name]?.means).toBe(only);
    else expect(meanings[name]?.means).toMatch(/^[A-Z].*\.$/);
  });
});
