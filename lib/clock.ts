import { z } from "zod";

/**
 * The time by which deliveries go: retries, due times, leases, the deadlines of handlers, retention, `ask()` and
 * `answers.perHour`. What has to do with a socket or a store (`readTimeout`, `recordTimeout`, `close({ timeout })`) stays on
 * real time. `testClock()` of `cdyne-postback/testing` is one for tests.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls `ring` once, so many milliseconds from now, unless what it returns is called before. Does not keep the process alive. */
  readonly after: (ms: number, ring: () => unknown) => () => void;
  /** Told of whoever delivers by this clock, so that it may let deliveries end before time goes on. What it returns is called at the end. */
  readonly follow?: ((deliveries: Deliveries) => () => void) | undefined;
}

/** What goes by a clock, as far as a clock has to know it. */
export interface Deliveries {
  /** Whether the inbox is being asked or told something. */
  readonly busy: boolean;
  /** What is in the handlers' hands. `progress` changes whenever a handler has ended. */
  readonly running: Iterable<{ readonly progress: number }>;
  /** The first time after this one at which a postback is due, in milliseconds since 1970; `undefined` when there is none. */
  readonly nextDue: (after: number) => Promise<number | undefined>;
  /** Delivers what is due. */
  readonly wake: () => void;
}

/** What a timer can count; more would ring at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The time of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, ring) => {
    const timer = setTimeout(ring, Math.min(ms, LONGEST_TIMER)).unref();
    return () => clearTimeout(timer);
  },
};

/** Calls `ring` every so many milliseconds until what it returns is called. When it fails, it is called again all the same. */
export function every(clock: Clock, ms: number, ring: () => unknown): () => void {
  const again = async (): Promise<void> => {
    cancel = afterAnyway(clock, ms, again);
    try {
      await ring();
    } catch {
      // Whoever rings says what has gone wrong; the process must not end of it.
    }
  };
  let cancel = clock.after(ms, again);
  return () => cancel();
}

/** A clock that fails now must not end what goes on for ever: this once it goes by the time of the machine. */
function afterAnyway(clock: Clock, ms: number, ring: () => unknown): () => void {
  try {
    return clock.after(ms, ring);
  } catch {
    return systemClock.after(ms, ring);
  }
}

/** The option `clock`. */
export const clockSchema = z
  .custom<Clock>(
    (clock) => typeof clock === "object" && clock !== null && ["now", "after"].every((method) => typeof Reflect.get(clock, method) === "function"),
    "expected a clock, such as testClock() of cdyne-postback/testing",
  )
  .optional();
