import { type Filter } from "./inbox/inbox.js";
import { numberInBody, numbersOf } from "./wire/numbers.js";
import { type Postback } from "./wire/postback.js";

/** What a filter can ask of a postback alone, wherever it lies; in which state it is only its inbox knows. */
export type PostbackFilter = Omit<Filter, "state">;

/** Whether a postback has all that a filter asks for. */
export function isMeant(postback: Postback, { keys, type, account, subject, number, since, until }: PostbackFilter): boolean {
  return (
    (keys === undefined || keys.includes(postback.key)) &&
    (type === undefined || postback.type === type) &&
    (account === undefined || postback.account === account) &&
    (subject === undefined || postback.subject === subject) &&
    (number === undefined || isAbout(postback, number)) &&
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
