/** For how long turns may follow each other at once, in milliseconds. */
const STRETCH = 5;

/** Says when it is the deliveries' turn, beside the requests and whatever else the host does. */
export class Turns {
  readonly #take: () => unknown;
  #coming = false;
  /** When the first of those turns began that followed each other at once. */
  #began = 0;

  constructor(take: () => unknown) {
    this.#take = take;
  }

  /** Whether a turn will come that has not begun. */
  get coming(): boolean {
    return this.#coming;
  }

  /** Has a turn come after the code that runs now, and after what else waits for its turn. */
  soon(): void {
    if (this.#coming) return;
    this.#coming = true;
    setImmediate(() => {
      this.#began = performance.now();
      this.#turn();
    });
  }

  /** Has the next turn come at once, so that what handlers end at once does not pile up; or, after a while, as `soon` does. */
  goOn(): void {
    if (this.#coming) return;
    if (performance.now() - this.#began > STRETCH) return this.soon();
    this.#coming = true;
    void Promise.resolve().then(() => this.#turn());
  }

  #turn(): void {
    this.#coming = false;
    this.#take();
  }
}
