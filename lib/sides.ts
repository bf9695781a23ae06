import { numbersOf } from "./wire/numbers.js";
import { type Postback } from "./wire/postback.js";

/** The phone numbers of both sides of a postback. */
export interface Sides {
  readonly ours: string;
  readonly theirs: string;
  /** Whether it is about something that came from them. */
  readonly fromThem: boolean;
}

/** Whose number is whose; `undefined` where one of them is not known. */
export function sidesOf(postback: Postback): Sides | undefined {
  const { from, to } = numbersOf(postback);
  if (from === undefined || to === undefined) return undefined;
  const fromThem = postback.type === "smsReply" || postback.type === "smsReceived" || ("direction" in postback && postback.direction === "incoming");
  return fromThem ? { ours: to, theirs: from, fromThem } : { ours: from, theirs: to, fromThem };
}
