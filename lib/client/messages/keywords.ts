import { z } from "zod";
import { checkOptions } from "../../check-options.js";
import { text } from "../request/arguments.js";
import { ask } from "../request/ask.js";
import { type ClientContext } from "../context.js";
import { refusal } from "../request/failures.js";
import { unlessAllRefused } from "../request/one-by-one.js";
import { keywordReturnCode, type keywordReturnCodes } from "../postbacks/return-codes.js";
import { type CallOptions } from "../request/transport.js";
import { type VendorError } from "../request/vendor-error.js";
import { wireList, wireText } from "../request/vendor-fields.js";

/** A word that texts to a short code begin with. */
export interface Keyword {
  keyword: string;
  shortCode: string;
}

export interface KeywordReport extends Keyword {
  /** Since when it is the licence key's. */
  since: Date | undefined;
  status: keyof typeof keywordReturnCodes | (string & {});
  error: VendorError | undefined;
}

/**
 * Names of the fields are of the vendor's contract, the form of the requests INFERRED. All reject with a VendorError when
 * every keyword is refused, and give a report for each otherwise.
 */
export interface KeywordMethods {
  keywords(options?: CallOptions): Promise<KeywordReport[]>;
  assignKeywords(given: { keywords: readonly Keyword[] }, options?: CallOptions): Promise<KeywordReport[]>;
  removeKeywords(given: { keywords: readonly Keyword[] }, options?: CallOptions): Promise<KeywordReport[]>;
}

const changed = z.object({ keywords: z.array(z.strictObject({ keyword: text, shortCode: text })).nonempty("expected at least one keyword") });

const answer = z.object({
  ReturnCode: z.union([z.string(), z.number()]).transform(String),
  SMSKeyword: wireList(z.object({ EntryDate: wireText, Keyword: wireText, ReturnCode: wireText, ShortCode: wireText })),
});

export function keywordMethods(context: ClientContext): KeywordMethods {
  return {
    keywords: async (options) => change(context, "GetKeywords", undefined, options),
    assignKeywords: async (given, options) => {
      checkOptions("assignKeywords()", changed, given);
      return change(context, "AssignKeyword", given.keywords, options);
    },
    removeKeywords: async (given, options) => {
      checkOptions("removeKeywords()", changed, given);
      return change(context, "RemoveKeyword", given.keywords, options);
    },
  };
}

async function change(
  context: ClientContext,
  operation: "GetKeywords" | "AssignKeyword" | "RemoveKeyword",
  keywords: readonly Keyword[] | undefined,
  options?: CallOptions,
): Promise<KeywordReport[]> {
  const SMSKeywords = keywords?.map(({ keyword, shortCode }) => ({ Keyword: keyword, ShortCode: shortCode }));
  const said = await ask(context, operation, { LicenseKey: context.licenseKey, SMSKeywords }, answer, options);
  const whole = refusedBy(operation, said.ReturnCode);
  if (whole.error && said.SMSKeyword.length === 0) throw whole.error;
  const reports = said.SMSKeyword.map(({ EntryDate, Keyword = "", ReturnCode = "NoError", ShortCode = "" }) => {
    return { keyword: Keyword, shortCode: ShortCode, since: context.instant(EntryDate), ...refusedBy(operation, ReturnCode) };
  });
  return unlessAllRefused(reports);
}

function refusedBy(operation: string, returnCode: string): Pick<KeywordReport, "status" | "error"> {
  const { name, entry } = keywordReturnCode(returnCode);
  if (entry && !entry.failure) return { status: name, error: undefined };
  return { status: name, error: refusal(operation, entry?.failure ?? "vendor", name) };
}
