import { isDate } from "node:util/types";
import { z } from "zod";
import { checkOptions, invalidOption } from "../../check-options.js";
import { milliseconds } from "../../duration.js";
import { type Clock, type Deliveries, type Duration } from "../../index.js";
import { timer } from "../../options.js";
import { Stillness } from "./stillness.js";
import { Timers } from "./timers.js";

/** A clock that stands still until it is told to go on. */
export interface TestClock extends Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Lets time go on, from one timer and one due postback to the next. At each of them what is delivered then comes to its
   * end first, so that `advance("2h")` takes a handler that fails through all of its retries, each at its time. A handler
   * that hangs is waited for as long as the clock's `patience`; then time goes on without it, as far as its deadline if
   * need be. Not for handlers to await: it would wait for them in turn.
   *
   * @param by Milliseconds, or `"90s"`, `"5m"`, `"2h"`.
   */
  readonly advance: (by: Duration) => Promise<void>;
}

/** How a test clock is. */
export interface TestClockOptions {
  /**
   * How long `advance()` waits for a handler that does not go on, in milliseconds by the clock of the machine; 2,000 by
   * default. After that the handler is taken for one that waits for time to go on.
   */
  patience?: number | undefined;
}

const schema = z.object({ patience: timer.optional() });

/**
 * A clock for tests: `createPostbacks({ clock })`. Each has its own time.
 *
 * @param start What it says at first; the time of the machine by default.
 */
export function testClock(start: Date = new Date(), options: TestClockOptions = {}): TestClock {
  // A runner of tests may have a `Date` of its own.
  if (!isDate(start)) throw invalidOption("testClock()", 'It starts at a Date, such as new Date("2026-01-31T12:00Z").');
  if (Number.isNaN(start.getTime())) throw invalidOption("testClock()", "It starts at a Date, and this one is invalid.");
  checkOptions("testClock()", schema, options);
  const clock = new Hands(start.getTime(), options.patience ?? 2000);
  return {
    now: () => clock.now,
    after: (ms, ring) => clock.after(ms, ring),
    follow: (deliveries) => clock.follow(deliveries),
    advance: async (by) => {
      const ms = milliseconds(by);
      if (!(ms >= 0 && ms < Infinity)) throw invalidOption("advance()", 'It takes milliseconds, or "90s", "5m", "2h".');
      return clock.advance(ms);
    },
  };
}

class Hands {
  now: number;
  readonly #timers = new Timers();
  readonly #stillness: Stillness;
  #advancing: Promise<void> = Promise.resolve();

  constructor(now: number, patience: number) {
    this.now = now;
    this.#stillness = new Stillness(patience);
  }

  /** In whole milliseconds, and never at once, as timers are. */
  after(ms: number, ring: () => unknown): () => void {
    return this.#timers.add(this.now + Math.max(1, Math.round(ms)), ring);
  }

  follow(deliveries: Deliveries): () => void {
    return this.#stillness.follow(deliveries);
  }

  /** One after another, so that nobody sees time go back. What one of them throws is its own. */
  async advance(ms: number): Promise<void> {
    const advanced = this.#advancing.then(async () => this.#advance(ms));
    this.#advancing = advanced.catch(() => {});
    return advanced;
  }

  async #advance(ms: number): Promise<void> {
    const end = this.now + ms;
    await this.#stillness.still();
    let due = await this.#nextDue();
    for (let next = this.#earlier(due); next <= end; next = this.#earlier(due)) {
      this.now = next;
      for (let ring = this.#timers.take(next); ring; ring = this.#timers.take(next)) this.#stillness.add(ring());
      if (due <= next) for (const deliveries of this.#stillness.followed) deliveries.wake();
      const delivered = this.#stillness.broken;
      await this.#stillness.still();
      // Many timers ring and have nothing delivered.
      if (delivered || due <= next) due = await this.#nextDue();
    }
    this.now = end;
  }

  #earlier(due: number): number {
    return Math.min(this.#timers.next ?? Infinity, due);
  }

  /** When the next postback is due that an inbox knows of. */
  async #nextDue(): Promise<number> {
    const dues = await Promise.all(this.#stillness.followed.map(async (deliveries) => deliveries.nextDue(this.now)));
    return Math.min(...dues.map((due) => due ?? Infinity));
  }
}
