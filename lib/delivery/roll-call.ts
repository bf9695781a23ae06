import { randomUUID } from "node:crypto";
import { type Clock, every } from "../clock.js";
import { within } from "../deadline.js";
import { type Inbox } from "../inbox/inbox.js";
import { type Log } from "../log.js";

/** In milliseconds: how often this process says that it is here, how long that holds, and how long it may take to leave. */
const EVERY = 60_000;
const LEASE = 150_000;
const LEAVING = 1000;
/** A deploy is over by then, and who has died is forgotten. */
const LONG = 300_000;

/** Says when another process takes postbacks from the same inbox for other handlers, and has done so for a while. */
export class RollCall {
  readonly #inbox: Inbox;
  readonly #handlers: () => readonly string[];
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #process = randomUUID();
  /** Since when each of the others is known to have other handlers. */
  readonly #differing = new Map<string, number>();
  #cancel: (() => void) | undefined;
  #calls = 0;
  #stopped = false;

  /** @param handlers The names of this process's own. */
  constructor(inbox: Inbox, handlers: () => readonly string[], clock: Clock, log: Log) {
    this.#inbox = inbox;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#log = log;
  }

  /** Not at once: nobody need know of a process that ends soon. Can be called again. */
  start(): void {
    if (this.#cancel || this.#stopped || !this.#inbox.rollCall || !this.#log.isOn("CDYNE_HANDLERS_DIFFER")) return;
    this.#cancel = every(this.#clock, EVERY, async () => this.#call());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    if (this.#calls === 0) return;
    await within(this.#answer(0), LEAVING, () => []);
  }

  async #call(): Promise<void> {
    this.#calls += 1;
    const own = this.#handlers();
    const others = (await this.#answer(LEASE)).filter(({ handlers }) => !areEqual(handlers, own));
    const now = this.#clock.now();
    const present = new Set(others.map(({ process }) => process));
    for (const process of this.#differing.keys()) if (!present.has(process)) this.#differing.delete(process);
    for (const { process, handlers } of others) {
      const since = this.#differing.get(process) ?? now;
      this.#differing.set(process, since);
      if (now - since >= LONG) this.#log.warnOnce("CDYNE_HANDLERS_DIFFER", undefined, { here: without(own, handlers), there: without(handlers, own) });
    }
  }

  /** What goes wrong with the inbox is said by those who need it. */
  async #answer(lease: number) {
    try {
      return (await this.#inbox.rollCall?.(this.#process, this.#handlers(), lease)) ?? [];
    } catch {
      return [];
    }
  }
}

function areEqual(some: readonly string[], others: readonly string[]): boolean {
  return without(some, others).length === 0 && without(others, some).length === 0;
}

function without(some: readonly string[], others: readonly string[]): string[] {
  return some.filter((name) => !others.includes(name));
}
