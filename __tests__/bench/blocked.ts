import { deliver, fill, ratesOf } from "./delivery.js";
import { type Place, inboxAt } from "./places.js";
import { receipts } from "./postbacks.js";

const OTHERS = 10_000;
const WAITING = 10_000;

/** The rate at which the postbacks of other subjects are delivered beside one that waits for the retry of its first, or without it. */
export async function rateOfOthers(place: Place, beside: boolean): Promise<number> {
  const inbox = inboxAt(place);
  if (beside) {
    const [first, ...waiting] = receipts(1, WAITING + 1);
    if (first) await inbox.record([first]);
    await deliver(inbox, { state: "waiting", after: 3_600_000, handled: [] });
    await fill(inbox, waiting);
  }
  await fill(inbox, receipts(OTHERS));
  const [rate = NaN] = await ratesOf(async () => deliver(inbox), OTHERS);
  await inbox.close();
  return rate;
}
