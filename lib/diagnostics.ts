import { channel } from "node:diagnostics_channel";
import { type Postback } from "./wire/postback.js";

/** What a receiver has done since it was made. */
export interface Counters {
  /** Bodies that came in with a right token. */
  received: number;
  /** Postbacks recorded for the first time. */
  recorded: number;
  /** Postbacks that were recorded before. */
  repeated: number;
  /** Postbacks that could not be recorded; each was answered with 503. */
  notRecorded: number;
  /** Postbacks that all handlers are done with. */
  delivered: number;
  /** Attempts after which a handler has to be run again. */
  retried: number;
  /** Postbacks that were given up. */
  dead: number;
  /** Postbacks that a handler discarded. */
  discarded: number;
}

/**
 * Channels of `node:diagnostics_channel`: `cdyne-postback:received` (`{ account }`), `…:recorded` (`{ postback }`, new
 * ones only), `…:delivered` and `…:failed` (`{ postback, attempt, state }`, after an attempt). In those with a postback
 * `counters` are those of the receiver, which tells it from others.
 */
const channels = {
  received: channel("cdyne-postback:received"),
  recorded: channel("cdyne-postback:recorded"),
  delivered: channel("cdyne-postback:delivered"),
  failed: channel("cdyne-postback:failed"),
};

/** Counts what happens and tells whoever listens. */
export class Diagnostics {
  readonly counters: Counters = {
    received: 0,
    recorded: 0,
    repeated: 0,
    notRecorded: 0,
    delivered: 0,
    retried: 0,
    dead: 0,
    discarded: 0,
  };

  received(account: string | undefined): void {
    this.counters.received += 1;
    if (channels.received.hasSubscribers) channels.received.publish({ account });
  }

  recorded(postback: Postback, what: "new" | "repeat" | undefined): void {
    if (what === "repeat") {
      this.counters.repeated += 1;
    } else {
      this.counters.recorded += 1;
      if (channels.recorded.hasSubscribers) channels.recorded.publish({ postback, counters: this.counters });
    }
  }

  notRecorded(): void {
    this.counters.notRecorded += 1;
  }

  ended(postback: Postback, attempt: number, { state }: { state: "delivered" | "waiting" | "dead" | "discarded" }): void {
    this.counters[state === "waiting" ? "retried" : state] += 1;
    const told = state === "delivered" || state === "discarded" ? channels.delivered : channels.failed;
    if (told.hasSubscribers) told.publish({ postback, attempt, state, counters: this.counters });
  }
}
