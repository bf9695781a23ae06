import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { type Duration, milliseconds } from "../../duration.js";

/** `{ requests: 30, per: "1s" }`: at most so many requests in each such time. */
export interface RateLimit {
  requests: number;
  per: Duration;
}

const KEY = "requests";

/** Has requests wait, one behind the other, so that no more go out than the vendor or one's contract allows. */
export class Limiter {
  readonly #limiter: RateLimiterMemory;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ requests, per }: RateLimit) {
    this.#limiter = new RateLimiterMemory({ points: requests, duration: milliseconds(per) / 1000 });
  }

  /** Resolves when the next request may go out; rejects with the signal's reason when that comes first. */
  async next(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const turn = this.#last.then(async () => this.#take(signal));
    this.#last = turn.catch(() => {});
    await Promise.race([turn, rejectedBy(signal)]);
  }

  async #take(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      try {
        await this.#limiter.consume(KEY);
        return;
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        await pause(refused.msBeforeNext, undefined, { signal }).catch(() => {});
      }
    }
  }
}

async function rejectedBy(signal: AbortSignal): Promise<never> {
  await once(signal, "abort");
  throw signal.reason;
}
