import { describe, expect, test } from "@jest/globals";
import { id, present, queueId, trueOrFalse, wholeNumber } from "../../lib/wire/value.js";

describe("an id", () => {
  const guid = "9a35e913-ded0-7574-4642-5f60c550c706";

  test.each([guid, guid.toUpperCase(), ` ${guid}\n`])("%p is in lower case and without white space", (text) => {
    expect(id(text)).toBe(guid);
  });

  test.each([
    ["absent", undefined],
    ["empty", ""],
    ["blank", "  "],
    ["the zero GUID", "00000000-0000-0000-0000-000000000000"],
    ["the zero GUID as the pages print it, 35 characters", "00000000-0000-0000-0000-00000000000"],
    ["a zero", "0"],
    ["hyphens", "----"],
  ])("is none: %s", (_, text) => {
    expect(id(text)).toBeUndefined();
  });

  test("that is almost zero is one", () => {
    expect(id("00000000-0000-0000-0000-000000000001")).toBe("00000000-0000-0000-0000-000000000001");
  });
});

describe("the number of a call", () => {
  test.each([
    ["1188888888", "1188888888"],
    [" 4093249 ", "4093249"],
    ["0", "0"],
    ["12345678901234567890", "12345678901234567890"],
    ["007", "007"],
  ])("%p stays text: %p", (text, queue) => {
    expect(queueId(text)).toBe(queue);
  });

  test.each([undefined, "", " "])("%p is none", (text) => {
    expect(queueId(text)).toBeUndefined();
  });
});

describe("a whole number", () => {
  test.each([
    ["0", 0],
    ["37", 37],
    [" 37 ", 37],
    ["007", 7],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ])("%p is %d", (text, number) => {
    expect(wholeNumber(text)).toBe(number);
  });

  test.each([undefined, "", " ", "-1", "+1", "1.5", "1e3", "0x1", "1,000", "Infinity", "NaN", "9007199254740993", "9".repeat(400)])(
    "%p is none",
    (text) => {
      expect(wholeNumber(text)).toBeUndefined();
    },
  );
});

describe("true and false", () => {
  test.each(["True", "true", "TRUE", " true "])("%p is true", (text) => {
    expect(trueOrFalse(text)).toBe(true);
  });

  test.each(["False", "false", "FALSE"])("%p is false", (text) => {
    expect(trueOrFalse(text)).toBe(false);
  });

  test.each([undefined, "", "1", "0", "yes", "truely"])("%p is neither", (text) => {
    expect(trueOrFalse(text)).toBeUndefined();
  });
});

describe("a text", () => {
  test("that is empty is none, and any other stays as it is", () => {
    expect([undefined, "", " ", "0", "007"].map(present)).toEqual([undefined, undefined, " ", "0", "007"]);
  });
});
