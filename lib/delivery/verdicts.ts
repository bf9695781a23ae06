import { z } from "zod";
import { checkOptions } from "../check-options.js";
import { type Duration, milliseconds } from "../duration.js";

/** An application may load the library as ES module and as CommonJS: then there are two of each class, with one mark. */
const RETRY = Symbol.for("cdyne-postback.Retry");
const DISCARD = Symbol.for("cdyne-postback.Discard");

/** A year: what is later was not meant. */
const LONGEST = 365 * 86_400_000;
const schema = z.object({
  after: z.custom<Duration>((after) => milliseconds(after) >= 0 && milliseconds(after) <= LONGEST, 'expected milliseconds, "90s", "5m" or "2h", a year at most'),
});

/** Thrown by a handler that wants to be run again, and says when. The attempt counts all the same. */
export class Retry extends Error {
  override readonly name = "Retry";
  readonly [RETRY] = true;
  /** In milliseconds from now. */
  readonly after: number;

  /** @param options `after`: milliseconds, or `"90s"`, `"5m"`, `"2h"`; a year at most. */
  constructor(retry: { after: Duration }, options?: ErrorOptions) {
    checkOptions("Retry", schema, retry);
    super(`Try again after ${retry.after}.`, options);
    this.after = milliseconds(retry.after);
  }
}

/** Thrown by a handler that never wants to see the postback again: it is not retried and is no dead letter. */
export class Discard extends Error {
  override readonly name = "Discard";
  readonly [DISCARD] = true;
  /** For `onError`; it is neither recorded nor logged. */
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

export function isRetry(thrown: unknown): thrown is Retry {
  return has(thrown, RETRY);
}

export function isDiscard(thrown: unknown): thrown is Discard {
  return has(thrown, DISCARD);
}

function has(thrown: unknown, mark: symbol): boolean {
  try {
    return typeof thrown === "object" && thrown !== null && mark in thrown;
  } catch {
    // What cannot even be looked at.
    return false;
  }
}
