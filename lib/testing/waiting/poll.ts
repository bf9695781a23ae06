import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";

/** So many looks come right after one another; the others are some milliseconds apart. */
const QUICK_LOOKS = 20;
const APART = 5;

/** Looks again and again. Resolves to the first that is found; to `undefined` after so many milliseconds, also when a look hangs. */
export async function poll<Found>(look: () => Promise<Found | undefined>, timeout: number): Promise<Found | undefined> {
  const ended = new AbortController();
  const { signal } = ended;
  const over = sleep(timeout, "over" as const, { signal }).catch(() => "over" as const);
  const looking = async (): Promise<Found> => {
    for (let looks = 0; ; looks += 1) {
      const found = await look();
      signal.throwIfAborted();
      if (found !== undefined) return found;
      await (looks < QUICK_LOOKS ? turn() : sleep(APART, undefined, { signal }));
    }
  };
  try {
    const found = await Promise.race([looking(), over]);
    return found === "over" ? undefined : found;
  } finally {
    ended.abort();
  }
}
