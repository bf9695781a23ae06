/**
 * Waits for `promise`, but no longer than `ms` milliseconds; then `late` gives the result or throws. The timer does not
 * keep the process alive, and what `promise` does after its time disturbs nobody.
 */
export async function within<Result>(promise: PromiseLike<Result>, ms: number, late: () => Result): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms).unref();
  });
  try {
    return await Promise.race([promise, deadline.then(late)]);
  } finally {
    clearTimeout(timer);
  }
}
