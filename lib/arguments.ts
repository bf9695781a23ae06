import { z } from "zod";
import { type Question } from "./answering/ask.js";
import { checkOptions, invalidOption } from "./check-options.js";
import { milliseconds } from "./duration.js";
import { inWords } from "./inbox/in-words.js";
import { type Filter, type Query } from "./inbox/inbox.js";
import { type Deed, type OverviewRange, type SendFilter } from "./inbox/inspection.js";
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

/** Which postbacks `count()` counts. */
export interface CountOptions extends Filter {
  /** From how many on it need not be exact; 10,000 by default. */
  limit?: number | undefined;
}

/** Who does something by hand. */
export interface DoneBy {
  /** Noted in the audit as it is: the name of whoever is logged in, for instance. */
  by?: string | undefined;
}

/** Which range of time `overview()` looks at, by when postbacks were received. */
export interface OverviewOptions {
  /** Then or later; a day before `until` by default. */
  since?: Date | undefined;
  /** Before then; now by default. */
  until?: Date | undefined;
  /** Into how many equal parts it is cut; 24 by default, 1,000 at most. */
  buckets?: number | undefined;
}

/** Which lines `audit()` gives. */
export interface AuditOptions {
  /** How many at most; 100 by default, 1,000 at most. */
  limit?: number | undefined;
  /** `next` of the page before. */
  cursor?: string | undefined;
}

/** Which messages that went out `sends()` gives: either those between two numbers, or some by the vendor's ids. */
export interface SendsOptions {
  /** The phone numbers of both sides; also what went to one of them from a number that is not known yet. */
  between?: readonly [string, string] | undefined;
  /** With `between`: what went out before then. */
  until?: Date | undefined;
  messageIds?: readonly string[] | undefined;
  /** How many at most; 100 by default, 1,000 at most. */
  limit?: number | undefined;
}

/** From the year 1 to 9999: what each inbox can compare. */
const EARLIEST = new Date("0001-01-01T00:00:00.000Z");
const LATEST = new Date("9999-12-31T23:59:59.999Z");
const YEARS = "expected a time in the years 1 to 9999";
const instant = z.date().min(EARLIEST, YEARS).max(LATEST, YEARS);

/** A blank one would mean everybody. */
const phone = z.string().regex(/\S/, "expected a phone number");

const filterShape = {
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
const pageShape = { limit: count.max(1000).optional(), cursor: z.string(CURSOR).regex(/^\d{1,15}$/, CURSOR).optional() };
const listSchema = z.object({ ...filterShape, ...pageShape });
const countSchema = z.object({ ...filterShape, limit: count.optional() });
const doneBySchema = z.object({ by: z.string().optional() });
const overviewSchema = z.object({ since: instant.optional(), until: instant.optional(), buckets: count.max(1000).optional() });
const auditSchema = z.object(pageShape);
const sendsSchema = z.object({ between: filterShape.between, until: instant.optional(), messageIds: z.array(z.string()).optional(), limit: pageShape.limit });
const DAY = 86_400_000;

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

/** What `count()` asks the inbox for. */
export function countedOf(options: CountOptions): { filter: Filter; limit: number } {
  checkOptions("count()", countSchema, options);
  return { filter: filterOf(options), limit: options.limit ?? 10_000 };
}

/** What `redeliver()` and `discard()` ask the inbox for: keys, or a filter with at least one condition. */
export function meantBy(whose: string, which: readonly string[] | Filter): Filter {
  const filter = isKeys(which) ? { keys: which } : which;
  if (hasNoCondition(filter)) throw invalidOption(whose, 'Say which: it takes a list of keys, or a filter such as { state: "dead" }.');
  checkOptions(whose, filterSchema, filter);
  return filterOf(filter);
}

/** What the audit is to say of what `redeliver()` or `discard()` does. */
export function deedOf(whose: string, filter: Filter, options: DoneBy, now: number): Deed {
  checkOptions(whose, doneBySchema, options);
  return { at: new Date(now), by: options.by, which: inWords(filter) };
}

/** What `overview()` asks the inbox for. */
export function rangeOf(options: OverviewOptions, now: number): OverviewRange {
  checkOptions("overview()", overviewSchema, options);
  const until = options.until ?? new Date(now);
  const since = options.since ?? new Date(Math.max(until.getTime() - DAY, EARLIEST.getTime()));
  if (since >= until) throw invalidOption("overview()", "`since` must be before `until`.");
  return { since, until, buckets: options.buckets ?? 24 };
}

/** What `audit()` asks the inbox for. */
export function auditOf(options: AuditOptions): { limit: number; cursor: string | undefined } {
  checkOptions("audit()", auditSchema, options);
  return { limit: options.limit ?? 100, cursor: options.cursor };
}

/** What `sends()` asks the inbox for. */
export function sendsOf(options: SendsOptions): { filter: SendFilter; limit: number } {
  checkOptions("sends()", sendsSchema, options);
  const { between, until, messageIds, limit = 100 } = options;
  if ((between === undefined) === (messageIds === undefined)) throw invalidOption("sends()", "It takes either `between` or `messageIds`.");
  if (messageIds) return { filter: { messageIds: messageIds.map((id) => id.toLowerCase()) }, limit };
  return { filter: { between: bothOf(between ?? ["", ""]), until }, limit };
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
function filterOf({ keys, type, state, account, subject, number, between, text, since, until }: Filter): Filter {
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

function bothOf([one, other]: readonly [string, string]): [string, string] {
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
