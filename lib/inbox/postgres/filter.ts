import { numberInBody } from "../../wire/numbers.js";
import { type DeliveryState, type Filter } from "../inbox.js";
import { numberColumn, storable } from "./rows.js";

/** The values of a statement's parameters. */
export class Parameters {
  readonly values: unknown[] = [];

  /** Gives the name of the value's parameter. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** Which postbacks are meant; with `states` only those in one of these. */
export type Meant = Filter & { readonly states?: readonly DeliveryState[] | undefined };

/** A condition in SQL, which adds its values. */
export type Condition = (parameters: Parameters) => string;

/** What all of a filter asks for but its text, which PostgreSQL would compare in another way than we do. */
export function conditionsOf({ keys, type, state, states, account, subject, number, between, text, since, until }: Meant): Condition[] {
  return [
    ifGiven(keys, keyIn),
    ifGiven(type, (one) => (all) => `type = ${all.add(one)}`),
    ifGiven(state, (one) => (all) => `state = ${all.add(one)}`),
    ifGiven(states, (some) => (all) => `state = any(${all.add(some)}::text[])`),
    ifGiven(account, (one) => (all) => `account = ${all.add(storable(one))}`),
    ifGiven(subject, subjectIs),
    ifGiven(number, aboutNumber),
    ifGiven(between, betweenNumbers),
    ifGiven(text, () => () => "type in ('smsReply', 'smsReceived')"),
    ifGiven(since, receivedSince),
    ifGiven(until, receivedUntil),
  ].filter((one) => one !== undefined);
}

export function ifGiven<Value>(value: Value | undefined, condition: (value: Value) => Condition): Condition | undefined {
  return value === undefined ? undefined : condition(value);
}

export function keyIn(keys: readonly string[]): Condition {
  return (all) => `key = any(${all.add(keys.map(storable))}::text[])`;
}

export function subjectIs(subject: string): Condition {
  return (all) => `subject = ${all.add(storable(subject))}`;
}

export function receivedSince(since: Date): Condition {
  return (all) => `content.received_at >= ${all.add(since.toISOString())}::timestamptz`;
}

export function receivedUntil(until: Date): Condition {
  return (all) => `content.received_at < ${all.add(until.toISOString())}::timestamptz`;
}

/** Whatever has this phone number on either side. */
function aboutNumber(number: string): Condition {
  return (all) => {
    const column = all.add(numberColumn(number));
    return `(from_number = ${column} or to_number = ${column} or (type = 'unknown' and ${inBody(number)(all)}))`;
  };
}

function betweenNumbers([one, other]: readonly [string, string]): Condition {
  return (all) => {
    const [first, second] = [all.add(numberColumn(one)), all.add(numberColumn(other))];
    const sides = `(from_number = ${first} and to_number = ${second}) or (from_number = ${second} and to_number = ${first})`;
    return `(${sides} or (type = 'unknown' and ${inBody(one)(all)} and ${inBody(other)(all)}))`;
  };
}

function inBody(number: string): Condition {
  const digits = numberInBody(number);
  return (all) => (digits === undefined ? "false" : `strpos(raw, ${all.add(storable(digits))}::text) > 0`);
}
