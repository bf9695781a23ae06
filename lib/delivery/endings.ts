import { type Inbox } from "../inbox/inbox.js";
import { type Waiters, WaitersByName } from "../waiters.js";
import { type InTime } from "../in-time.js";

/** Whoever waits for the end of an attempt on a postback, by its key. */
export class Endings {
  readonly #inbox: Inbox;
  readonly #inTime: InTime;
  readonly #waiters = new WaitersByName();

  constructor(inbox: Inbox, inTime: InTime) {
    this.#inbox = inbox;
    this.#inTime = inTime;
  }

  /** Resolves once an attempt on this postback has ended, or those of `others` are told; or after `timeout` milliseconds. */
  async until(key: string, timeout: number, others: Waiters): Promise<void> {
    await this.#waiters.until(key, timeout, others);
  }

  /** An attempt has ended. */
  tell(key: string): void {
    this.#waiters.tell(key);
  }

  /** Looks in the inbox for what has ended without an attempt, because somebody has ended it by hand, and tells of it. */
  async look(): Promise<void> {
    const keys = this.#waiters.names;
    if (keys.length === 0) return;
    // While the inbox is down nothing is known of it.
    const page = await this.#inTime(this.#inbox.list({ keys, limit: keys.length })).catch(() => undefined);
    const open = page?.items.filter(({ state }) => state === "waiting" || state === "running").map(({ postback }) => postback.key);
    if (open && page?.next === undefined) for (const key of keys) if (!open.includes(key)) this.tell(key);
  }
}
