import { type Filter } from "./inbox/inbox.js";
import { numberInBody, numbersOf } from "./wire/numbers.js";
import { type Postback } from "./wire/postback.js";

/** What a filter can ask of a postback alone, wherever it lies; in which state it is only its inbox knows. */
export type PostbackFilter = Omit<Filter, "state">;

/** Whether a postback has all that a filter asks for. */
export function isMeant(postback: Postback, { keys, type, account, subject, number, between, text, since, until }: PostbackFilter): boolean {
  return (
    (keys === undefined || keys.includes(postback.key)) &&
    (type === undefined || postback.type === type) &&
    (account === undefined || postback.account === account) &&
    (subject === undefined || postback.subject === subject) &&
    (number === undefined || isAbout(postback, number)) &&
    (between === undefined || isBetween(postback, between)) &&
    (text === undefined || hasText(postback, text)) &&
    (since === undefined || postback.receivedAt >= since) &&
    (until === undefined || postback.receivedAt < until)
  );
}

/** Whether a postback has a phone number on either side; of an unknown one, whether it is anywhere in its body. */
export function isAbout(postback: Postback, number: string): boolean {
  const { from, to } = numbersOf(postback);
  const digits = numberInBody(number);
  if (postback.type === "unknown") return digits !== undefined && postback.raw.includes(digits);
  return from === number || to === number;
}

/** Whether a postback has two phone numbers on its two sides; of an unknown one, whether both are anywhere in its body. */
function isBetween(postback: Postback, [one, other]: readonly [string, string]): boolean {
  if (postback.type === "unknown") return isAbout(postback, one) && isAbout(postback, other);
  const { from, to } = numbersOf(postback);
  return (from === one && to === other) || (from === other && to === one);
}

function hasText(postback: Postback, part: string): boolean {
  return (postback.type === "smsReply" || postback.type === "smsReceived") && contains(postback.text, part);
}

/** Whether a text has another in it, in upper or lower case and however its accents are written. */
export function contains(text: string | undefined, part: string): boolean {
  return text !== undefined && folded(text).includes(folded(part));
}

function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
