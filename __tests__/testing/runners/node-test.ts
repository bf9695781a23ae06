import { deepStrictEqual } from "node:assert";
import { describe, test } from "node:test";
import { ending, story } from "./story.js";

void describe("node:test", { concurrency: true }, () => {
  for (const text of ["yes", "no"]) {
    void test(`tells a story of ${text}`, async () => deepStrictEqual(await story(text), ending(text)));
  }
});
