import { type Inbox, type Postback, type Recorded } from "../../index.js";
import { type ExactBytes } from "../exact-bytes.js";
import { type Output } from "../output.js";
import { type Discretion } from "../../in-words.js";
import { postbackLine, timeOfDay } from "../postback-line.js";
import { recordLine } from "../record-line.js";

interface ArrivalsOptions extends Discretion {
  /** Whether what is new is passed on, and has a second line then. */
  readonly forwards: boolean;
}

/** A call of `record()` that is under way. */
interface Recording {
  readonly keys: ReadonlySet<string>;
  /** Settles once each of them has its line, or none could be recorded. */
  readonly told: Promise<unknown>;
}

/** Prints and numbers what comes. */
export class Arrivals {
  readonly count: Record<Recorded, number> = { new: 0, repeat: 0 };
  readonly #options: ArrivalsOptions;
  readonly #exact: ExactBytes;
  readonly #output: Output;
  /** Numbers by key, of what is still to be passed on. */
  readonly #numbers = new Map<string, number>();
  /** What is being recorded, until it has its lines. */
  readonly #recordings = new Set<Recording>();
  #last = 0;

  constructor(options: ArrivalsOptions, exact: ExactBytes, output: Output) {
    this.#options = options;
    this.#exact = exact;
    this.#output = output;
  }

  /** The same inbox, which also tells what it has just recorded. */
  telling(inbox: Inbox): Inbox {
    const record = inbox.record.bind(inbox);
    return Object.assign(inbox, {
      record: async (postbacks: readonly Postback[]) => {
        const told = this.#recordAndTell(postbacks, record, inbox);
        const recording = { keys: new Set(postbacks.map(({ key }) => key)), told };
        this.#recordings.add(recording);
        return told.finally(() => this.#recordings.delete(recording));
      },
    });
  }

  /** Resolves once a postback that is being recorded has its first line: it may be passed on as soon as it is in the inbox. */
  async told(key: string): Promise<void> {
    const ofKey = [...this.#recordings].filter(({ keys }) => keys.has(key));
    await Promise.allSettled(ofKey.map(async ({ told }) => told));
  }

  /** The number in front of a line about a postback that has been passed on: that of its first line. One that came to an earlier start takes the next. */
  numberOf(key: string): string {
    const number = this.#numbers.get(key) ?? this.#next();
    this.#numbers.delete(key);
    return inColumn(number);
  }

  async #recordAndTell(postbacks: readonly Postback[], record: Inbox["record"], inbox: Inbox): Promise<readonly Recorded[]> {
    const results = await record(postbacks);
    for (const [index, postback] of postbacks.entries()) {
      const recorded = results[index] ?? "new";
      await this.#keep(postback, recorded, inbox);
      this.#tell(postback, recorded);
    }
    return results;
  }

  #tell(postback: Postback, recorded: Recorded): void {
    const { key, raw, receivedAt } = postback;
    const { colours } = this.#output;
    this.count[recorded] += 1;
    this.#output.record({ recorded, ...recordLine(postback, this.#exact.of(raw)) });
    const number = this.#next();
    if (this.#options.forwards && recorded === "new") this.#numbers.set(key, number);
    const again = recorded === "repeat" ? colours.dim("  again") : "";
    this.#output.say(`${timeOfDay(receivedAt)}  ${inColumn(number)}  ${postbackLine(postback, this.#options, colours)}${again}`);
  }

  async #keep({ key, raw }: Postback, recorded: Recorded, inbox: Inbox): Promise<void> {
    try {
      await this.#exact.settle(raw, recorded === "new", async () => (await inbox.list({ keys: [key], limit: 1 })).items[0]?.postback.raw === raw);
    } catch (error) {
      this.#output.warn(`The exact bytes of a body that is not UTF-8 could not be kept: ${String(error)}`);
    }
  }

  #next(): number {
    this.#last += 1;
    return this.#last;
  }
}

function inColumn(number: number): string {
  return String(number).padStart(3);
}
