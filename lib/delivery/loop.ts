import { type Log, errorDetails } from "../log.js";
import { type Claim, type Inbox } from "../inbox/inbox.js";
import { PostbackError } from "../problems.js";
import { type Subscriptions } from "./subscriptions.js";

/** How long to wait in milliseconds before an inbox that failed is asked again. */
const CLAIM_AGAIN = 1000;

/** Takes postbacks from the inbox and has their handlers run: one after another per subject, subjects side by side. */
export class DeliveryLoop {
  readonly #inbox: Inbox;
  readonly #subscriptions: Subscriptions;
  readonly #concurrency: number;
  readonly #log: Log;
  readonly #whenIdle: (() => void)[] = [];
  #running = 0;
  #claiming = false;
  #claimAgain = false;
  #scheduled = false;
  #paused = false;

  /** @param concurrency How many postbacks may be in the handlers' hands at once. */
  constructor(inbox: Inbox, subscriptions: Subscriptions, concurrency: number, log: Log) {
    this.#inbox = inbox;
    this.#subscriptions = subscriptions;
    this.#concurrency = concurrency;
    this.#log = log;
  }

  /** Says that there may be something to deliver. The handlers run after the code that runs now, and after its answers. */
  wake(): void {
    if (this.#paused || this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#claim();
    });
  }

  start(): void {
    this.#paused = false;
    this.wake();
  }

  /** Delivers nothing new. Resolves to true when all running handlers have ended, or to false after `timeout` milliseconds. */
  async drain(timeout: number): Promise<boolean> {
    this.#paused = true;
    return this.#idle || this.#untilIdle(timeout);
  }

  /** Delivers all that waits, then drains. Resolves to false when there was more to do after `timeout` milliseconds. */
  async finish(timeout: number): Promise<boolean> {
    this.start();
    const all = await this.#untilIdle(timeout);
    this.#paused = true;
    return all;
  }

  async #untilIdle(timeout: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), timeout);
      this.#whenIdle.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }

  /** Nothing is running, and nothing will before something new comes. */
  get #idle(): boolean {
    return this.#running === 0 && !this.#claiming && (this.#paused || !this.#scheduled);
  }

  async #claim(): Promise<void> {
    if (this.#claiming) this.#claimAgain = true;
    if (this.#claiming || this.#paused || this.#running >= this.#concurrency) return;
    this.#claiming = true;
    try {
      for (const claim of await this.#inbox.claim(this.#concurrency - this.#running)) void this.#deliver(claim);
    } catch (error) {
      this.#log.error("CDYNE_CLAIM_FAILED", errorDetails(error));
      setTimeout(() => this.wake(), CLAIM_AGAIN).unref();
    } finally {
      this.#claiming = false;
      if (this.#claimAgain) this.wake();
      this.#claimAgain = false;
      this.#checkIdle();
    }
  }

  async #deliver({ id, postback, attempt }: Claim): Promise<void> {
    this.#running += 1;
    try {
      const done = await this.#subscriptions.deliver(postback, attempt);
      await this.#inbox.settle([{ id, outcome: done ? "delivered" : "dead" }]);
    } catch (error) {
      // After close() there is nobody to tell, and the inbox keeps it or has forgotten all.
      if (!isClosed(error)) this.#log.error("CDYNE_SETTLE_FAILED", errorDetails(error));
    } finally {
      this.#running -= 1;
      this.wake();
      this.#checkIdle();
    }
  }

  #checkIdle(): void {
    if (this.#idle) for (const resolve of this.#whenIdle.splice(0)) resolve();
  }
}

function isClosed(error: unknown): boolean {
  return error instanceof PostbackError && error.code === "CDYNE_CLOSED";
}
