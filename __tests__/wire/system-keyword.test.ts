import { describe, expect, test } from "@jest/globals";
import { systemKeyword, systemKeywords } from "../../lib/wire/system-keyword.js";

describe("a system keyword", () => {
  test.each([
    ["stop", ["STOP", "END", "CANCEL", "QUIT", "UNSUB", "UNSUBSCRIBE", "ARRET"]],
    ["help", ["HELP", "HLP", "INFO", "AIDE"]],
    ["resume", ["RESUME", "RECOMMENCER"]],
  ] as const)("means %s: %j, in any case and with white space around it", (meaning, words) => {
    expect(systemKeywords[meaning]).toEqual(words);
    for (const word of words) {
      expect([word, word.toLowerCase(), ` ${word}\r\n`].map(systemKeyword)).toEqual([meaning, meaning, meaning]);
    }
  });

  test.each([undefined, "", "STOP.", "Please stop", "End of June is fine", "stop stop", "S T O P", "START", "HELPER", "constructor", "__proto__"])(
    "is only one if it is the whole text, unlike %p",
    (text) => {
      expect(systemKeyword(text)).toBeUndefined();
    },
  );
});
