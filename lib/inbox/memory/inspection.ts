import { AUDIT_KEPT, type AuditLine, type AuditPage, type Count, type Deed, type Inspection, type Overview, type OverviewRange, type SendFilter } from "../inspection.js";
import { type Filter } from "../inbox.js";
import { OverviewTally } from "../overview.js";
import { type Send } from "../send-log.js";
import { type Entry, matches, recordedOf } from "./entry.js";
import { type Sends } from "./sends.js";

/** What the inbox itself does and has. */
export interface Inside {
  readonly entries: () => Iterable<Entry>;
  readonly discard: (filter: Filter) => number;
  readonly redeliver: (filter: Filter) => number;
  readonly sends: Sends;
  readonly refuseWhenClosed: () => void;
}

/** What a page over an inbox in memory needs. */
export class MemoryInspection implements Inspection {
  readonly #inside: Inside;
  /** Oldest first. */
  readonly #audit: (AuditLine & { readonly number: number })[] = [];
  #noted = 0;

  constructor(inside: Inside) {
    this.#inside = inside;
  }

  async count(filter: Filter, limit: number): Promise<Count> {
    this.#inside.refuseWhenClosed();
    const { length } = [...this.#inside.entries()].filter((entry) => matches(entry, filter));
    return { count: Math.min(length, limit), more: length > limit };
  }

  async discard(filter: Filter, deed: Deed): Promise<number> {
    this.#inside.refuseWhenClosed();
    return this.#note("discard", deed, this.#inside.discard(filter));
  }

  async redeliver(filter: Filter, deed: Deed): Promise<number> {
    this.#inside.refuseWhenClosed();
    return this.#note("redeliver", deed, this.#inside.redeliver(filter));
  }

  async overview(range: OverviewRange): Promise<Overview> {
    this.#inside.refuseWhenClosed();
    const tally = new OverviewTally(range);
    const found = [...this.#inside.entries()].filter(({ postback }) => postback.receivedAt >= range.since && postback.receivedAt < range.until);
    for (const { postback, state, settledAt, lastError } of found.map(recordedOf)) {
      tally.add({ type: postback.type, state, receivedAt: postback.receivedAt, settledAt, lastError });
    }
    return tally.overview(false);
  }

  async audit(limit: number, cursor?: string): Promise<AuditPage> {
    this.#inside.refuseWhenClosed();
    const before = cursor === undefined ? Infinity : Number(cursor);
    const found = this.#audit.filter(({ number }) => number < before);
    const page = found.slice(-limit).reverse();
    return {
      items: page.map(({ number: _, ...line }) => line),
      next: found.length > limit ? String(page.at(-1)?.number) : undefined,
    };
  }

  async sends(filter: SendFilter, limit: number): Promise<readonly Send[]> {
    this.#inside.refuseWhenClosed();
    return this.#inside.sends.list(filter, limit);
  }

  #note(action: AuditLine["action"], deed: Deed, count: number): number {
    if (count > 0) {
      this.#noted += 1;
      this.#audit.push({ ...deed, action, count, number: this.#noted });
      if (this.#audit.length > AUDIT_KEPT) this.#audit.shift();
    }
    return count;
  }
}
