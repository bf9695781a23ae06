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
