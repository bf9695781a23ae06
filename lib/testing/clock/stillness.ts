import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { type Deliveries } from "../../index.js";

/** So many looks come right after one another; the others are a millisecond apart. */
const QUICK_LOOKS = 50;
/** Of the time between two looks, more than this is no time in which a handler could go on: the machine or the process stood still. */
const LONGEST_LOOK = 100;
/** That of the machine, also in tests that put another in its place later. */
const realTime = performance.now.bind(performance);

interface Running {
  readonly progress: number;
}

/** What goes on by a clock, and when it has come to its end. */
export class Stillness {
  readonly #followed = new Set<Deliveries>();
  readonly #begun = new Set<Running>();
  /** What is not waited for, as long as its progress is this one. */
  readonly #left = new WeakMap<Running, number>();
  readonly #patience: number;

  /** @param patience After so many milliseconds without any progress, what runs is taken for something that waits for time to go on. */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /** @returns What ends it. */
  follow(deliveries: Deliveries): () => void {
    this.#followed.add(deliveries);
    return () => void this.#followed.delete(deliveries);
  }

  get followed(): readonly Deliveries[] {
    return [...this.#followed];
  }

  /** Waits for what a timer has begun, too. */
  add(begun: unknown): void {
    const running = { progress: 0 };
    const end = (): void => void this.#begun.delete(running);
    this.#begun.add(running);
    Promise.resolve(begun).then(end, end);
  }

  /** Whether anything is being delivered, or asked of an inbox. */
  get broken(): boolean {
    return this.followed.some(({ busy, running }) => busy || [...running].length > 0);
  }

  /** Resolves when nothing goes on any more that does not wait for time to go on. */
  async still(): Promise<void> {
    // What a timer rang for begins in the next turn.
    await turn();
    await turn();
    const waits = new Map<Running, { progress: number; waited: number }>();
    for (let look = 0; ; look += 1) {
      const running = this.#running();
      if (running.length === 0 && !this.followed.some(({ busy }) => busy)) return;
      if (look < QUICK_LOOKS) {
        await turn();
        continue;
      }
      const before = realTime();
      await sleep(1);
      const passed = Math.min(realTime() - before, LONGEST_LOOK);
      for (const one of running) {
        const { progress } = one;
        const last = waits.get(one);
        const waited = last?.progress === progress ? last.waited + passed : 0;
        waits.set(one, { progress, waited });
        if (waited >= this.#patience) this.#left.set(one, progress);
      }
    }
  }

  #running(): readonly Running[] {
    const all = [...this.#begun, ...this.followed.flatMap(({ running }) => [...running])];
    return all.filter((one) => this.#left.get(one) !== one.progress);
  }
}
