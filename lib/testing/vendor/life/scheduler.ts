/** Runs when its time comes; `at` is that time, whatever the clock says. */
export type Action = (at: Date) => void | Promise<void>;

export interface SchedulerOptions {
  /** The time of day in milliseconds. */
  readonly clock: () => number;
  /** Whether time passes only by {@link Scheduler.advance}. */
  readonly manual: boolean;
  /** How much faster than the clock time passes. `Infinity`: nothing waits but what a user has scheduled for later. */
  readonly speed: number;
}

interface Item {
  readonly due: number;
  /** Whether it waits for its time however fast time passes: a user wants it then. */
  readonly waits: boolean;
  readonly run: Action;
}

/** What a timer can count. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Everything that the vendor does later, one after another in the order of its times. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #start: number;
  readonly #idle = new Set<() => void>();
  #items: Item[] = [];
  #skew = 0;
  #held = 0;
  #running = false;
  #closed = false;
  #failure: { cause: unknown } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#start = options.clock();
  }

  now(): Date {
    const { clock, manual, speed } = this.#options;
    const passed = manual ? 0 : (clock() - this.#start) * (speed === Infinity ? 1 : speed);
    return new Date(this.#start + passed + this.#skew);
  }

  /** Runs `run` so many milliseconds after `since`, or at once when times do not matter. */
  after(delay: number, since: Date, run: Action): void {
    this.#add({ due: since.getTime() + delay, waits: false, run });
  }

  /** Runs `run` when the clock has come to `date`. */
  at(date: Date, run: Action): void {
    this.#add({ due: date.getTime(), waits: true, run });
  }

  /** Lets nothing run until the function that it gives is called: an answer goes out before what follows from it. */
  hold(): () => void {
    let held = true;
    this.#held += 1;
    return () => {
      if (held) this.#held -= 1;
      held = false;
      this.#next();
    };
  }

  /** Lets so many milliseconds pass, and resolves when all that falls into them has been done. */
  async advance(ms: number): Promise<void> {
    const until = this.now().getTime() + ms;
    await this.settled();
    for (let item = this.#earliest(); item && item.due <= until; item = this.#earliest()) {
      this.#skew += Math.max(0, item.due - this.now().getTime());
      this.#next();
      await this.settled();
    }
    this.#skew += Math.max(0, until - this.now().getTime());
    this.#next();
    await this.settled();
  }

  /** Resolves when nothing is left that does not wait for its time. Rejects when something failed. */
  async settled(): Promise<void> {
    if (!this.#closed && this.#isOpen()) await new Promise<void>((resolve) => this.#idle.add(resolve));
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure) throw failure.cause;
  }

  close(): void {
    this.#closed = true;
    this.#items = [];
    clearTimeout(this.#timer);
    this.#rest();
  }

  #add(item: Item): void {
    if (this.#closed) return;
    // Behind all that are due at the same time: what was scheduled first runs first.
    this.#items.splice(this.#items.findLastIndex(({ due }) => due <= item.due) + 1, 0, item);
    this.#next();
  }

  #next(): void {
    if (this.#running || this.#held > 0 || this.#closed) return;
    const index = this.#items.findIndex((one) => this.#isReady(one));
    const [item] = index < 0 ? [] : this.#items.splice(index, 1);
    if (!item) return this.#rest();
    this.#running = true;
    setImmediate(() => void this.#run(item));
  }

  async #run({ due, run }: Item): Promise<void> {
    try {
      if (!this.#closed) await run(new Date(due));
    } catch (cause) {
      this.#failure ??= { cause };
    }
    this.#running = false;
    this.#next();
  }

  /** Nothing can run now: whoever waits for that goes on, and a timer wakes for what is due later. */
  #rest(): void {
    clearTimeout(this.#timer);
    const [item] = this.#items;
    if (item && !this.#options.manual) {
      const speed = this.#options.speed === Infinity ? 1 : this.#options.speed;
      const wait = Math.max(1, (item.due - this.now().getTime()) / speed);
      this.#timer = setTimeout(() => this.#next(), Math.min(wait, LONGEST_TIMER));
    }
    if (!this.#closed && this.#isOpen()) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }

  #isReady({ due, waits }: Item): boolean {
    const compressed = !this.#options.manual && this.#options.speed === Infinity && !waits;
    return compressed || due <= this.now().getTime();
  }

  #isOpen(): boolean {
    if (this.#running || this.#held > 0) return true;
    return this.#items.some((item) => (!this.#options.manual && !item.waits) || this.#isReady(item));
  }

  #earliest(): Item | undefined {
    return this.#items[0];
  }
}
