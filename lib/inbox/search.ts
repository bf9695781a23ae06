/** How many rows a search looks at in all before it says how far it has come. */
export const LOOKED_AT = 20_000;
/** How many rows are looked at to count them. */
export const COUNTED = 50_000;
/** A source with so few is taken without a look at how few others have. */
const FEW = 1000;

/** How to go through what is recorded. @typeParam Seq The number of a row, as the store has it. */
export interface Walk<Seq> {
  readonly order: "newest first" | "oldest first";
  /** Only what comes behind this one. */
  readonly from?: Seq | undefined;
  /** How many at most. */
  readonly limit: number;
  /** How many rows to look at. */
  readonly lookAt?: number;
}

/** What a search has found. */
export interface Found<Seq> {
  readonly seqs: readonly Seq[];
  /** Where to go on: all before it has been looked at. `undefined` when nothing is left. */
  readonly next: Seq | undefined;
}

interface Ordered {
  /** Whether it gives its rows in the order of recording; else all of it has to be sorted first. */
  readonly inOrder: boolean;
}

/**
 * The source with the fewest rows, if it has few enough to look at all of them; else one that is in order. `undefined` where
 * none serves.
 *
 * @param count How many rows each has, up to a limit.
 */
export async function fewestOf<Source extends Ordered>(sources: readonly Source[], count: (limit: number) => Promise<readonly number[]> | readonly number[]): Promise<Source | undefined> {
  const [first] = sources;
  if (!first || (sources.length === 1 && first.inOrder)) return first;
  for (const limit of [FEW, LOOKED_AT]) {
    const counts = await count(limit + 1);
    const fewest = Math.min(...counts);
    const source = sources[counts.indexOf(fewest)];
    if (source && fewest <= limit) return source;
  }
  return sources.find(({ inOrder }) => inOrder);
}
