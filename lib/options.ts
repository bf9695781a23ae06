import { z } from "zod";
import { checkOptions, invalidOption } from "./check-options.js";
import { type RetryOptions } from "./delivery/backoff.js";
import { type Tokens } from "./http/tokens.js";
import { type Duration, milliseconds } from "./duration.js";
import { type Filter, type Inbox, type Query } from "./inbox/inbox.js";
import { type Keep } from "./inbox/retention.js";
import { type Logger } from "./log.js";
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
/** What is longer was not meant, and gives dates that no store can hold. */
const LONGEST_KEPT = milliseconds("1000y");
const kept = z
  .custom<Duration | "never">((time) => time === "never" || (milliseconds(time) >= 0 && milliseconds(time) <= LONGEST_KEPT), 'expected milliseconds, "30d", "12h" or "never"')
  .optional();
/** What a timer can count; more would fire at once. */
const timer = count.max(2 ** 31 - 1);

const schema = z
  .object({
    tokens: z.unknown().optional(),
    allow: z.array(z.string()).optional(),
    inbox: objectWith('an inbox, such as sqliteInbox({ file: "postbacks.db" })', "record", "claim", "renew", "settle", "list", "redeliver", "prune", "forget", "health", "close").optional(),
    bodyLimit: count.optional(),
    readTimeout: timer.optional(),
    recordTimeout: timer.optional(),
    handlerTimeout: timer.optional(),
    concurrency: count.optional(),
    retry: z.object({ attempts: count.optional(), minDelay: timer.optional(), maxDelay: timer.optional() }).optional(),
    holdWhileRetrying: z.boolean().optional(),
    lease: timer.optional(),
    deliver: z.boolean().optional(),
    inline: z.boolean().optional(),
    keep: z.object({ delivered: kept, dead: kept, discarded: kept }).optional(),
    logger: objectWith("a logger of pino's shape", "warn", "error").optional(),
  })
  .refine(({ deliver, inline }) => deliver !== false || inline !== true, {
    path: ["inline"],
    message: "with `deliver: false` no handler runs in this process, so there is nothing that the answer could wait for; leave out one of the two",
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
const numberSchema = z.object({ number: phone });
const keySchema = z.object({ key: z.string() });
const filterSchema = z.object(filterShape);
const CURSOR = "expected `next` of the page before";
const listSchema = z.object({ ...filterShape, limit: count.max(1000).optional(), cursor: z.string(CURSOR).regex(/^\d+$/, CURSOR).optional() });

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

/** What `redeliver()` asks the inbox for: keys, or a filter with at least one condition. */
export function redeliveryOf(which: readonly string[] | Filter): Filter {
  const filter = isKeys(which) ? { keys: which } : which;
  if (hasNoCondition(filter)) throw invalidOption("redeliver()", 'Say which: it takes a list of keys, or a filter such as { state: "dead" }.');
  checkOptions("redeliver()", filterSchema, filter);
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

/** A filter with its phone number in the form in which it is recorded. */
function filterOf({ keys, type, state, account, subject, number, since, until }: Filter): Filter {
  return { keys, type, state, account, subject, number: number === undefined ? undefined : recordedNumber(number), since, until };
}

/** @param what How it is called, for whoever gives something else. */
function objectWith(what: string, ...methods: string[]) {
  const missing = (value: unknown): string[] =>
    typeof value === "object" && value !== null ? methods.filter((method) => typeof Reflect.get(value, method) !== "function") : methods;
  return z.custom<object>((value) => missing(value).length === 0, {
    error: ({ input }) => `expected ${what}; this has no method ${missing(input).join(", ")}`,
  });
}
