import { expect, test } from "@jest/globals";
import { ending, story } from "./story.js";

test.concurrent.each(["yes", "no"])("tells a story of %s", async (text) => {
  expect(await story(text)).toEqual(ending(text));
});
