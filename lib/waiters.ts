/** Those who wait for something to happen, but not for ever. */
export class Waiters {
  readonly #waiting = new Set<() => void>();

  /** Tells all who wait now. */
  tell(): void {
    for (const tell of this.#waiting) tell();
  }

  get none(): boolean {
    return this.#waiting.size === 0;
  }

  /** Resolves to true once any of these waiters is told, and to false after `timeout` milliseconds. */
  static async any(all: readonly Waiters[], timeout: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (told: boolean): void => {
        clearTimeout(timer);
        for (const one of all) one.#waiting.delete(tell);
        resolve(told);
      };
      const tell = (): void => end(true);
      const timer = setTimeout(end, timeout, false);
      for (const one of all) one.#waiting.add(tell);
    });
  }
}

/** The same for many things, each with a name. */
export class WaitersByName {
  readonly #waiters = new Map<string, Waiters>();

  get none(): boolean {
    return this.#waiters.size === 0;
  }

  /** What is waited for. */
  get names(): string[] {
    return [...this.#waiters.keys()];
  }

  /** Tells all who wait for this. */
  tell(name: string): void {
    this.#waiters.get(name)?.tell();
  }

  tellAll(): void {
    for (const waiters of this.#waiters.values()) waiters.tell();
  }

  /** Resolves once this, or one of `others`, is told, or after `timeout` milliseconds. */
  async until(name: string, timeout: number, ...others: readonly Waiters[]): Promise<void> {
    const waiters = this.#waiters.get(name) ?? new Waiters();
    this.#waiters.set(name, waiters);
    await Waiters.any([waiters, ...others], timeout);
    if (waiters.none && this.#waiters.get(name) === waiters) this.#waiters.delete(name);
  }
}
