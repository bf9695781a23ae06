import { setTimeout } from "node:timers/promises";

/** What a pace is kept by. */
export interface PaceClock {
  /** Milliseconds since whenever. */
  now(): number;
  /** Rejects when the signal ends it. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const realPaceClock: PaceClock = {
  now: () => performance.now(),
  wait: async (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
};

/** Lets so many posts a second pass, evenly; what was not used is not made up for. */
export class Pace {
  readonly #between: number;
  readonly #clock: PaceClock;
  #free = -Infinity;

  /** @param rate In posts per second; without one all pass at once. */
  constructor(rate: number | undefined, clock: PaceClock = realPaceClock) {
    this.#between = rate === undefined ? 0 : 1000 / rate;
    this.#clock = clock;
  }

  /** Resolves when it is their turn. */
  async turn(posts: number, signal: AbortSignal): Promise<void> {
    if (this.#between === 0) return;
    const now = this.#clock.now();
    const due = Math.max(this.#free, now);
    this.#free = due + posts * this.#between;
    if (due > now) await this.#clock.wait(due - now, signal);
  }
}
