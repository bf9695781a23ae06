import { within } from "../deadline.js";
import { PostbackError } from "../problems.js";
import { type Postback } from "../wire/postback.js";
import { type Inbox } from "./inbox.js";

/** Has postbacks recorded in time, and knows when none is under way. */
export class Recorder {
  readonly #inbox: Inbox;
  readonly #timeout: number;
  readonly #recorded: () => void;
  #underWay = 0;
  #whenIdle = (): void => {};

  /**
   * @param timeout In milliseconds.
   * @param recorded Called for each one that is recorded, also when it was too late for the answer.
   */
  constructor(inbox: Inbox, timeout: number, recorded: () => void) {
    this.#inbox = inbox;
    this.#timeout = timeout;
    this.#recorded = recorded;
  }

  /** Resolves once it is recorded. */
  async record(postback: Postback): Promise<void> {
    this.#underWay += 1;
    try {
      await within(this.#recordOne(postback), this.#timeout, () => {
        throw new PostbackError("CDYNE_RECORD_TIMEOUT");
      });
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#whenIdle();
    }
  }

  async untilIdle(): Promise<void> {
    if (this.#underWay > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
  }

  async #recordOne(postback: Postback): Promise<void> {
    await this.#inbox.record([postback]);
    this.#recorded();
  }
}
