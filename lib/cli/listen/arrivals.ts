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

/** Prints and numbers what comes. */
export class Arrivals {
  readonly count: Record<Recorded, number> = { new: 0, repeat: 0 };
  readonly #options: ArrivalsOptions;
  readonly #exact: ExactBytes;
  readonly #output: Output;
  /** Numbers by key, of what is still to be passed on. */
  readonly #numbers = new Map<string, number>();
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
        const results = await record(postbacks);
        for (const [index, postback] of postbacks.entries()) {
          const recorded = results[index] ?? "new";
          await this.#keep(postback, recorded, inbox);
          this.#tell(postback, recorded);
        }
        return results;
      },
    });
  }

  /** The number in front of a line about a postback that has been passed on: that of its first line. One that came to an earlier start takes the next. */
  numberOf(key: string): string {
    const number = this.#numbers.get(key) ?? this.#next();
    this.#numbers.delete(key);
    return inColumn(number);
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
