import { randomUUID } from "node:crypto";
import { type Clock, every } from "../clock.js";
import { within } from "../deadline.js";
import { type Inbox, type Present } from "../inbox/inbox.js";
import { type Log } from "../log.js";

/** In milliseconds: how often this process says that it is here, how long that holds, and how long it may take to leave. */
const EVERY = 60_000;
const LEASE = 150_000;
const LEAVING = 1000;
/** For five minutes: a deploy is over by then, and who has died is forgotten. Counted, because clocks are set. */
const LONG = 6;

/** Says when another process takes postbacks from the same inbox for other handlers, and has done so for a while. */
export class RollCall {
  readonly #inbox: Inbox;
  readonly #handlers: () => readonly string[];
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #process = randomUUID();
  /** How many times in a row each of the others was there with other handlers. */
  readonly #differing = new Map<string, number>();
  #cancel: (() => void) | undefined;
  #calls = 0;
  /** Whether the inbox still owes an answer. */
  #isOut = false;
  #stopped = false;

  /** @param handlers The names of this process's own. */
  constructor(inbox: Inbox, handlers: () => readonly string[], clock: Clock, log: Log) {
    this.#inbox = inbox;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * Not at once: nobody need know of a process that ends soon. Can be called again. Not by a test's clock, which may go on
   * by months at once: nobody else goes by it.
   */
  start(): void {
    if (this.#cancel || this.#stopped || this.#clock.follow || !this.#inbox.rollCall || !this.#log.isOn("CDYNE_HANDLERS_DIFFER")) return;
    this.#cancel = every(this.#clock, EVERY, async () => this.#call());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    if (this.#calls === 0) return;
    await within(this.#answer(0), LEAVING, () => []).catch(() => {});
  }

  /** What goes wrong with the inbox is said by those who need it. */
  async #call(): Promise<void> {
    if (this.#isOut) return;
    this.#calls += 1;
    try {
      this.#compare(await this.#answer(LEASE));
    } catch {
      // It counts for nothing.
    }
  }

  #compare(others: readonly Present[]): void {
    const own = this.#handlers();
    const differing = others.filter(({ handlers }) => !areEqual(handlers, own));
    const present = new Set(differing.map(({ process }) => process));
    for (const process of this.#differing.keys()) if (!present.has(process)) this.#differing.delete(process);
    for (const { process, handlers } of differing) {
      const times = (this.#differing.get(process) ?? 0) + 1;
      this.#differing.set(process, times);
      if (times >= LONG) this.#log.warnOnce("CDYNE_HANDLERS_DIFFER", undefined, { here: without(own, handlers), there: without(handlers, own) });
    }
  }

  async #answer(lease: number): Promise<readonly Present[]> {
    this.#isOut = true;
    try {
      return (await this.#inbox.rollCall?.(this.#process, this.#handlers(), lease)) ?? [];
    } finally {
      this.#isOut = false;
    }
  }
}

function areEqual(some: readonly string[], others: readonly string[]): boolean {
  return without(some, others).length === 0 && without(others, some).length === 0;
}

function without(some: readonly string[], others: readonly string[]): string[] {
  return some.filter((name) => !others.includes(name));
}
