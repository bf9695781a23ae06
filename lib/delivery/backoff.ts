/** How failed deliveries are tried again. */
export interface RetryOptions {
  /** How many attempts a postback has before it is a dead letter; 12 by default. */
  attempts?: number | undefined;
  /** The wait after the first attempt in milliseconds, doubled after each further one, and up to a quarter shorter by chance; 1,000 by default. */
  minDelay?: number | undefined;
  /** The longest wait in milliseconds; 3,600,000 (an hour) by default. */
  maxDelay?: number | undefined;
}

/** How long to wait after this attempt, in milliseconds; `undefined` after the last. */
export type Backoff = (attempt: number) => number | undefined;

/** Waits that double. They are up to a quarter shorter by chance, so that what failed together does not come back together. */
export function backoff({ attempts = 12, minDelay = 1000, maxDelay = 3_600_000 }: RetryOptions): Backoff {
  return (attempt) => {
    if (attempt >= attempts) return undefined;
    const delay = Math.min(minDelay * 2 ** (attempt - 1), maxDelay);
    return Math.round(delay * (1 - Math.random() / 4));
  };
}
