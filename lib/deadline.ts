/**
 * Waits for `promise`, but no longer than `ms` milliseconds; then `late` gives the result or throws. The timer does not
 * keep the process alive, and what `promise` does after its time disturbs nobody.
 */
export async function within<Result>(promise: PromiseLike<Result>, ms: number, late: () => Result): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = async (): Promise<Result> => late();
    const timer = setTimeout(() => resolve(giveUp()), ms).unref();
    promise.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
