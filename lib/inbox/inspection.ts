import { type EventName } from "../wire/postback.js";
import { type DeliveryState, type Filter } from "./inbox.js";
import { type Send } from "./send-log.js";

/**
 * What a page over an inbox needs beside `list`: a port that a store may have. Each call looks at a bounded number of
 * postbacks or, where it changes all that a filter finds, at some at a time.
 */
export interface Inspection {
  /** How many a filter finds. It stops at `limit`, and where it would have to look at too many postbacks. */
  count(filter: Filter, limit: number): Promise<Count>;
  /**
   * Ends the delivery of postbacks that wait or are dead: they are `discarded`, and their lines go on. Leaves those alone
   * that run or have ended otherwise. Returns how many.
   */
  discard(filter: Filter, deed: Deed): Promise<number>;
  /** The same as the inbox's own `redeliver`, with a line of the audit. */
  redeliver(filter: Filter, deed: Deed): Promise<number>;
  /** How things went in a range of time. */
  overview(range: OverviewRange): Promise<Overview>;
  /**
   * What was done by hand, newest first. A line is written in one transaction with what it says, and counts on with each
   * further transaction of a deed that needs several; a deed that changed nothing leaves none. The newest 10,000 are kept.
   */
  audit(limit: number, cursor?: string): Promise<AuditPage>;
  /** What went out, newest first. */
  sends(filter: SendFilter, limit: number): Promise<readonly Send[]>;
}

/** How many there are. */
export interface Count {
  readonly count: number;
  /** Whether there may be more of them. */
  readonly more: boolean;
}

/** Something that is done by hand, for the audit. */
export interface Deed {
  readonly at: Date;
  /** Who does it, as the caller knows. */
  readonly by: string | undefined;
  /** To which postbacks, in words without phone numbers and texts. */
  readonly which: string;
}

/** Something that was done by hand. */
export interface AuditLine extends Deed {
  readonly action: "redeliver" | "discard";
  /** To how many postbacks. */
  readonly count: number;
}

export interface AuditPage {
  readonly items: readonly AuditLine[];
  /** For the next page; `undefined` when there is none. */
  readonly next: string | undefined;
}

/** A range of time, by when postbacks were received. */
export interface OverviewRange {
  /** Then or later. */
  readonly since: Date;
  /** Before then. */
  readonly until: Date;
  /** Into how many equal parts it is cut. */
  readonly buckets: number;
}

/** How things went in a range of time. */
export interface Overview {
  /** From when on was looked at: later than asked for when there were more postbacks than are looked at at once, of which it has the newest. */
  readonly since: Date;
  readonly until: Date;
  /** How many postbacks that were. */
  readonly count: number;
  /** The parts of the range that was asked for, oldest first, also those with nothing in them. */
  readonly buckets: readonly OverviewBucket[];
  /** From being received to the end of delivery, of those whose delivery has ended; `undefined` when there are none. */
  readonly delays: Delays | undefined;
  /** Why deliveries fail or have failed, by `lastError`: the ten that are most frequent, those first. */
  readonly failures: readonly Reason[];
}

export interface OverviewBucket {
  /** When it begins. */
  readonly since: Date;
  readonly types: Readonly<Partial<Record<EventName, number>>>;
  readonly states: Readonly<Partial<Record<DeliveryState, number>>>;
}

/** In milliseconds. */
export interface Delays {
  readonly median: number;
  /** Nineteen of twenty took no longer. */
  readonly p95: number;
  readonly max: number;
}

export interface Reason {
  readonly error: string;
  readonly count: number;
}

/** Which messages that went out are meant. */
export type SendFilter =
  | {
      /** The phone numbers of both sides; also what went to one of them from a number that is not known yet. */
      readonly between: readonly [string, string];
      /** That went out before then. */
      readonly until?: Date | undefined;
    }
  | {
      /** The vendor's ids. */
      readonly messageIds: readonly string[];
    };

/** How many lines of the audit are kept. */
export const AUDIT_KEPT = 10_000;

/** How many reasons an overview has. */
export const REASONS = 10;
