import { FreshMap } from "../fresh-map.js";
import { type Inbox, type Settlement } from "../inbox/inbox.js";
import { type Log, errorDetails } from "../log.js";
import { PostbackError } from "../problems.js";
import { type InTime } from "../in-time.js";

/** What has ended, until the inbox knows it. */
export class Settler {
  readonly #inbox: Inbox;
  readonly #inTime: InTime;
  readonly #log: Log;
  readonly #noted: (key: string, settlement: Settlement) => void;
  readonly #ended = new FreshMap<string, Settlement>();

  /** @param noted Told of each that the inbox knows now. */
  constructor(inbox: Inbox, inTime: InTime, log: Log, noted: (key: string, settlement: Settlement) => void) {
    this.#inbox = inbox;
    this.#inTime = inTime;
    this.#log = log;
    this.#noted = noted;
  }

  add(key: string, settlement: Settlement): void {
    this.#ended.set(key, settlement);
  }

  has(key: string): boolean {
    return this.#ended.has(key);
  }

  get none(): boolean {
    return this.#ended.size === 0;
  }

  /** Tells the inbox; what it cannot note stays until the next time. Resolves to whether it could note any, or there were none. */
  async settle(): Promise<boolean> {
    return this.none || this.#settleTogether([...this.#ended]);
  }

  async #settleTogether(ended: readonly (readonly [string, Settlement])[]): Promise<boolean> {
    try {
      await this.#inTime(this.#inbox.settle(ended.map(([, settlement]) => settlement)));
    } catch (error) {
      const late = error instanceof PostbackError && error.code === "CDYNE_INBOX_TIMEOUT";
      if (late || ended.length === 1) {
        this.#log.error("CDYNE_SETTLE_FAILED", errorDetails(error));
        return false;
      }
      // One that cannot be noted must not hold the others.
      const alone = await Promise.all(ended.map(async (one) => this.#settleTogether([one])));
      return alone.includes(true);
    }
    for (const [key, settlement] of ended) {
      this.#ended.delete(key);
      this.#noted(key, settlement);
    }
    return true;
  }
}
