import { setMaxListeners } from "node:events";
import { type Life, type NumberedPost, plan } from "./plan.js";
import { type Arranged, type SimulateOptions, arrange } from "./options.js";
import { Pace } from "./pace.js";
import { send } from "./send.js";
import { type SimulatedPost, type SimulationReport } from "./report.js";
import { Tally } from "./tally.js";

/**
 * Posts life cycles of messages and calls to a PostBackURL as the vendor would, and things that go wrong on the way if they
 * are asked for. Resolves to what came of it; a receiver that does not answer rejects nothing.
 *
 * @example
 * const report = await simulate("http://localhost:3000/cdyne/0123456789abcdef0123456789abcdef", { count: 100, faults: ["repeated", "cut-off"] });
 */
export async function simulate(url: string | URL, options: SimulateOptions = {}): Promise<SimulationReport> {
  const arranged = arrange(url, options);
  const { seed, scenarios, faults, concurrency, rate, signal } = arranged;
  const tally = new Tally(scenarios, faults);
  const failed = new AbortController();
  const ends = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  // Every post that is under way listens.
  setMaxListeners(0, ends);
  const pace = new Pace(rate);
  const lives = plan(arranged);
  const live = async (): Promise<void> => {
    for (let next = lives.next(); !next.done && !ends.aborted; next = lives.next()) await liveOne(next.value, arranged, tally, pace, ends);
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, live));
  } finally {
    failed.abort();
  }
  return tally.report(seed, signal?.aborted ?? false);
}

async function liveOne(life: Life, arranged: Arranged, tally: Tally, pace: Pace, signal: AbortSignal): Promise<void> {
  for (const wave of life.waves) {
    await pace.turn(wave.length, signal).catch(() => {});
    if (signal.aborted) return;
    await Promise.all(
      wave.map(async (post) => {
        const made = await makePost(life, post, arranged, signal);
        tally.add(made);
        arranged.onPost(made);
      }),
    );
  }
}

async function makePost({ scenario, number: life }: Life, post: NumberedPost, { url, timeout }: Arranged, signal: AbortSignal): Promise<SimulatedPost> {
  const { number, faults, body, event, manner } = post;
  const whole = manner.is !== "cut-off";
  const { type, key, subject, raw } = event;
  const outcome = await send(url, post, timeout, signal);
  return { number, scenario, life, faults, body, event: whole ? { type, key, subject, raw } : undefined, ...outcome, right: whole === (outcome.status === 200) };
}
