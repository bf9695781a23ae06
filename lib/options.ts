import { z } from "zod";
import { type Sender } from "./answering/sender.js";
import { checkOptions } from "./check-options.js";
import { type Checks, checkCodes } from "./checks.js";
import { type Clock, clockSchema } from "./clock.js";
import { type RetryOptions } from "./delivery/backoff.js";
import { type Tokens } from "./http/tokens.js";
import { type Duration, milliseconds } from "./duration.js";
import { type Inbox } from "./inbox/inbox.js";
import { type Keep } from "./inbox/retention.js";
import { type Logger } from "./log.js";
import { problems } from "./problems.js";

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
  /**
   * What sends: `createClient()` of `cdyne-postback/client`. With it handlers can answer, and events know of messages of
   * ours. It answers for all accounts, so it should have the licence key of all the numbers that post here.
   */
  client?: Sender | undefined;
  /** How messages are answered, see {@link AnswersOptions}. */
  answers?: AnswersOptions | undefined;
  /**
   * For how long postbacks are kept whose delivery has ended, and what is known of messages that went out:
   * `{ delivered: "30d", dead: "never", sent: "90d" }`. All for ever by default.
   */
  keep?: Keep | undefined;
  /**
   * Whether a probe of `npx cdyne-postback doctor` with a right token is told how the receiver is; true by default. With
   * `false` it gets a 404. Nothing that a probe posts is recorded or becomes an event, either way.
   */
  probe?: boolean | undefined;
  /** By which postbacks are delivered; that of the machine by default. For tests: `testClock()` of `cdyne-postback/testing`. An inbox of your own needs the same. */
  clock?: Clock | undefined;
  /**
   * Which warnings about the host's set-up are given: all by default, with `{ CDYNE_MEMORY_INBOX: false, … }` all but
   * these, with `false` none. `lib/ERRORS.md` explains each.
   */
  checks?: Checks | undefined;
  /** A logger of pino's shape; by default warnings and errors go to the console. */
  logger?: Logger | undefined;
}

export interface AnswersOptions {
  /** Numbers of ours, which are never answered. Those to which somebody has written are known anyway. */
  ownNumbers?: readonly string[] | undefined;
  /** How many messages may go from one number to another within an hour before no more is answered; 10 by default. */
  perHour?: number | undefined;
}

export const count = z.int().positive();
/** What is longer was not meant, and gives dates that no store can hold. */
const LONGEST_KEPT = milliseconds("1000y");
const kept = z
  .custom<Duration | "never">((time) => time === "never" || (milliseconds(time) >= 0 && milliseconds(time) <= LONGEST_KEPT), 'expected milliseconds, "30d", "12h" or "never"')
  .optional();
/** What a timer can count; more would fire at once. */
export const timer = count.max(2 ** 31 - 1);

/** What is forgotten too soon may be sent again by a handler that is retried, and no brake counts it. */
const keptSends = kept.refine((time) => time === undefined || time === "never" || milliseconds(time) >= milliseconds("1d"), "expected a day at least");

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
    client: objectWith("a client, made with createClient() of cdyne-postback/client", "sendMessage", "observe").optional(),
    answers: z.object({ ownNumbers: z.array(z.string()).optional(), perHour: count.optional() }).optional(),
    keep: z.object({ delivered: kept, dead: kept, discarded: kept, sent: keptSends }).optional(),
    probe: z.boolean().optional(),
    clock: clockSchema,
    checks: z.union([z.literal(false), z.object(Object.fromEntries(checkCodes.map((code) => [code, z.boolean().optional()])))], "expected `false` or an object of codes with `false`").optional(),
    logger: objectWith("a logger of pino's shape", "warn", "error").optional(),
  })
  .refine(({ deliver, inline }) => deliver !== false || inline !== true, {
    path: ["inline"],
    message: "with `deliver: false` no handler runs in this process, so there is nothing that the answer could wait for; leave out one of the two",
  })
  .refine(({ client, inbox }) => client === undefined || inbox === undefined || Reflect.has(inbox, "sends"), {
    path: ["client"],
    message: problems.CDYNE_SENDS_MISSING,
  })
  .refine(({ clock, inbox }) => clock === undefined || (clockOf(inbox) ?? clock) === clock, {
    path: ["clock"],
    message: "`inbox` goes by another clock, so that nothing would be due when it should be; give the inbox the same one, as in memoryInbox({ clock })",
  });

/** Throws for an option that does not exist or cannot be. What `tokens` and `allow` say is checked where it is used. */
export function checkPostbacksOptions(options: unknown): void {
  checkOptions("createPostbacks()", schema, options);
}

/** Those that others have written need not have one. */
function clockOf(inbox: object | undefined): unknown {
  return Reflect.get(Object(inbox), "clock");
}

/** @param what How it is called, for whoever gives something else. */
function objectWith(what: string, ...methods: string[]) {
  const missing = (value: unknown): string[] =>
    typeof value === "object" && value !== null ? methods.filter((method) => typeof Reflect.get(value, method) !== "function") : methods;
  return z.custom<object>((value) => missing(value).length === 0, {
    error: ({ input }) => `expected ${what}; this has no method ${missing(input).join(", ")}`,
  });
}
