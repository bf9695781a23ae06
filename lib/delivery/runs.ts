import { type Inbox } from "../inbox/inbox.js";
import { type Log, errorDetails } from "../log.js";
import { type Attempt } from "./attempt.js";
import { type InTime } from "./in-time.js";

/** A postback that is out of the inbox. */
export interface Run {
  /** Of the newest claim of it: the inbox may have handed it out again when it took us for dead. */
  claim: string;
  readonly attempt: Attempt;
}

/** What is out of the inbox, by key, and stays out as long as its handlers run. */
export class Runs extends Map<string, Run> {
  readonly #inbox: Inbox;
  readonly #lease: number;
  readonly #inTime: InTime;
  readonly #log: Log;
  #renewing: NodeJS.Timeout | undefined;

  /** @param lease For how long a postback is taken from the inbox, in milliseconds. */
  constructor(inbox: Inbox, lease: number, inTime: InTime, log: Log) {
    super();
    this.#inbox = inbox;
    this.#lease = lease;
    this.#inTime = inTime;
    this.#log = log;
  }

  get begun(): boolean {
    return this.#renewing !== undefined;
  }

  /** Has the leases renewed from now on. */
  begin(): void {
    this.#renewing ??= setInterval(() => void this.#renew(), this.#lease / 3).unref();
  }

  /** Has them run out. */
  stop(): void {
    clearInterval(this.#renewing);
  }

  async #renew(): Promise<void> {
    if (this.size === 0) return;
    try {
      const claims = [...this.values()].map(({ claim }) => claim);
      await this.#inTime(this.#inbox.renew(claims, this.#lease));
    } catch (error) {
      this.#log.error("CDYNE_RENEW_FAILED", errorDetails(error));
    }
  }
}
