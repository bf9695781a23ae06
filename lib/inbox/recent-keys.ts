/** Remembers the last `limit` keys that were added, and forgets the oldest for each new one. */
export class RecentKeys {
  readonly #limit: number;
  readonly #keys = new Set<string>();
  /** The keys in a ring, so that forgetting one does not search. */
  readonly #ring: string[] = [];
  #next = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(key: string): void {
    const oldest = this.#ring[this.#next];
    if (oldest !== undefined) this.#keys.delete(oldest);
    this.#ring[this.#next] = key;
    this.#next = (this.#next + 1) % this.#limit;
    this.#keys.add(key);
  }
}
