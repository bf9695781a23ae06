import { z } from "zod";
import { checkOptions } from "./check-options.js";
import { type RetryOptions } from "./delivery/backoff.js";
import { type Tokens } from "./http/tokens.js";
import { type Duration, milliseconds } from "./duration.js";
import { type Filter, type Inbox, type Query } from "./inbox/inbox.js";
import { type Keep } from "./inbox/retention.js";
import { type Logger } from "./log.js";
import { PostbackError } from "./problems.js";
import { phoneNumber } from "./wire/phone-number.js";
import { eventNames } from "./wire/postback.js";

export interface PostbacksOptions {
  /**
   * The secret last segment of the PostBackURL: a string, a list of which all are valid, or labels
   * (`{ acme: ["new", "old"], beta: "…" }`: the label becomes the events' `account`). `false` opens the door on purpose.
   */
  tokens: Tokens | undefined;
  /** Addresses and CIDR ranges that may post. Honours Express's `trust proxy`. All by default. */
  allow?: readonly string[] | undefined;
  /** Where postbacks are recorded; `memoryInbox()` by default. */
  inbox?: Inbox | undefined;
  /** The largest body in bytes; 65,536 by default. */
  bodyLimit?: number | undefined;
  /** How long a body may take to arrive, in milliseconds; 10,000 by default. */
  readTimeout?: number | undefined;
  /** How long the inbox may take to record, in milliseconds; 10,000 by default. */
  recordTimeout?: number | undefined;
  /** How long a handler may take, in milliseconds; 60,000 by default. */
  handlerTimeout?: number | undefined;
  /** How many postbacks may be in the handlers' hands at once; 10 by default. */
  concurrency?: number | undefined;
  /** How failed deliveries are tried again: `{ attempts: 12, minDelay: 1000, maxDelay: 3_600_000 }` by default. */
  retry?: RetryOptions | undefined;
  /**
   * Whether the later postbacks of a subject wait while an earlier one waits for its retry, so that they are handled in
   * order; true by default. With `false` they go on, and the retried one is handled whenever its time comes.
   */
  holdWhileRetrying?: boolean | undefined;
  /**
   * For how long a process takes a postback out of the inbox, in milliseconds; 30,000 by default. It is renewed while
   * handlers run. When the process dies, another takes the postback after that time.
   */
  lease?: number | undefined;
  /** Whether this process runs handlers; true by default. With `false` it only records, and another one delivers. */
  deliver?: boolean | undefined;
  /** Whether a postback is answered only after its handlers have ended, for hosts that sleep between requests; false by default. Needs `deliver`. */
  inline?: boolean | undefined;
  /** For how long postbacks are kept whose delivery has ended: `{ delivered: "30d", dead: "never" }`. All for ever by default. */
  keep?: Keep | undefined;
  /** A logger of pino's shape; by default warnings and errors go to the console. */
  logger?: Logger | undefined;
}

const count = z.int().positive();
/** `milliseconds` checks a duration by itself: it gives NaN, or less than nothing, for what is none. */
const kept = z
  .custom<Duration | "never">((time) => time === "never" || milliseconds(time as Duration) >= 0, 'expected milliseconds, "30d", "12h" or "never"')
  .optional();
/** What a timer can count; more would fire at once. */
const timer = count.max(2 ** 31 - 1);

const schema = z.object({
  tokens: z.unknown().optional(),
  allow: z.array(z.string()).optional(),
  inbox: objectWith("record", "claim", "renew", "settle", "list", "redeliver", "prune", "forget", "health", "close").optional(),
  bodyLimit: count.optional(),
  readTimeout: timer.optional(),
  recordTimeout: timer.optional(),
  handlerTimeout: timer.optional(),
  concurrency: count.optional(),
  retry: z.strictObject({ attempts: count.optional(), minDelay: timer.optional(), maxDelay: timer.optional() }).optional(),
  holdWhileRetrying: z.boolean().optional(),
  lease: timer.optional(),
  deliver: z.boolean().optional(),
  inline: z.boolean().optional(),
  keep: z.strictObject({ delivered: kept, dead: kept, discarded: kept }).optional(),
  logger: objectWith("warn", "error").optional(),
});

/** Throws for an option that does not exist or cannot be. What `tokens` and `allow` say is checked where it is used. */
export function checkPostbacksOptions(options: unknown): void {
  checkOptions("createPostbacks()", schema, options);
}

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

/** A blank one would mean everybody. */
const phone = z.string().regex(/\S/, "expected a phone number");

const filterShape = {
  keys: z.array(z.string()).optional(),
  type: z.enum(eventNames).optional(),
  state: z.enum(["waiting", "running", "delivered", "dead", "discarded"]).optional(),
  account: z.string().optional(),
  subject: z.string().optional(),
  number: phone.optional(),
  since: z.date().optional(),
  until: z.date().optional(),
};
const filterSchema = z.object(filterShape);
const listSchema = z.object({ ...filterShape, limit: count.max(1000).optional(), cursor: z.string().regex(/^\d+$/).optional() });

/** What `list()` asks the inbox for. */
export function queryOf(options: ListOptions): Query {
  checkOptions("list()", listSchema, options);
  return { ...filterOf(options), limit: options.limit ?? 100, cursor: options.cursor };
}

/** What `redeliver()` asks the inbox for: keys, or a filter with at least one condition. */
export function redeliveryOf(which: readonly string[] | Filter): Filter {
  const filter = isKeys(which) ? { keys: which } : which;
  checkOptions("redeliver()", filterSchema, filter);
  if (Object.values(filter).every((value) => value === undefined)) throw new PostbackError("CDYNE_OPTION_INVALID", "redeliver(): say which.");
  return filterOf(filter);
}

function isKeys(which: readonly string[] | Filter): which is readonly string[] {
  return Array.isArray(which);
}

/** A phone number in the form in which it is recorded. */
export function numberOf(number: string): string {
  checkOptions("forget()", z.object({ number: phone }), { number });
  return recordedNumber(number);
}

function recordedNumber(number: string): string {
  return phoneNumber(number) ?? number;
}

/** A filter with its phone number in the form in which it is recorded. */
function filterOf({ keys, type, state, account, subject, number, since, until }: Filter): Filter {
  return { keys, type, state, account, subject, number: number === undefined ? undefined : recordedNumber(number), since, until };
}

function objectWith(...methods: string[]) {
  return z.custom<object>((value) => {
    if (typeof value !== "object" || value === null) return false;
    return methods.every((method) => typeof Reflect.get(value, method) === "function");
  }, `expected an object with ${methods.join(", ")}`);
}
