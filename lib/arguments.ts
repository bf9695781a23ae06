import { z } from "zod";
import { type Question } from "./answering/ask.js";
import { checkOptions, invalidOption } from "./check-options.js";
import { milliseconds } from "./duration.js";
import { type Filter, type Query } from "./inbox/inbox.js";
import { count, timer } from "./options.js";
import { phoneNumber } from "./wire/phone-number.js";
import { eventNames } from "./wire/postback.js";

const waitSchema = z.object({ timeout: timer.optional() });
const ofSchema = z.object({ account: z.string().optional() });

/** How long `drain()` or `close()` waits, in milliseconds. */
export function waitingTime(whose: string, options: { timeout?: number | undefined }): number {
  checkOptions(whose, waitSchema, options);
  return options.timeout ?? 10_000;
}

/** Whose URL `url()` gives. */
export function accountOf(options: { account?: string | undefined }): string | undefined {
  checkOptions("url()", ofSchema, options);
  return options.account;
}

/** Which postbacks `list()` gives. */
export interface ListOptions extends Filter {
  /** How many at most; 100 by default, 1,000 at most. */
  limit?: number | undefined;
  /** `next` of the page before. */
  cursor?: string | undefined;
}

/** From the year 1 to 9999: what each inbox can compare. */
export const EARLIEST = new Date("0001-01-01T00:00:00.000Z");
const LATEST = new Date("9999-12-31T23:59:59.999Z");
const YEARS = "expected a time in the years 1 to 9999";
export const instant = z.date().min(EARLIEST, YEARS).max(LATEST, YEARS);

/** A blank one would mean everybody. */
const phone = z.string().regex(/\S/, "expected a phone number");

export const filterShape = {
  keys: z.array(z.string()).optional(),
  type: z.enum(eventNames).optional(),
  state: z.enum(["waiting", "running", "delivered", "dead", "discarded"]).optional(),
  account: z.string().optional(),
  subject: z.string().optional(),
  number: phone.optional(),
  between: z.tuple([phone, phone]).optional(),
  text: z.string().regex(/\S/, "expected a part of what somebody wrote").optional(),
  since: instant.optional(),
  until: instant.optional(),
};
const numberSchema = z.object({ number: phone });
const keySchema = z.object({ key: z.string() });
const filterSchema = z.object(filterShape);
const CURSOR = "expected `next` of the page before";
export const pageShape = { limit: count.max(1000).optional(), cursor: z.string(CURSOR).regex(/^\d{1,15}$/, CURSOR).optional() };
const listSchema = z.object({ ...filterShape, ...pageShape });

/** What `list()` asks the inbox for. */
export function queryOf(options: ListOptions): Query {
  checkOptions("list()", listSchema, options);
  return { ...filterOf(options), limit: options.limit ?? 100, cursor: options.cursor };
}

/** What `get()` asks the inbox for. */
export function queryOfKey(key: string): Query {
  checkOptions("get()", keySchema, { key });
  return { keys: [key], limit: 1 };
}

/** What `redeliver()` and `discard()` ask the inbox for: keys, or a filter with at least one condition. */
export function meantBy(whose: string, which: readonly string[] | Filter): Filter {
  const filter = isKeys(which) ? { keys: which } : which;
  if (hasNoCondition(filter)) throw invalidOption(whose, 'Say which: it takes a list of keys, or a filter such as { state: "dead" }.');
  checkOptions(whose, filterSchema, filter);
  return filterOf(filter);
}

function isKeys(which: readonly string[] | Filter): which is readonly string[] {
  return Array.isArray(which);
}

/** Nor has what is no filter at all. */
function hasNoCondition(filter: unknown): boolean {
  return typeof filter !== "object" || filter === null || Object.values(filter).every((value) => value === undefined);
}

/** A phone number in the form in which it is recorded. */
export function numberOf(number: string): string {
  checkOptions("forget()", numberSchema, { number });
  return recordedNumber(number);
}

function recordedNumber(number: string): string {
  return phoneNumber(number) ?? number;
}

/** A filter with its phone numbers in the form in which they are recorded. */
export function filterOf({ keys, type, state, account, subject, number, between, text, since, until }: Filter): Filter {
  return {
    keys,
    type,
    state,
    account,
    subject,
    number: number === undefined ? undefined : recordedNumber(number),
    between: between && bothOf(between),
    text,
    since,
    until,
  };
}

export function bothOf([one, other]: readonly [string, string]): [string, string] {
  return [recordedNumber(one), recordedNumber(other)];
}

const questionSchema = z.object({
  to: phone,
  text: z.string(),
  timeout: z.unknown().refine((timeout) => milliseconds(timeout) > 0, 'expected milliseconds, "30m" or "2h"'),
  from: phone.optional(),
  id: z.string().min(1).optional(),
  signal: z.instanceof(AbortSignal).optional(),
  media: z.array(z.string()).optional(),
  referenceId: z.string().optional(),
  context: z.record(z.string(), z.unknown()).optional(),
});

/** What `ask()` asks. */
export function questionOf(question: Question): Question {
  checkOptions("ask()", questionSchema, question);
  return question;
}
