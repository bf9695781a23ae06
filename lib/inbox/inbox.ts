import { type Clock } from "../clock.js";
import { type EventName, type Postback } from "../wire/postback.js";
import { type Inspection } from "./inspection.js";
import { type SendLog } from "./send-log.js";

/**
 * The record of postbacks and of how far their delivery is: the port that every store implements. What it guarantees and
 * why is in `lib/inbox/README.md`; `inboxContract()` of `cdyne-postback/inbox-contract` tests a store of one's own.
 */
export interface Inbox {
  /** Whether what was recorded outlives the process. */
  readonly durable: boolean;
  /** By which its postbacks are due and its leases end, where it goes by a clock of this process. `createPostbacks({ clock })` refuses another. */
  readonly clock?: Clock | undefined;
  /** What went out to the same people. Without it nothing can be answered through this inbox. */
  readonly sends?: SendLog | undefined;
  /** What a page over the inbox needs. Without it nothing can be counted, discarded by hand, or looked at as a whole. */
  readonly inspection?: Inspection | undefined;
  /**
   * Records postbacks, all or none, in this order. A key that was recorded before is a repeat: it is counted and changes
   * nothing else. Resolves when they are as safe as the store can make them, because then the vendor is told 200; rejects
   * when they could not be recorded.
   */
  record(postbacks: readonly Postback[]): Promise<readonly Recorded[]>;
  /**
   * Hands out postbacks that are due, the longest due first: of each line only the first, and none of a line of which one
   * is out. Postbacks of one subject make a line; one without a subject is alone in its line.
   *
   * @param limit How many at most.
   * @param lease For how long, in milliseconds. What is neither settled nor renewed until then is handed out again.
   */
  claim(limit: number, lease: number): Promise<readonly Claim[]>;
  /** Makes the leases of claims end later: `lease` milliseconds from now. A claim that was handed out anew meanwhile is left alone. */
  renew(ids: readonly string[], lease: number): Promise<void>;
  /** Notes how attempts ended. A claim that was handed out anew meanwhile is left alone. */
  settle(settlements: readonly Settlement[]): Promise<void>;
  /**
   * What is recorded, newest first. A page may be short or empty and still have a `next`: where no index helps, one call
   * looks at a bounded number of postbacks, and the next page goes on.
   */
  list(query: Query): Promise<Page>;
  /** Has postbacks delivered again, to all handlers and with all attempts. Leaves those alone that wait or run. Returns how many. */
  redeliver(filter: Filter): Promise<number>;
  /** Removes up to `limit` postbacks in this state that were received before then, oldest first. Returns how many. */
  prune(state: SettledState, before: Date, limit: number): Promise<number>;
  /** Removes whatever has this phone number (E.164, or as posted where it is none), also what waits, and what went out to it. Returns how many. */
  forget(number: string): Promise<number>;
  health(): Promise<InboxHealth>;
  /** Calls `wake` when another process may have recorded something. Without it the inbox is asked every second. */
  watch?(wake: () => void): void;
  /**
   * Notes for `lease` milliseconds which handlers a process that delivers has, and gives those of each other process whose
   * time is not up. With `lease` 0 the process leaves. Without it nobody learns that applications with different handlers
   * take postbacks from the same inbox.
   */
  rollCall?(process: string, handlers: readonly string[], lease: number): Promise<readonly Present[]>;
  /** Ends the inbox; everything else rejects from now on. */
  close(): Promise<void>;
}

/** A process that delivers from an inbox. */
export interface Present {
  readonly process: string;
  readonly handlers: readonly string[];
}

/** What became of a postback that was to be recorded. */
export type Recorded = "new" | "repeat";

/**
 * - `waiting`: to be delivered, now or after a while
 * - `running`: handed out
 * - `delivered`: all handlers are done with it
 * - `dead`: its attempts are used up; kept until it is redelivered or pruned
 * - `discarded`: a handler threw `Discard`, and the others are done with it; or somebody ended its delivery by hand
 */
export type DeliveryState = "waiting" | "running" | SettledState;

/** How a delivery can have ended. */
export type SettledState = "delivered" | "dead" | "discarded";

/** A postback handed out for delivery. */
export interface Claim {
  /** Of this claim, to settle or renew it: another claim of the same postback has another. */
  readonly id: string;
  readonly postback: Postback;
  /** 1 for the first try to deliver it. */
  readonly attempt: number;
  /** The handlers that are done with it already. */
  readonly handled: readonly string[];
}

/** How an attempt ended. */
export interface Settlement {
  readonly id: string;
  readonly state: SettledState | "waiting";
  /** For `waiting`: how long until the next attempt, in milliseconds. */
  readonly after?: number;
  /** For `waiting`: whether the others of its line go on; it is alone in its line then. */
  readonly letPass?: boolean;
  /** All handlers that are done with it. */
  readonly handled: readonly string[];
  /** What went wrong last, without what somebody wrote. */
  readonly error?: string | undefined;
  /** What has failed in this attempt, in the order of time; nothing when nothing has. */
  readonly failures?: readonly Failure[] | undefined;
}

/** A handler that failed in an attempt. */
export interface Failure {
  /** 1 for the first try. It starts anew when the postback is redelivered. */
  readonly attempt: number;
  readonly at: Date;
  /** The handler as `handled` has it; `"none"` when too many attempts were lost with their process. */
  readonly handler: string;
  /** The error's name, code and place, never its message. */
  readonly error: string;
}

/** How many failures of a postback are kept: the newest. */
export const FAILURES_KEPT = 20;

/** A postback as it is recorded. */
export interface RecordedPostback {
  readonly postback: Postback;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** How often the vendor posted it again. */
  readonly repeats: number;
  /** The handlers that are done with it. */
  readonly handled: readonly string[];
  /** What went wrong last: the error's name, code and place, never its message. */
  readonly lastError: string | undefined;
  /** When it is tried next, or its lease ends. `undefined` when neither, also while it waits for another of its subject. */
  readonly due: Date | undefined;
  /** When its delivery ended; `undefined` as long as it goes on. */
  readonly settledAt: Date | undefined;
  /** The newest 20 failures of handlers, the oldest first, also those from before it was redelivered. */
  readonly failures: readonly Failure[];
}

/** Which postbacks are meant: those that have all of these. */
export interface Filter {
  readonly keys?: readonly string[] | undefined;
  readonly type?: EventName | undefined;
  readonly state?: DeliveryState | undefined;
  readonly account?: string | undefined;
  readonly subject?: string | undefined;
  /** The phone number of either side, in E.164 where it can be. */
  readonly number?: string | undefined;
  /** The phone numbers of both sides, whichever of them wrote or called. */
  readonly between?: readonly [string, string] | undefined;
  /** A part of what somebody wrote (`text` of smsReply and smsReceived), in upper or lower case. */
  readonly text?: string | undefined;
  /** Received then or later; as `until`, a time in the years 1 to 9999. */
  readonly since?: Date | undefined;
  /** Received before then. */
  readonly until?: Date | undefined;
}

export interface Query extends Filter {
  /** How many at most. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}

export interface Page {
  readonly items: readonly RecordedPostback[];
  /** For the next page; `undefined` when there is none. A page with fewer items than asked for, or none, may have one, too. */
  readonly next: string | undefined;
}

/** How much there is to do. */
export interface InboxHealth {
  /** Postbacks that wait for delivery. */
  waiting: number;
  /** Postbacks whose handlers are running. */
  running: number;
  /** Postbacks that were given up. */
  dead: number;
  /** When the oldest one that waits or runs was received. */
  oldest: Date | undefined;
}
