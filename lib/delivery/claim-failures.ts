import { type Log, errorDetails } from "../log.js";

/** Between two lines of the log about a failure that lasts, in milliseconds. */
const SAY_AGAIN = 60_000;

/** Tells the log of an inbox that hands out nothing: it is asked each second, and a failure that lasts is said once a minute. */
export class ClaimFailures {
  readonly #log: Log;
  /** When each failure was last logged, since the inbox last answered. */
  readonly #said = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  add(error: unknown): void {
    const details = errorDetails(error);
    const [failure, now] = [JSON.stringify(details), performance.now()];
    if (now - (this.#said.get(failure) ?? -Infinity) < SAY_AGAIN) return;
    this.#said.set(failure, now);
    this.#log.error("CDYNE_CLAIM_FAILED", details);
  }

  /** The inbox answers again. */
  clear(): void {
    this.#said.clear();
  }
}
