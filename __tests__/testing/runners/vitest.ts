import { expect, test } from "vitest";
import { ending, story } from "./story.js";

test.concurrent.for(["yes", "no"])("tells a story of %s", async (text) => {
  expect(await story(text)).toEqual(ending(text));
});
