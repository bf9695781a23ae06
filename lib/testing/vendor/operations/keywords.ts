import { type Answer, choice, date, list, record, text } from "../protocols/answer.js";
import { type KeywordReturnCode, keywordReturnCodes } from "../records/codes.js";
import { type Given } from "../given.js";
import { type KeywordOutcome } from "../records/keywords.js";
import { type Service } from "../service.js";
import { type MessagingOperation, either, keyOf, post } from "./operation.js";

/** Keywords of short codes; their REST forms are not documented. */
export const keywordOperations: Readonly<Record<string, MessagingOperation>> = {
  GetKeywords: either((given, service) =>
    ofKey(given, service, (key) => service.keywords.list(key).map(({ keyword, shortCode, entryDate }) => ({ keyword, shortCode, entryDate, code: "NoError" as const }))),
  ),
  AssignKeyword: post((given, service) =>
    ofKey(given, service, (key) => wanted(given).map(([keyword, shortCode]) => service.keywords.assign(key, keyword, shortCode, service.scheduler.now()))),
  ),
  RemoveKeyword: post((given, service) =>
    ofKey(given, service, (key) => wanted(given).map(([keyword, shortCode]) => service.keywords.remove(key, keyword, shortCode))),
  ),
};

function wanted(given: Given): [keyword: string, shortCode: string][] {
  return given.parts("SMSKeywords").map((one) => [one.text("Keyword") ?? "", one.text("ShortCode") ?? ""]);
}

function ofKey(given: Given, service: Service, outcomes: (key: string) => readonly KeywordOutcome[]): Answer {
  const key = keyOf(given, service);
  return record("SMSKeywordResponse", {
    ReturnCode: codeOf(key === undefined ? "LicenseKeyInvalid" : "NoError"),
    SMSKeyword: list("SMSKeyword", key === undefined ? [] : outcomes(key).map(keywordOf)),
  });
}

function keywordOf({ keyword, shortCode, code, entryDate }: KeywordOutcome): Answer {
  return record("SMSKeyword", { EntryDate: date(entryDate), Keyword: text(keyword), ReturnCode: codeOf(code), ShortCode: text(shortCode) });
}

function codeOf(code: KeywordReturnCode): Answer {
  return choice("SMSKeywordReturnCode", keywordReturnCodes, code);
}
