import { randomInt } from "node:crypto";
import { z } from "zod";
import { checkOptions, invalidOption } from "../../check-options.js";
import { type Delays, delayDefaults, delaysSchema } from "./life/delays.js";
import { type Inferred, inferredDefaults, inferredSchema } from "./inferred.js";
import { readNumber } from "./records/numbers.js";
import { isGuid } from "./random.js";

/** Which of several URLs gets a postback. Unknown at the vendor; only the first one that is there gets it. */
export type Precedence = "message-first" | "number-first" | "key-first";

/** A number of ours, and what the vendor's staff have assigned to it. */
export interface VendorNumber {
  /** A DID, or a short code. */
  number: string;
  /** Whose it is; the first licence key's by default. */
  licenseKey?: string | undefined;
  /** Gets everything that messages from and to this number post. */
  postbackUrl?: string | undefined;
  /** Gets what calls to this number post. */
  callPostbackUrl?: string | undefined;
  /** The script that calls to this number run; a `StatusChangePostURL` at its start comes before `callPostbackUrl`. */
  callScript?: string | undefined;
}

export interface VendorOptions {
  /** Where ids come from: the same seed gives the same ids. A random one by default, so that two runs do not repeat each other. */
  seed?: number | undefined;
  /** The licence keys that the vendor knows; one constant GUID by default. */
  licenseKeys?: readonly string[] | undefined;
  /** Our numbers; `+17575550100` by default. */
  numbers?: readonly (string | VendorNumber)[] | undefined;
  /** A free one by default. */
  port?: number | undefined;
  /** The time of day; `Date.now` by default. A date is where a clock starts that goes on by `advance()` only, and `"manual"` starts it now. */
  clock?: "manual" | Date | (() => number) | undefined;
  /**
   * How much faster than the clock messages and calls live: 1 for real time. `Infinity` by default: everything happens at once,
   * in order. No other with a `clock` function: one that stands still would have them wait for ever.
   */
  speed?: number | undefined;
  delays?: Partial<Delays> | undefined;
  /** `"message-first"` by default. */
  precedence?: Precedence | undefined;
  /** What the vendor's documents leave open. */
  inferred?: Partial<Inferred> | undefined;
  /** Whether a message from a short code that failed is sent again from a DID; false by default. */
  backup?: boolean | undefined;
  /** How long a receiver has to answer, in milliseconds of real time; 10,000 by default. */
  postbackTimeout?: number | undefined;
  /** Whether the answer to a send comes only after everything that follows from it was posted; false by default. */
  postbacksFirst?: boolean | undefined;
}

/** The options with everything that was not given. */
export interface Arranged extends Required<Omit<VendorOptions, "clock" | "numbers" | "delays" | "inferred">> {
  readonly clock: () => number;
  readonly manual: boolean;
  readonly numbers: readonly VendorNumber[];
  readonly delays: Delays;
  readonly inferred: Inferred;
}

export const DEFAULT_KEY = "11111111-2222-3333-4444-555555555555";
const DEFAULT_NUMBER = "+17575550100";

const number = z.string().refine((text) => readNumber(text) !== undefined, "expected a phone number or a short code");
const key = z.string().refine(isGuid, "expected a GUID");
const time = z.number().nonnegative();
const schema = z.object({
  seed: z.int().optional(),
  licenseKeys: z.array(key).min(1).optional(),
  numbers: z.array(z.union([number, z.looseObject({ number })])).optional(),
  port: z.int().min(0).max(65_535).optional(),
  clock: z.union([z.literal("manual"), z.date(), z.custom<() => number>((value) => typeof value === "function")]).optional(),
  speed: z.union([z.number().positive(), z.literal(Infinity)]).optional(),
  delays: delaysSchema.optional(),
  precedence: z.enum(["message-first", "number-first", "key-first"]).optional(),
  inferred: inferredSchema.optional(),
  backup: z.boolean().optional(),
  postbackTimeout: time.optional(),
  postbacksFirst: z.boolean().optional(),
});

export function arrange(options: VendorOptions): Arranged {
  checkOptions("startVendor()", schema, options);
  const { clock, delays, inferred, numbers = [DEFAULT_NUMBER], ...given } = options;
  if (typeof clock === "function" && (given.speed ?? Infinity) !== Infinity) throw invalidOption("startVendor()", "`speed`: not with a `clock` function, whose time may stand still.");
  const licenseKeys = (given.licenseKeys ?? [DEFAULT_KEY]).map((one) => one.toLowerCase());
  const start = clock instanceof Date ? clock.getTime() : Date.now();
  return {
    seed: given.seed ?? randomInt(2 ** 32),
    licenseKeys,
    port: given.port ?? 0,
    speed: given.speed ?? Infinity,
    precedence: given.precedence ?? "message-first",
    backup: given.backup ?? false,
    postbackTimeout: given.postbackTimeout ?? 10_000,
    postbacksFirst: given.postbacksFirst ?? false,
    clock: typeof clock === "function" ? clock : clock === undefined ? Date.now : () => start,
    manual: clock === "manual" || clock instanceof Date,
    numbers: numbers.map((one) => ownNumber(typeof one === "string" ? { number: one } : one, licenseKeys)),
    delays: { ...delayDefaults, ...delays },
    inferred: { ...inferredDefaults, ...inferred },
  };
}

function ownNumber(one: VendorNumber, keys: readonly string[]): VendorNumber {
  const licenseKey = (one.licenseKey ?? keys[0])?.toLowerCase();
  if (licenseKey === undefined || !keys.includes(licenseKey)) throw invalidOption("startVendor()", "A number belongs to none of `licenseKeys`.");
  return { ...one, number: readNumber(one.number) ?? one.number, licenseKey };
}
