import { expect, test } from "@jest/globals";
import { createPostbacks } from "cdyne-postback";
import { simulate } from "cdyne-postback/testing";

test.each([Infinity, -Infinity, NaN])("a number that is none that can be counted to is named: %s", (concurrency) => {
  expect(() => createPostbacks({ tokens: "0123456789abcdef", concurrency })).toThrow(`not ${concurrency}`);
});

test("a name that cannot be made a text is told of as any other that there is not", async () => {
  const scenarios: unknown = [Object.create(null)];
  await expect(simulate("http://localhost:1/x", { scenarios: scenarios as [] })).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID", message: expect.stringContaining('There is no "object".') });
});
