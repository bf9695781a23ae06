import { type EventName } from "../wire/postback.js";
import { type DeliveryState } from "./inbox.js";
import { type Delays, type Overview, type OverviewBucket, type OverviewRange, REASONS } from "./inspection.js";

/** How many postbacks an overview looks at. */
export const OVERLOOKED = 20_000;

/** What an overview counts of a postback. */
export interface Counted {
  readonly type: EventName;
  readonly state: DeliveryState;
  readonly receivedAt: Date;
  readonly settledAt: Date | undefined;
  readonly lastError: string | undefined;
}

/** Makes an overview of postbacks that are counted one after another, the newest first. */
export class OverviewTally {
  readonly #range: OverviewRange;
  readonly #buckets: Bucket[];
  readonly #delays: number[] = [];
  readonly #failures = new Map<string, number>();
  #count = 0;
  #oldest: Date | undefined;

  constructor(range: OverviewRange) {
    this.#range = range;
    this.#buckets = bucketsOf(range);
  }

  get isFull(): boolean {
    return this.#count >= OVERLOOKED;
  }

  add({ type, state, receivedAt, settledAt, lastError }: Counted): void {
    this.#count += 1;
    this.#oldest = receivedAt;
    const bucket = this.#buckets[bucketAt(this.#range, receivedAt)];
    if (bucket) {
      bucket.types[type] = (bucket.types[type] ?? 0) + 1;
      bucket.states[state] = (bucket.states[state] ?? 0) + 1;
    }
    if (settledAt) this.#delays.push(Math.max(0, settledAt.getTime() - receivedAt.getTime()));
    if (lastError !== undefined) this.#failures.set(lastError, (this.#failures.get(lastError) ?? 0) + 1);
  }

  /** @param more Whether the range has postbacks that were not counted. */
  overview(more: boolean): Overview {
    const failures = Array.from(this.#failures, ([error, count]) => ({ error, count }));
    return {
      since: (more && this.#oldest) || this.#range.since,
      until: this.#range.until,
      count: this.#count,
      buckets: this.#buckets,
      delays: delaysOf(this.#delays),
      failures: failures.sort((one, other) => other.count - one.count).slice(0, REASONS),
    };
  }
}

interface Bucket extends OverviewBucket {
  readonly types: Partial<Record<EventName, number>>;
  readonly states: Partial<Record<DeliveryState, number>>;
}

/** The parts of a range, with nothing in them yet. */
export function bucketsOf({ since, until, buckets }: OverviewRange): Bucket[] {
  const width = (until.getTime() - since.getTime()) / buckets;
  return Array.from({ length: buckets }, (_, index) => ({ since: new Date(since.getTime() + Math.round(index * width)), types: {}, states: {} }));
}

function bucketAt({ since, until, buckets }: OverviewRange, at: Date): number {
  return Math.floor(((at.getTime() - since.getTime()) * buckets) / (until.getTime() - since.getTime()));
}

function delaysOf(delays: readonly number[]): Delays | undefined {
  const sorted = Float64Array.from(delays).sort();
  const max = sorted.at(-1);
  const below = (part: number): number => sorted[Math.ceil(part * sorted.length) - 1] ?? NaN;
  return max === undefined ? undefined : { median: below(0.5), p95: below(0.95), max };
}
