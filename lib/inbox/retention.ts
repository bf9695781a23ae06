import { type Clock, every } from "../clock.js";
import { type Duration, milliseconds } from "../duration.js";
import { type Log, errorDetails } from "../log.js";
import { type Inbox, type SettledState } from "./inbox.js";

/**
 * For how long postbacks are kept whose delivery has ended, counted from when they were received, and what is known of
 * messages that went out (`sent`): milliseconds, `"30d"`, `"12h"`, or `"never"` to remove none. A repeat of a postback that
 * was removed is delivered like a new one.
 */
export type Keep = Partial<Record<SettledState | "sent", Duration | "never">>;

const EVERY = 10 * 60_000;
/** Few enough that nobody has to wait for them. */
const AT_ONCE = 500;

/** Removes what need not be kept any longer, a little at a time. */
export class Retention {
  readonly #inbox: Inbox;
  readonly #ages: readonly (readonly [keyof Keep, number])[];
  readonly #log: Log;
  readonly #clock: Clock;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(inbox: Inbox, keep: Keep, log: Log, clock: Clock) {
    this.#inbox = inbox;
    this.#ages = STATES.flatMap((state) => {
      const age = keep[state] ?? "never";
      return age === "never" ? [] : [[state, milliseconds(age)] as const];
    });
    this.#log = log;
    this.#clock = clock;
  }

  /** Removes at once and then now and then. Can be called again. */
  start(): void {
    if (this.#cancel || this.#stopped || this.#ages.length === 0) return;
    this.#cancel = every(this.#clock, EVERY, async () => this.#prune());
    void this.#prune();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  async #prune(): Promise<void> {
    try {
      for (const [state, age] of this.#ages) {
        let removed = AT_ONCE;
        while (removed === AT_ONCE && !this.#stopped) removed = await this.#remove(state, new Date(this.#clock.now() - age));
      }
    } catch (error) {
      this.#log.error("CDYNE_PRUNE_FAILED", errorDetails(error));
    }
  }

  async #remove(what: keyof Keep, before: Date): Promise<number> {
    if (what === "sent") return (await this.#inbox.sends?.prune(before, AT_ONCE)) ?? 0;
    return this.#inbox.prune(what, before, AT_ONCE);
  }
}

const STATES = ["delivered", "dead", "discarded", "sent"] as const;
