/** Remembers the last `limit` keys at least, and twice as many at most: the older half is forgotten at once. */
export class RecentKeys {
  readonly #limit: number;
  #older = new Set<string>();
  #newer = new Set<string>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  has(key: string): boolean {
    return this.#newer.has(key) || this.#older.has(key);
  }

  add(key: string): void {
    if (this.#newer.size >= this.#limit) {
      this.#older = this.#newer;
      this.#newer = new Set();
    }
    this.#newer.add(key);
  }
}
