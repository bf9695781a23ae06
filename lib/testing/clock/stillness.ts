import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { type Deliveries } from "../../index.js";

/** So many looks come right after one another; the others are a millisecond apart. */
const QUICK_LOOKS = 50;
/** After so many looks without any progress, what runs is taken for something that waits for time to go on. */
const PATIENCE = 250;

interface Running {
  readonly progress: number;
}

/** What goes on by a clock, and when it has come to its end. */
export class Stillness {
  readonly #followed = new Set<Deliveries>();
  readonly #begun = new Set<Running>();
  /** What is not waited for, as long as its progress is this one. */
  readonly #left = new WeakMap<Running, number>();

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
    const looks = new Map<Running, { progress: number; count: number }>();
    for (let look = 0; ; look += 1) {
      const running = this.#running();
      if (running.length === 0 && !this.followed.some(({ busy }) => busy)) return;
      if (look < QUICK_LOOKS) {
        await turn();
        continue;
      }
      await sleep(1);
      for (const one of running) {
        const { progress } = one;
        const before = looks.get(one);
        const count = before?.progress === progress ? before.count + 1 : 1;
        looks.set(one, { progress, count });
        if (count > PATIENCE) this.#left.set(one, progress);
      }
    }
  }

  #running(): readonly Running[] {
    const all = [...this.#begun, ...this.followed.flatMap(({ running }) => [...running])];
    return all.filter((one) => this.#left.get(one) !== one.progress);
  }
}
