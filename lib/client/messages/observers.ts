import { within } from "../../deadline.js";
import { type Log, errorDetails } from "../../log.js";
import { type BegunSend, type SendObserver, type SendOutcome } from "./send-observer.js";

/** In milliseconds: a store that hangs must not keep messages from being sent. */
const PATIENCE = 10_000;

/** Tells those who want to know of each message that is sent. */
export class Observers {
  readonly #log: Log;
  readonly #observers = new Set<SendObserver>();

  constructor(log: Log) {
    this.#log = log;
  }

  get any(): boolean {
    return this.#observers.size > 0;
  }

  /** Returns what ends it. */
  add(observer: SendObserver): () => void {
    this.#observers.add(observer);
    return () => {
      this.#observers.delete(observer);
    };
  }

  async begin(sends: readonly BegunSend[]): Promise<void> {
    await this.#tell(async (observer) => observer.begin(sends));
  }

  async end(id: string, outcome: SendOutcome): Promise<void> {
    await this.#tell(async (observer) => observer.end(id, outcome));
  }

  async #tell(tell: (observer: SendObserver) => Promise<void>): Promise<void> {
    await Promise.all([...this.#observers].map(async (observer) => this.#try(tell(observer))));
  }

  /** What an observer fails at is not the message's fault. */
  async #try(told: Promise<void>): Promise<void> {
    try {
      await within(told, PATIENCE, () => {
        throw new Error("An observer of sends took too long");
      });
    } catch (error) {
      this.#log.error("CDYNE_SEND_UNRECORDED", errorDetails(error));
    }
  }
}
