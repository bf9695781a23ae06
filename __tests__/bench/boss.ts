import { PgBoss } from "pg-boss";
import { AT_ONCE, ratesOf } from "./delivery.js";
import { type Place } from "./places.js";
import { receipts } from "./postbacks.js";

const QUEUE = "postbacks";

/** The rate at which pg-boss hands out the first `count` of a backlog with order per subject. */
export async function bossRate(place: Place, messages: number, ofEach: number, count: number): Promise<number> {
  const boss = new PgBoss(place);
  await boss.start();
  await boss.createQueue(QUEUE, { policy: "key_strict_fifo" });
  const jobs = receipts(messages, ofEach).map(({ subject = "", fields }) => ({ singletonKey: subject, data: fields }));
  for (let from = 0; from < jobs.length; from += 500) await boss.insert(QUEUE, jobs.slice(from, from + 500));
  const take = async (): Promise<number> => {
    const some = await boss.fetch(QUEUE, { batchSize: AT_ONCE });
    if (some.length > 0) await boss.complete(QUEUE, some.map(({ id }) => id));
    return some.length;
  };
  const [rate = NaN] = await ratesOf(take, count);
  await boss.stop({ graceful: false });
  return rate;
}
