/** One call of a method: how long it may go on, and whether the vendor may have got its request. */
export class Course {
  /** The caller's. */
  readonly signal: AbortSignal | undefined;
  /** Aborts when the time is up, or with the caller's signal. */
  readonly until: AbortSignal;
  /** Whether the request may have reached the vendor, and is not known to be refused. */
  left = false;
  readonly #deadline: AbortSignal;

  /** @param timeout In milliseconds, from now on. */
  constructor(timeout: number, signal: AbortSignal | undefined) {
    this.signal = signal;
    this.#deadline = AbortSignal.timeout(Math.ceil(timeout));
    this.until = signal ? AbortSignal.any([signal, this.#deadline]) : this.#deadline;
  }

  /** Whether the time was up. */
  get late(): boolean {
    return this.#deadline.aborted;
  }

  /** Waits for `promise`, but no longer than the call may go on. */
  async holdFor(promise: Promise<void>): Promise<void> {
    let goOn = (): void => {};
    const over = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    this.until.addEventListener("abort", goOn);
    if (this.until.aborted) goOn();
    try {
      await Promise.race([promise, over]);
    } finally {
      this.until.removeEventListener("abort", goOn);
    }
  }
}
