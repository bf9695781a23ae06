import { within } from "../deadline.js";
import { type Diagnostics } from "../diagnostics.js";
import { PostbackError } from "../problems.js";
import { type Postback } from "../wire/postback.js";
import { type Inbox } from "./inbox.js";

/** What is to be recorded, and whom to tell. */
interface Entry {
  readonly read: () => Postback;
  readonly done: (postback: Postback) => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Has postbacks recorded in time. Those of one turn of the event loop go together, and so do those that come while others
 * are being recorded: the more there are, the less each costs, and nobody waits for a timer.
 */
export class Recorder {
  readonly #inbox: Inbox;
  readonly #timeout: number;
  readonly #diagnostics: Diagnostics;
  readonly #recorded: (postbacks: readonly Postback[]) => void;
  #waiting: Entry[] = [];
  #running = false;
  #whenIdle = (): void => {};

  /**
   * @param timeout How long the inbox may take, in milliseconds.
   * @param recorded Called with what is recorded, also when it was too late for the answer.
   */
  constructor(inbox: Inbox, timeout: number, diagnostics: Diagnostics, recorded: (postbacks: readonly Postback[]) => void) {
    this.#inbox = inbox;
    this.#timeout = timeout;
    this.#diagnostics = diagnostics;
    this.#recorded = recorded;
  }

  /**
   * Resolves to the postback once it is recorded.
   *
   * @param read Gives the postback. Called when it is its turn: many read in a row take less time than one now and then.
   */
  async record(read: () => Postback): Promise<Postback> {
    return new Promise((done, failed) => {
      this.#waiting.push({ read, done, failed });
      if (this.#running) return;
      this.#running = true;
      setImmediate(() => void this.#run());
    });
  }

  async untilIdle(): Promise<void> {
    if (this.#running) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const together = this.#waiting;
      this.#waiting = [];
      await this.#recordTogether(together);
    }
    this.#running = false;
    this.#whenIdle();
  }

  async #recordTogether(entries: readonly Entry[]): Promise<void> {
    try {
      const postbacks = await within(this.#recordAll(entries), this.#timeout, () => {
        throw new PostbackError("CDYNE_RECORD_TIMEOUT");
      });
      postbacks.forEach((postback, index) => entries[index]?.done(postback));
    } catch (error) {
      const alone = entries.length === 1 || (error instanceof PostbackError && error.code === "CDYNE_RECORD_TIMEOUT");
      if (alone) for (const { failed } of entries) failed(error);
      // One that cannot be recorded must not take the others with it.
      else await Promise.all(entries.map(async (entry) => this.#recordTogether([entry])));
    }
  }

  async #recordAll(entries: readonly Entry[]): Promise<readonly Postback[]> {
    const postbacks = entries.map(({ read }) => read());
    const recorded = await this.#inbox.record(postbacks);
    postbacks.forEach((postback, index) => this.#diagnostics.recorded(postback, recorded[index]));
    this.#recorded(postbacks);
    return postbacks;
  }
}
