import { isMeant } from "../../is-meant.js";
import { type Postback } from "../../wire/postback.js";
import { type DeliveryState, type Failure, type Filter, type RecordedPostback } from "../inbox.js";

/** A postback as the memory inbox holds it. */
export interface Entry extends Omit<RecordedPostback, "due" | "settledAt"> {
  /** Counts up with each one recorded. */
  readonly number: number;
  line: string;
  state: DeliveryState;
  attempts: number;
  repeats: number;
  handled: readonly string[];
  lastError: string | undefined;
  /** When its delivery ended, in milliseconds. */
  settled: number | undefined;
  failures: readonly Failure[];
  /** In milliseconds; `undefined` also while another of its line is first. */
  due: number | undefined;
  /** Of the claim that it is out with. */
  claim: string | undefined;
}

export function newEntry(number: number, postback: Postback): Entry {
  return {
    number,
    postback,
    line: lineOf(postback),
    state: "waiting",
    attempts: 0,
    repeats: 0,
    handled: [],
    lastError: undefined,
    settled: undefined,
    failures: NONE,
    due: undefined,
    claim: undefined,
  };
}

/** The failures of all that have none. */
const NONE: readonly Failure[] = [];

/** Where a postback stands that does not wait for its retry alone. */
export function lineOf({ subject, key }: Postback): string {
  return subject ?? key;
}

/** Whether its delivery has not ended. */
export function isOpen({ state }: Entry): boolean {
  return state === "waiting" || state === "running";
}

export function recordedOf({ postback, state, attempts, repeats, handled, lastError, settled, failures, due }: Entry): RecordedPostback {
  return { postback, state, attempts, repeats, handled, lastError, settledAt: dateOf(settled), failures, due: dateOf(due) };
}

function dateOf(time: number | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

export function matches({ postback, state }: Entry, filter: Filter): boolean {
  return (filter.state === undefined || state === filter.state) && isMeant(postback, filter);
}
