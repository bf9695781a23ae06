import { z } from "zod";
import { EARLIEST, bothOf, filterOf, filterShape, instant, pageShape } from "./arguments.js";
import { checkOptions, invalidOption } from "./check-options.js";
import { inWords } from "./inbox/in-words.js";
import { type Filter } from "./inbox/inbox.js";
import { type Deed, type OverviewRange, type SendFilter } from "./inbox/inspection.js";
import { count } from "./options.js";

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

const countSchema = z.object({ ...filterShape, limit: count.optional() });
const doneBySchema = z.object({ by: z.string().optional() });
const overviewSchema = z.object({ since: instant.optional(), until: instant.optional(), buckets: count.max(1000).optional() });
const auditSchema = z.object(pageShape);
const sendsSchema = z.object({ between: filterShape.between, until: instant.optional(), messageIds: z.array(z.string()).optional(), limit: pageShape.limit });
const DAY = 86_400_000;

/** What `count()` asks the inbox for. */
export function countedOf(options: CountOptions): { filter: Filter; limit: number } {
  checkOptions("count()", countSchema, options);
  return { filter: filterOf(options), limit: options.limit ?? 10_000 };
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
