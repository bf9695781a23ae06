/** The comparisons of the inboxes that take long, or a server of somebody else: `npm run bench:inbox`, or some of them: `npm run bench:inbox -- history boss`. */
import { bossRate } from "./boss.js";
import { rateOfOthers } from "./blocked.js";
import { type Round, compare, report } from "./compare.js";
import { AT_ONCE, deliver, fill, ratesOf } from "./delivery.js";
import { fillWithHistory } from "./history.js";
import { timePages } from "./pages.js";
import { type Place, Places, inboxAt } from "./places.js";
import { receipts } from "./postbacks.js";
import { Redis } from "./redis.js";
import { type Stored, compareByClock } from "./servers.js";

const KEPT = 1_000_000;
const BACKLOG = 100_000;
const ROUNDS_WITH_BACKLOG = 3;
const BACKLOGS = [
  { messages: BACKLOG, ofEach: 1 },
  { messages: BACKLOG / 100, ofEach: 100 },
];

const places = new Places();
const STORES = {
  SQLite: async () => places.sqlite(),
  PostgreSQL: async () => places.postgres(),
};

/** Does something with an empty store. */
async function withPlace<Result>(create: () => Promise<Place>, work: (place: Place) => Promise<Result>): Promise<Result> {
  const place = await create();
  const result = await work(place);
  await places.remove(place);
  return result;
}

async function rounds(count: number, round: () => Promise<Round>): Promise<Round[]> {
  const all: Round[] = [];
  while (all.length < count) all.push(await round());
  return all;
}

/** Records and deliveries beside a million that were delivered. */
async function history(): Promise<void> {
  for (const [name, create] of Object.entries(STORES)) {
    const [full, empty] = [await create(), await create()];
    await fillWithHistory(full, KEPT);
    const [ours, theirs] = [inboxAt(full), inboxAt(empty)];
    const record = async (inbox: typeof ours): Promise<number> => {
      const postbacks = receipts(1000);
      const start = performance.now();
      await fill(inbox, postbacks, 20);
      return 1e6 / (performance.now() - start);
    };
    const claim = async (inbox: typeof ours): Promise<number> => (await ratesOf(async () => deliver(inbox), 1000))[0] ?? NaN;
    const claims: Round[] = [];
    const what = `beside 1,000,000 delivered ones in ${name} against an empty inbox`;
    await compare(`recording 20 at a time ${what}`, 0.9, async () => {
      const round = { ours: await record(ours), theirs: await record(theirs) };
      claims.push({ ours: await claim(ours), theirs: await claim(theirs) });
      return round;
    });
    report(`claiming and settling 100 at a time ${what}`, 0.9, claims.slice(1));
    await Promise.all([ours.close(), theirs.close()]);
    await Promise.all([places.remove(full), places.remove(empty)]);
  }
}

/** Pages of the inspector over a million. */
async function pages(): Promise<void> {
  for (const [name, create] of Object.entries(STORES)) {
    await withPlace(create, async (place) => {
      await fillWithHistory(place, KEPT);
      await timePages(name, place);
    });
  }
}

/** Deliveries with a long backlog against those when nearly nothing waits any more. */
async function backlog(): Promise<void> {
  for (const [name, create] of Object.entries(STORES)) {
    for (const { messages, ofEach } of BACKLOGS) {
      const startAndEnd = async (): Promise<Round> =>
        withPlace(create, async (place) => {
          const inbox = inboxAt(place);
          await fill(inbox, receipts(messages, ofEach));
          // The very last calls find less than they ask for.
          const rates = await ratesOf(async () => deliver(inbox), BACKLOG - AT_ONCE, 10);
          await inbox.close();
          return { ours: rates[0] ?? NaN, theirs: rates[9] ?? NaN };
        });
      const what = `delivering ${BACKLOG} waiting ones, ${ofEach} each of ${messages} subjects, from ${name}`;
      report(`${what}: the first tenth against the last`, 0.8, await rounds(ROUNDS_WITH_BACKLOG, startAndEnd));
    }
  }
}

/** Deliveries with a long backlog against pg-boss. */
async function boss(): Promise<void> {
  const count = BACKLOG / 20;
  for (const { messages, ofEach } of BACKLOGS) {
    const round = async (): Promise<Round> => ({
      ours: await withPlace(STORES.PostgreSQL, async (place) => {
        const inbox = inboxAt(place);
        await fill(inbox, receipts(messages, ofEach));
        const [rate = NaN] = await ratesOf(async () => deliver(inbox), count);
        await inbox.close();
        return rate;
      }),
      theirs: await withPlace(STORES.PostgreSQL, async (place) => bossRate(place, messages, ofEach, count)),
    });
    const what = `delivering with ${BACKLOG} waiting, ${ofEach} each of ${messages} subjects, from PostgreSQL`;
    report(`${what} against pg-boss with key_strict_fifo, both 100 at a time`, 5, await rounds(ROUNDS_WITH_BACKLOG, round));
  }
}

/** Deliveries beside a subject that waits for a retry. */
async function blocked(): Promise<void> {
  for (const [name, create] of Object.entries(STORES)) {
    const rate = async (beside: boolean): Promise<number> => withPlace(create, async (place) => rateOfOthers(place, beside));
    const what = `delivering from ${name} beside a subject with 10,000 behind one that waits for its retry against without it`;
    await compare(what, 0.9, async () => ({ ours: await rate(true), theirs: await rate(false) }), 9);
  }
}

/** Receivers by hand that put what comes into a queue before they answer, against ours, which deliver elsewhere as those do. */
async function queues(): Promise<void> {
  const against = async (queue: string, goal: number, [name, store]: [string, () => Promise<Place>], side: string, place: Place): Promise<void> => {
    const hosts = { Express: "recordingRouter", Node: "recordingListener" };
    for (const [host, ours] of Object.entries(hosts)) {
      const theirs: Stored = [`${side}In${host}`, place];
      await compareByClock(`in ${host}, recording in ${name} against a receiver by hand with ${queue}`, goal, [ours, await store()], theirs);
    }
  };
  const stores = Object.entries(STORES);
  for (const store of stores) await against("pg-boss", 2, store, "pgBoss", await places.postgres());
  const missing = await Redis.missing();
  if (missing !== undefined) return console.log(`No comparison with BullMQ: ${missing}.`);
  const redis = await Redis.start();
  for (const store of stores) await against("BullMQ (fsync always)", 2, store, "bullMq", redis.url);
  await redis.stop();
}

const COMPARISONS: Record<string, () => Promise<void>> = { history, pages, backlog, boss, blocked, queues };

const chosen = process.argv.slice(2);
for (const [name, run] of Object.entries(COMPARISONS)) if (chosen.length === 0 || chosen.includes(name)) await run();
await places.removeAll();
