/** Measures sides in turn, several rounds, and prints medians and their ratio: `npm run bench`. */
import { requestsPerSecond } from "./http.js";
import { firstAndLastThousand, packetsPerSecond } from "./words.js";

const ROUNDS = 5;
const SECONDS = 2;

type Side = () => Promise<number> | number;

async function compare(what: string, goal: number, sides: Record<string, Side>): Promise<void> {
  const measured = new Map(Object.keys(sides).map((name) => [name, [] as number[]]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, side] of Object.entries(sides)) measured.get(name)?.push(await side());
  }
  print(what, goal, [...measured]);
}

function print(what: string, goal: number, sides: [name: string, rates: number[]][]): void {
  const medians = sides.map(([name, rates]) => ({ name, rate: rates.toSorted((a, b) => a - b)[rates.length >> 1] ?? NaN }));
  const [ours, theirs] = medians;
  const ratio = (ours?.rate ?? NaN) / (theirs?.rate ?? NaN);
  const rates = medians.map(({ name, rate }) => `${name} ${Math.round(rate)}/s`).join(", ");
  console.log(`${ratio.toFixed(2)} x (goal ${goal.toFixed(2)})  ${what}: ${rates}`);
}

const http = (side: string) => async () => requestsPerSecond(side, SECONDS);

await compare("classify() against querystring.parse", 0.5, {
  classify: () => packetsPerSecond.classify(SECONDS),
  querystring: () => packetsPerSecond.querystring(SECONDS),
});
await compare("router in Express 5 against body-parser, zod and emit by hand", 1.1, {
  router: http("router"),
  "by hand": http("byHand"),
});
await compare("listener against a bare node:http server that reads the body", 0.7, {
  listener: http("listener"),
  bare: http("bare"),
});

const first: number[] = [];
const last: number[] = [];
await firstAndLastThousand(); // The first run pays for the compiler.
for (let round = 0; round < ROUNDS; round += 1) {
  const rates = await firstAndLastThousand();
  first.push(rates.first);
  last.push(rates.last);
}
print("the last thousand of 100,000 postbacks against the first", 0.91, [
  ["last", last],
  ["first", first],
]);
