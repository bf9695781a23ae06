/** What is due at some time; `number` tells those apart that are due at the same. */
export interface Due {
  due: number | undefined;
  readonly number: number;
}

/** Those that are due at some time, the first first. A new one is mostly the last, or among the last. */
export class DueQueue<Item extends Due> {
  readonly #items: Item[] = [];

  add(item: Item): void {
    this.#items.splice(this.#place(item), 0, item);
  }

  /** Must be called before `due` is changed. */
  delete(item: Item): void {
    const place = this.#place(item);
    if (this.#items[place] === item) this.#items.splice(place, 1);
  }

  /** Takes out up to `limit` that are due. */
  take(now: number, limit: number): Item[] {
    let count = 0;
    while (count < limit && this.#dueAt(count) <= now) count += 1;
    return this.#items.splice(0, count);
  }

  #dueAt(place: number): number {
    return this.#items[place]?.due ?? Infinity;
  }

  /** The place of the first that is not before `item`, found by halving. */
  #place(item: Item): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#items[middle];
      if (other && isBefore(other, item)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBefore(one: Due, other: Due): boolean {
  const first = one.due ?? Infinity;
  const second = other.due ?? Infinity;
  return first === second ? one.number < other.number : first < second;
}
