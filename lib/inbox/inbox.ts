import { type Postback } from "../wire/postback.js";

/**
 * The record of postbacks and of how far their delivery is. A postback is answered with 200 once `record` has resolved,
 * so what `record` resolves for must be as safe as the store can make it.
 */
export interface Inbox {
  /** Whether what was recorded outlives the process. */
  readonly durable: boolean;
  /**
   * Records postbacks, all or none, in this order. A key that was recorded before is a repeat and changes nothing.
   * Rejects when they could not be recorded.
   */
  record(postbacks: readonly Postback[]): Promise<readonly Recorded[]>;
  /**
   * Hands out up to `limit` postbacks that wait for delivery, oldest first: of each subject only the first, and none of
   * a subject of which one is still out. Postbacks without a subject do not wait for each other.
   */
  claim(limit: number): Promise<readonly Claim[]>;
  /** Notes how the delivery of claimed postbacks ended. */
  settle(settlements: readonly Settlement[]): Promise<void>;
  health(): Promise<InboxHealth>;
  /** Ends the inbox; everything else rejects from now on. */
  close(): Promise<void>;
}

/** What became of a postback that was to be recorded. */
export type Recorded = "new" | "repeat";

/** A postback handed out for delivery. */
export interface Claim {
  /** The inbox's own id of it, to settle it with. */
  readonly id: string;
  readonly postback: Postback;
  /** 1 for the first try to deliver it. */
  readonly attempt: number;
}

/** How a delivery ended: all handlers are done with it, or it is given up. */
export interface Settlement {
  readonly id: string;
  readonly outcome: "delivered" | "dead";
}

/** How much there is to do. */
export interface InboxHealth {
  /** Postbacks that wait for delivery. */
  waiting: number;
  /** Postbacks whose handlers are running. */
  running: number;
  /** Postbacks that were given up because a handler failed. */
  dead: number;
  /** When the oldest one that waits or runs was received. */
  oldest: Date | undefined;
}
