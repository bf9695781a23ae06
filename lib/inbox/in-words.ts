import { type Filter } from "./inbox.js";

/** Of a phone number so many digits are told. */
const TOLD = 2;

/** Which postbacks a filter means, for the audit: without phone numbers and texts, which would have to be forgotten with a person. */
export function inWords({ keys, type, state, account, subject, number, between, text, since, until }: Filter): string {
  const words = [
    keys && (keys.length === 1 ? `key ${keys[0]}` : `${keys.length} keys`),
    type && `type ${type}`,
    state && `state ${state}`,
    account !== undefined && `account ${account}`,
    subject !== undefined && `subject ${subject}`,
    number !== undefined && `number ${masked(number)}`,
    between && `between ${between.map(masked).join(" and ")}`,
    text !== undefined && `a text of ${text.length} characters`,
    since && `since ${since.toISOString()}`,
    until && `until ${until.toISOString()}`,
  ];
  return words.filter((word) => typeof word === "string").join(", ");
}

function masked(number: string): string {
  return `…${number.slice(-TOLD)}`;
}
