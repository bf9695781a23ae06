import { describe, expect, test } from "@jest/globals";
import { textOf } from "../../lib/wire/charset.js";

describe("bytes", () => {
  test("that are UTF-8 are read as UTF-8, a byte order mark included", () => {
    expect(textOf(Buffer.from("\ufeffCafé 😀"))).toBe("\ufeffCafé 😀");
  });

  test("that are not UTF-8 are read as Windows-1252", () => {
    expect(textOf(Buffer.from([0x43, 0x61, 0x66, 0xe9, 0x20, 0x80, 0x92, 0x9f]))).toBe("Café €’Ÿ");
  });

  test("that are not UTF-8 give a character each, and no two the same", () => {
    const text = textOf(Uint8Array.from({ length: 256 }, (_, byte) => byte));
    expect(new Set(text).size).toBe(256);
  });

  test("are read from the view alone, not from the memory behind it", () => {
    expect(textOf(Buffer.from("xxSMSSentxx").subarray(2, 9))).toBe("SMSSent");
  });
});
