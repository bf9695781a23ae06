import { type Inbox, type Settlement } from "../../lib/inbox/inbox.js";
import { type Postback } from "../../lib/wire/postback.js";

export const AT_ONCE = 100;
const LEASE = 30_000;

export async function fill(inbox: Inbox, postbacks: readonly Postback[], atOnce = 500): Promise<void> {
  for (let from = 0; from < postbacks.length; from += atOnce) await inbox.record(postbacks.slice(from, from + atOnce));
}

/** Hands out some of what is due, and notes it as delivered. Resolves to how many there were. */
export async function deliver(inbox: Inbox, as: Omit<Settlement, "id"> = { state: "delivered", handled: ["any:handler"] }): Promise<number> {
  const claims = await inbox.claim(AT_ONCE, LEASE);
  if (claims.length > 0) await inbox.settle(claims.map(({ id }) => ({ id, ...as })));
  return claims.length;
}

/** Takes out whatever waits, some at a time, and measures how many so many took in a second, one part after the other. */
export async function ratesOf(take: () => Promise<number>, count: number, parts = 1): Promise<number[]> {
  const rates: number[] = [];
  let taken = 0;
  let takenBefore = 0;
  let start = performance.now();
  while (rates.length < parts) {
    const some = await take();
    if (some === 0) throw new Error(`Nothing was left after ${taken} of ${count}.`);
    taken += some;
    if (taken < ((rates.length + 1) * count) / parts) continue;
    const now = performance.now();
    rates.push(((taken - takenBefore) * 1000) / (now - start));
    [start, takenBefore] = [now, taken];
  }
  return rates;
}
