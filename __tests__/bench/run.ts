/** Measures two sides in turn, many rounds, and prints the median of the rounds' ratios: `npm run bench`. */
import { Side } from "./http.js";
import { firstAndLastThousand, packetsPerSecond } from "./words.js";

const ROUNDS = 25;

interface Round {
  ours: number;
  theirs: number;
}

async function compare(what: string, goal: number, round: () => Promise<Round>): Promise<void> {
  await round(); // The first one pays for the compiler.
  const rounds: Round[] = [];
  while (rounds.length < ROUNDS) rounds.push(await round());
  const ratio = median(rounds.map(({ ours, theirs }) => ours / theirs));
  const [ours, theirs] = [median(rounds.map((one) => one.ours)), median(rounds.map((one) => one.theirs))].map(Math.round);
  console.log(`${ratio.toFixed(2)} x (goal ${goal.toFixed(2)})  ${what}: ${ours}/s against ${theirs}/s`);
}

async function compareServers(what: string, goal: number, oursName: string, theirsName: string): Promise<void> {
  const [ours, theirs] = [await Side.start(oursName), await Side.start(theirsName)];
  await compare(what, goal, async () => ({ ours: await ours.requestsPerSecond(), theirs: await theirs.requestsPerSecond() }));
  ours.stop();
  theirs.stop();
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}

await compare("classify() against querystring.parse alone", 0.5, async () => ({
  ours: packetsPerSecond.classify(),
  theirs: packetsPerSecond.querystring(),
}));
await compareServers("router in Express 5 against body-parser, zod and emit by hand", 1.1, "router", "byHand");
await compareServers("listener against a node:http server that reads the body and answers", 0.7, "listener", "bare");
await compare("the last thousand of 100,000 postbacks against the first", 0.91, firstAndLastThousand);
