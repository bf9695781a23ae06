import { type Clock } from "../../clock.js";
import { FreshMap } from "../../fresh-map.js";
import { DueQueue } from "./due-queue.js";
import { type Entry } from "./entry.js";

/** The lines in which postbacks wait or run, and when the first of each is due. */
export class Lines {
  readonly #clock: Clock;
  /** By line, oldest first. */
  readonly #lines = new FreshMap<string, Entry[]>();
  /** Those that are or will be due: the first of each line. */
  readonly #due = new DueQueue<Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts a waiting entry into its line, in the order of recording. */
  add(entry: Entry): void {
    const line = this.#lines.get(entry.line);
    if (!line) {
      this.#lines.set(entry.line, [entry]);
      this.makeDue(entry, this.#clock.now());
      return;
    }
    const younger = line.findIndex(({ number }) => number > entry.number);
    line.splice(younger === -1 ? line.length : younger, 0, entry);
  }

  /** Takes an entry out of its line, and lets the next of it be due. */
  leave(entry: Entry): void {
    const line = this.#lines.get(entry.line) ?? [];
    line.splice(line.indexOf(entry), 1);
    this.makeDue(entry, undefined);
    const [next] = line;
    if (!next) this.#lines.delete(entry.line);
    else if (line.every(({ due }) => due === undefined)) this.makeDue(next, this.#clock.now());
  }

  /** Takes an entry out of its line into one of its own, so that the others go on. */
  leaveForOwn(entry: Entry): void {
    this.leave(entry);
    entry.line = entry.postback.key;
    this.#lines.set(entry.line, [entry]);
  }

  /** Gives up to `limit` that are due, the longest due first; they are due again `lease` milliseconds from now. */
  take(limit: number, lease: number): Entry[] {
    const now = this.#clock.now();
    const taken = this.#due.take(now, limit);
    for (const entry of taken) {
      entry.due = now + lease;
      this.#due.add(entry);
    }
    return taken;
  }

  makeDue(entry: Entry, due: number | undefined): void {
    if (entry.due !== undefined) this.#due.delete(entry);
    entry.due = due;
    if (due !== undefined) this.#due.add(entry);
  }
}
