import { within } from "../../deadline.js";
import { type Log, errorDetails } from "../../log.js";
import { type BegunSend, type SendObserver, type SendOutcome } from "./send-observer.js";

/** In milliseconds: a store that hangs must not keep messages from being sent. */
const PATIENCE = 10_000;

/** Sends that observers were told of. Neither promise rejects. */
export interface Told {
  readonly begun: Promise<void>;
  /** @param outcomes By the sends' ids. */
  readonly end: (outcomes: ReadonlyMap<string, SendOutcome>) => Promise<void>;
}

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

  /** Tells of sends. What it gives tells how they ended. */
  begin(sends: readonly BegunSend[]): Told {
    const told = [...this.#observers].map((observer) => ({ observer, begun: this.#try(async () => observer.begin(sends)) }));
    return {
      begun: settled(told.map(async ({ begun }) => begun)),
      end: async (outcomes) =>
        settled(
          told.map(async ({ observer, begun }) => {
            // An observer that is still at the beginning would note the end before it.
            await begun;
            if (!this.#observers.has(observer)) return;
            await settled([...outcomes].map(async ([id, outcome]) => this.#try(async () => observer.end(id, outcome))));
          }),
        ),
    };
  }

  /** What an observer fails at is not the message's fault. */
  async #try(tell: () => Promise<void>): Promise<void> {
    try {
      await within(tell(), PATIENCE, () => {
        throw new Error("An observer of sends took too long");
      });
    } catch (error) {
      this.#log.error("CDYNE_SEND_UNRECORDED", errorDetails(error));
    }
  }
}

async function settled(all: readonly Promise<void>[]): Promise<void> {
  await Promise.all(all);
}
