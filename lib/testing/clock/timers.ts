interface Timer {
  readonly at: number;
  readonly ring: () => unknown;
}

/** Timers that ring when somebody says that it is time. */
export class Timers {
  /** In the order in which they were set. */
  readonly #timers = new Set<Timer>();

  /** @returns What takes the timer away again. */
  add(at: number, ring: () => unknown): () => void {
    const timer = { at, ring };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  /** When the next one rings; `undefined` when there is none. */
  get next(): number | undefined {
    return this.#first?.at;
  }

  /** Takes out the next one if its time has come, and gives what it calls. */
  take(now: number): (() => unknown) | undefined {
    const timer = this.#first;
    if (!timer || timer.at > now) return undefined;
    this.#timers.delete(timer);
    return timer.ring;
  }

  get #first(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) if (!first || timer.at < first.at) first = timer;
    return first;
  }
}
