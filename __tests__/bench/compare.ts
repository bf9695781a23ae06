/** Two rates that were measured one right after the other. */
export interface Round {
  readonly ours: number;
  readonly theirs: number;
}

/** Measures two sides in turn, many rounds, and prints the median of the rounds' ratios. */
export async function compare(what: string, goal: number, round: () => Promise<Round>, rounds = 25): Promise<void> {
  await round(); // The first one pays for the compiler.
  const measured: Round[] = [];
  while (measured.length < rounds) measured.push(await round());
  report(what, goal, measured);
}

export function report(what: string, goal: number, rounds: readonly Round[]): void {
  const ratio = median(rounds.map(({ ours, theirs }) => ours / theirs));
  const [ours, theirs] = [median(rounds.map((one) => one.ours)), median(rounds.map((one) => one.theirs))].map(Math.round);
  console.log(`${ratio.toFixed(2)} x (goal ${goal.toFixed(2)})  ${what}: ${ours}/s against ${theirs}/s`);
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}
