import { z } from "zod";
import { checkOptions } from "./check-options.js";
import { type Tokens } from "./http/tokens.js";
import { type Inbox } from "./inbox/inbox.js";
import { type Logger } from "./log.js";

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
  /** A logger of pino's shape; by default warnings and errors go to the console. */
  logger?: Logger | undefined;
}

const count = z.int().positive();
/** What a timer can count; more would fire at once. */
const milliseconds = count.max(2 ** 31 - 1);

const schema = z.object({
  tokens: z.unknown().optional(),
  allow: z.array(z.string()).optional(),
  inbox: objectWith("record", "claim", "settle", "health", "close").optional(),
  bodyLimit: count.optional(),
  readTimeout: milliseconds.optional(),
  recordTimeout: milliseconds.optional(),
  handlerTimeout: milliseconds.optional(),
  concurrency: count.optional(),
  logger: objectWith("warn", "error").optional(),
});

/** Throws for an option that does not exist or cannot be. What `tokens` and `allow` say is checked where it is used. */
export function checkPostbacksOptions(options: unknown): void {
  checkOptions("createPostbacks()", schema, options);
}

const waitSchema = z.object({ timeout: milliseconds.optional() });
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

function objectWith(...methods: string[]) {
  return z.custom<object>((value) => {
    if (typeof value !== "object" || value === null) return false;
    return methods.every((method) => typeof Reflect.get(value, method) === "function");
  }, `expected an object with ${methods.join(", ")}`);
}
