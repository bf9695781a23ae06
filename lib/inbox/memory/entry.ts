import { numberInBody, numbersOf } from "../../wire/numbers.js";
import { type Postback } from "../../wire/postback.js";
import { type DeliveryState, type Filter, type RecordedPostback } from "../inbox.js";

/** A postback as the memory inbox holds it. */
export interface Entry extends Omit<RecordedPostback, "due"> {
  /** Counts up with each one recorded. */
  readonly number: number;
  line: string;
  state: DeliveryState;
  attempts: number;
  repeats: number;
  handled: readonly string[];
  lastError: string | undefined;
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
    due: undefined,
    claim: undefined,
  };
}

/** Where a postback stands that does not wait for its retry alone. */
export function lineOf({ subject, key }: Postback): string {
  return subject ?? key;
}

/** Whether its delivery has not ended. */
export function isOpen({ state }: Entry): boolean {
  return state === "waiting" || state === "running";
}

export function recordedOf({ postback, state, attempts, repeats, handled, lastError, due }: Entry): RecordedPostback {
  return { postback, state, attempts, repeats, handled, lastError, due: due === undefined ? undefined : new Date(due) };
}

export function isAbout({ postback }: Entry, number: string): boolean {
  const { from, to } = numbersOf(postback);
  const digits = numberInBody(number);
  if (postback.type === "unknown") return digits !== undefined && postback.raw.includes(digits);
  return from === number || to === number;
}

export function matches(entry: Entry, { keys, type, state, account, subject, number, since, until }: Filter): boolean {
  const { postback } = entry;
  return (
    (keys === undefined || keys.includes(postback.key)) &&
    (type === undefined || postback.type === type) &&
    (state === undefined || entry.state === state) &&
    (account === undefined || postback.account === account) &&
    (subject === undefined || postback.subject === subject) &&
    (number === undefined || isAbout(entry, number)) &&
    (since === undefined || postback.receivedAt >= since) &&
    (until === undefined || postback.receivedAt < until)
  );
}
