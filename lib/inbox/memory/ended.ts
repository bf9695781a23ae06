import { FreshMap } from "../../fresh-map.js";
import { type Entry } from "./entry.js";

/** Those whose delivery has ended, in the order of their end, as many as there is room for. */
export class Ended {
  readonly #listed: number;
  readonly #limit: number;
  /** By number: delivered or discarded by handlers; dead letters; and discarded by hand. */
  readonly #done = new FreshMap<number, Entry>();
  readonly #deadLetters = new FreshMap<number, Entry>();
  readonly #byHand = new FreshMap<number, Entry>();

  /**
   * @param listed How many are kept that were delivered or discarded by handlers.
   * @param limit How many dead letters are kept, and beside them of those that were discarded by hand.
   */
  constructor(listed: number, limit: number) {
    this.#listed = listed;
    this.#limit = limit;
  }

  /** Takes one in. Gives those for which there is no room any more. */
  add(entry: Entry, byHand: boolean): Entry[] {
    const alike = byHand ? this.#byHand : entry.state === "dead" ? this.#deadLetters : this.#done;
    alike.set(entry.number, entry);
    // Dead letters may still be wanted; what somebody has discarded makes room for them.
    const left = this.#deadLetters.size + this.#byHand.size;
    return [
      ...(this.#done.size > this.#listed ? oldest(this.#done) : []),
      ...(left > this.#limit ? oldest(this.#byHand.size > 0 ? this.#byHand : this.#deadLetters) : []),
    ];
  }

  delete({ number }: Entry): void {
    for (const kept of [this.#done, this.#deadLetters, this.#byHand]) kept.delete(number);
  }
}

function oldest(kept: FreshMap<number, Entry>): Entry[] {
  const [first] = kept.values();
  return first ? [first] : [];
}
