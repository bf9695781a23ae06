import { type Postback } from "./postback.js";

/** The phone numbers of a postback: who writes or calls, and whom. */
export function numbersOf(postback: Postback): { from: string | undefined; to: string | undefined } {
  if ("messageId" in postback) return { from: postback.from, to: postback.to };
  if ("queueId" in postback) return { from: postback.callerId, to: postback.phoneNumber };
  return { from: undefined, to: undefined };
}

/** Fewer digits are in many a body that has nothing to do with the number. */
const FEWEST_DIGITS = 7;

/**
 * What to look for in a body of which nobody knows which fields are phone numbers, nor whether they have the 1 of North
 * America. `undefined` for what is too short to be told from other digits.
 */
export function numberInBody(number: string): string | undefined {
  const digits = number.replace(/^\+1?/, "");
  return digits.replace(/\D/g, "").length < FEWEST_DIGITS ? undefined : digits;
}
