import { FreshMap } from "../../fresh-map.js";
import { type Entry } from "./entry.js";

/** What is handed out, by the claim's id. */
export class Claims {
  readonly #entries = new FreshMap<string, Entry>();
  #count = 0;

  /** Gives the id of a new claim of an entry; an earlier one of it is void. */
  begin(entry: Entry): string {
    this.end(entry);
    this.#count += 1;
    entry.claim = String(this.#count);
    this.#entries.set(entry.claim, entry);
    return entry.claim;
  }

  end(entry: Entry): void {
    if (entry.claim !== undefined) this.#entries.delete(entry.claim);
    entry.claim = undefined;
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }
}
