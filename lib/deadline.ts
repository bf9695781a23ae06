import { type Clock, systemClock } from "./clock.js";

/**
 * Waits for `promise`, but no longer than `ms` milliseconds; then `late` gives the result or throws. The timer does not
 * keep the process alive, and what `promise` does after its time disturbs nobody.
 */
export async function within<Result>(promise: PromiseLike<Result>, ms: number, late: () => Result, clock: Clock = systemClock): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    };
    // When something else has blocked the process, what has come in meanwhile is still in time.
    const cancel = clock.after(ms, () => void setImmediate(giveUp));
    Promise.resolve(promise).then(
      (result) => {
        cancel();
        resolve(result);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}
