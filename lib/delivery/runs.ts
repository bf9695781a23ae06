import { type Clock } from "../clock.js";
import { FreshMap } from "../fresh-map.js";
import { type Inbox } from "../inbox/inbox.js";
import { type Log, errorDetails } from "../log.js";
import { type Attempt } from "./attempt.js";
import { type InTime } from "../in-time.js";

/** A postback that is out of the inbox. */
export interface Run {
  /** Of the newest claim of it: the inbox may have handed it out again when it took us for dead. */
  claim: string;
  readonly attempt: Attempt;
}

/** What is out of the inbox, by key, and stays out as long as its handlers run. */
export class Runs extends FreshMap<string, Run> {
  readonly #inbox: Inbox;
  readonly #lease: number;
  readonly #inTime: InTime;
  readonly #log: Log;
  readonly #clock: Clock;
  #begun = false;
  /** Ends the timer, which runs while anything is out. */
  #cancel: (() => void) | undefined;

  /** @param lease For how long a postback is taken from the inbox, in milliseconds. */
  constructor(inbox: Inbox, lease: number, inTime: InTime, log: Log, clock: Clock) {
    super();
    this.#inbox = inbox;
    this.#lease = lease;
    this.#inTime = inTime;
    this.#log = log;
    this.#clock = clock;
  }

  get begun(): boolean {
    return this.#begun;
  }

  begin(): void {
    this.#begun = true;
  }

  /** Takes note of what is out, and has its lease renewed from now on. */
  override set(key: string, run: Run): void {
    this.#cancel ??= this.#clock.after(this.#lease / 3, async () => this.#renewAgain());
    super.set(key, run);
  }

  /** Has the leases run out. */
  stop(): void {
    this.#cancel?.();
    // Whatever comes now is not renewed.
    this.#cancel = () => {};
  }

  async #renewAgain(): Promise<void> {
    this.#cancel = undefined;
    if (this.size === 0) return;
    this.#cancel = this.#clock.after(this.#lease / 3, async () => this.#renewAgain());
    await this.#renew();
  }

  async #renew(): Promise<void> {
    try {
      const claims = [...this.values()].map(({ claim }) => claim);
      await this.#inTime(this.#inbox.renew(claims, this.#lease));
    } catch (error) {
      this.#log.error("CDYNE_RENEW_FAILED", errorDetails(error));
    }
  }
}
