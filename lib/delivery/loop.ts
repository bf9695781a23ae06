import { within } from "../deadline.js";
import { type Claim, type Inbox, type Settlement } from "../inbox/inbox.js";
import { type Log, errorDetails } from "../log.js";
import { PostbackError } from "../problems.js";
import { type Subscriptions } from "./subscriptions.js";

/** How long to wait in milliseconds before an inbox that failed is asked again. */
const ASK_AGAIN = 1000;

export interface LoopOptions {
  /** How many postbacks may be in the handlers' hands at once. */
  readonly concurrency: number;
  /** How long the inbox may take for an answer, in milliseconds. */
  readonly timeout: number;
}

/** Takes postbacks from the inbox and has their handlers run: one after another per subject, subjects side by side. */
export class DeliveryLoop {
  readonly #inbox: Inbox;
  readonly #subscriptions: Subscriptions;
  readonly #options: LoopOptions;
  readonly #log: Log;
  readonly #whenIdle: (() => void)[] = [];
  #state: "open" | "draining" | "stopped" = "open";
  #running = 0;
  /** Whether the inbox may have something that it has not been asked for. */
  #wanted = false;
  #claiming = false;
  #scheduled: NodeJS.Immediate | NodeJS.Timeout | undefined;

  constructor(inbox: Inbox, subscriptions: Subscriptions, options: LoopOptions, log: Log) {
    this.#inbox = inbox;
    this.#subscriptions = subscriptions;
    this.#options = options;
    this.#log = log;
  }

  /** Says that there may be something to deliver. The handlers run after the code that runs now, and after its answers. */
  wake(): void {
    this.#wanted = true;
    if (this.#state === "open") this.#scheduled ??= setImmediate(() => this.#claimScheduled());
  }

  /** Delivers what waits, and goes on after `drain`. */
  start(): void {
    if (this.#state === "stopped") return;
    this.#state = "open";
    this.wake();
  }

  /** Hands out nothing new. Resolves to whether all running handlers have ended within `timeout` milliseconds. */
  async drain(timeout: number): Promise<boolean> {
    if (this.#state === "open") this.#state = "draining";
    return this.#untilIdle(timeout);
  }

  /** Drains, or with `rest` delivers all that waits; and never delivers anything again. */
  async stop(timeout: number, rest: boolean): Promise<boolean> {
    if (rest) this.start();
    const ended = await (rest ? this.#untilIdle(timeout) : this.drain(timeout));
    this.#state = "stopped";
    return ended;
  }

  /** Nothing is running, and nothing will be before something new comes. */
  get #idle(): boolean {
    return this.#running === 0 && !this.#claiming && (this.#state !== "open" || !this.#wanted);
  }

  async #untilIdle(timeout: number): Promise<boolean> {
    if (this.#idle) return true;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeout, false);
      this.#whenIdle.push(() => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }

  #claimScheduled(): void {
    this.#scheduled = undefined;
    if (this.#state === "open" && !this.#claiming && this.#running < this.#options.concurrency) void this.#claim();
  }

  async #claim(): Promise<void> {
    this.#claiming = true;
    this.#wanted = false;
    try {
      // What comes after the deadline is delivered all the same: the inbox has handed it out.
      await this.#inTime(this.#deliverNext());
    } catch (error) {
      this.#log.error("CDYNE_CLAIM_FAILED", errorDetails(error));
      this.#wanted = true;
      this.#scheduled ??= setTimeout(() => this.#claimScheduled(), ASK_AGAIN).unref();
    }
    this.#claiming = false;
    if (this.#wanted) this.wake();
    this.#tellWhenIdle();
  }

  async #deliverNext(): Promise<void> {
    const claims = await this.#inbox.claim(this.#options.concurrency - this.#running);
    if (this.#state !== "stopped") for (const claim of claims) void this.#deliver(claim);
  }

  async #deliver(claim: Claim): Promise<void> {
    this.#running += 1;
    try {
      const done = await this.#subscriptions.deliver(claim.postback, claim.attempt);
      await this.#settle({ id: claim.id, outcome: done ? "delivered" : "dead" });
    } catch (error) {
      // Only what is no claim at all comes here.
      this.#log.error("CDYNE_CLAIM_FAILED", errorDetails(error));
    }
    this.#running -= 1;
    this.wake();
    this.#tellWhenIdle();
  }

  /** Tries until it is noted: else the subject would wait for ever. */
  async #settle(settlement: Settlement): Promise<void> {
    while (this.#state !== "stopped") {
      try {
        await this.#inTime(this.#inbox.settle([settlement]));
        return;
      } catch (error) {
        this.#log.error("CDYNE_SETTLE_FAILED", errorDetails(error));
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN).unref());
      }
    }
  }

  async #inTime(answer: Promise<void>): Promise<void> {
    return within(answer, this.#options.timeout, () => {
      throw new PostbackError("CDYNE_INBOX_TIMEOUT");
    });
  }

  #tellWhenIdle(): void {
    if (this.#idle) for (const tell of this.#whenIdle.splice(0)) tell();
  }
}
