import { z } from "zod";

/**
 * What the vendor's documents leave open and the stand-in has to do in some way. Each is a guess, named so that a test can
 * run with the other one too.
 */
export interface Inferred {
  /** The offset that dates in JSON have; `false` for none. `-0400` by default, as in the vendor's sample. */
  jsonDateOffset: string | false;
  /** How `PostBackType` may stand in a query; `"both"` by default. */
  queryEnums: "names" | "numbers" | "both";
  /** Whether ReadIncomingMessages marks as read what it gives; true by default. */
  readingMarksAsRead: boolean;
  /** Whose PostBackURLs are posted to in lower case, however they were given; `"calls"` by default. */
  lowerCaseUrls: "calls" | "all" | "none";
  /** What SetPostbackEnabledForLicenseKey answers; the code by default. */
  setEnabledAnswer: "code" | "object";
  /** Whether an assigned URL is posted to before it is enabled; false by default. */
  urlEnables: boolean;
  /** `MatchedMessageID` of a text that answers nothing: absent, empty, zeros (the default), or one zero short as the vendor's page prints it. */
  unmatchedId: "absent" | "empty" | "zero" | "zero-35";
  /** For how long, in milliseconds, a text counts as the answer to a message; a day by default. */
  matchWithin: number;
  /** Whether STOP, HELP and RESUME are posted; true by default. */
  systemKeywordsPosted: boolean;
  /** Whether each try of a message to a landline is posted (the default), or only the first. */
  refusalsPosted: "each" | "first";
  /** Whether messages from a long code have receipts; false by default: only those from a short code have. */
  longCodeReceipts: boolean;
  /** Whether the text of a receipt goes out as it is (the default) or encoded. */
  receiptText: "raw" | "encoded";
  /** How many digits American numbers have in what messages post, with the 1 or without; 11 by default. */
  digits: 10 | 11;
  /** Dates of calls: `2020-08-28T00:53:06.608Z` (the default), or as in what messages post. */
  callDates: "iso" | "us";
  /** A call's date that is not known yet: year 1 (the default), or empty. */
  callDateUnset: "year-1" | "empty";
  /** Whether code 1 is posted when a call is taken, and not only when it is over; true by default. */
  answerPosted: boolean;
  /** `QueueID` of incoming calls: one of their own (the default), or 0. */
  incomingQueueId: "own" | "zero";
  /** Whether XML members that are not in alphabetical order are overlooked; true by default. */
  xmlOrder: boolean;
}

export const inferredDefaults: Inferred = {
  jsonDateOffset: "-0400",
  queryEnums: "both",
  readingMarksAsRead: true,
  lowerCaseUrls: "calls",
  setEnabledAnswer: "code",
  urlEnables: false,
  unmatchedId: "zero",
  matchWithin: 24 * 60 * 60 * 1000,
  systemKeywordsPosted: true,
  refusalsPosted: "each",
  longCodeReceipts: false,
  receiptText: "raw",
  digits: 11,
  callDates: "iso",
  callDateUnset: "year-1",
  answerPosted: true,
  incomingQueueId: "own",
  xmlOrder: true,
};

const yes = z.boolean().optional();

export const inferredSchema = z.object({
  jsonDateOffset: z.union([z.literal(false), z.string().regex(/^[+-]\d{4}$/)]).optional(),
  queryEnums: z.enum(["names", "numbers", "both"]).optional(),
  readingMarksAsRead: yes,
  lowerCaseUrls: z.enum(["calls", "all", "none"]).optional(),
  setEnabledAnswer: z.enum(["code", "object"]).optional(),
  urlEnables: yes,
  unmatchedId: z.enum(["absent", "empty", "zero", "zero-35"]).optional(),
  matchWithin: z.number().nonnegative().optional(),
  systemKeywordsPosted: yes,
  refusalsPosted: z.enum(["each", "first"]).optional(),
  longCodeReceipts: yes,
  receiptText: z.enum(["raw", "encoded"]).optional(),
  digits: z.union([z.literal(10), z.literal(11)]).optional(),
  callDates: z.enum(["iso", "us"]).optional(),
  callDateUnset: z.enum(["year-1", "empty"]).optional(),
  answerPosted: yes,
  incomingQueueId: z.enum(["own", "zero"]).optional(),
  xmlOrder: yes,
} satisfies Record<keyof Inferred, z.ZodType>);
