/** Remembers the last `limit` keys at least, and four times as many at most: the older half is forgotten at once. */
export class RecentKeys {
  readonly #limit: number;
  readonly #kept: () => Iterable<string>;
  #older = new Set<string>();
  #newer = new Set<string>();

  /** @param kept The keys that must not be forgotten yet; not many more than `limit`. */
  constructor(limit: number, kept: () => Iterable<string>) {
    this.#limit = limit;
    this.#kept = kept;
  }

  has(key: string): boolean {
    return this.#newer.has(key) || this.#older.has(key);
  }

  delete(key: string): void {
    this.#newer.delete(key);
    this.#older.delete(key);
  }

  /** False for a key that is remembered already. */
  add(key: string): boolean {
    if (this.has(key)) return false;
    if (this.#newer.size >= 2 * this.#limit) {
      this.#older = this.#newer;
      this.#newer = new Set(this.#kept());
    }
    this.#newer.add(alone(key));
    return true;
  }
}

/** A text of its own: a part that was cut out of a body would keep the whole body in memory. */
function alone(text: string): string {
  return ` ${text}`.slice(1);
}
