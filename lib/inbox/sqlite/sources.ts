import { numberInBody } from "../../wire/numbers.js";
import { instantColumn, textColumn } from "./column.js";
import { type Meant, type Where, and, ifGiven } from "./filter.js";

/** Where all that a filter finds can be looked for, beside others. Each part is found by an index. */
export interface Source {
  readonly parts: readonly Where[];
  /** Whether each index has its part in the order of recording; else all of it has to be sorted first. */
  readonly inOrder: boolean;
}

/** The whole table, in the order of recording. */
export const EVERYTHING: Source = { parts: [{ sql: "true", values: [] }], inOrder: true };

/** The keys that are asked for: there are never many. */
export function sourceOfKeys({ keys }: Meant): Source | undefined {
  return keys && { parts: [{ sql: "key IN (SELECT value FROM json_each(?))", values: [JSON.stringify(keys)] }], inOrder: false };
}

/** Each by itself has all that the filter finds. */
export function sourcesOf({ type, state, states, subject, number, between, since, until }: Meant): readonly Source[] {
  const numbers = [...(number === undefined ? [] : [number]), ...(between ?? [])];
  const given = state === undefined ? states : [state];
  const received = [ifGiven(since, "received_at >= ?", instantColumn), ifGiven(until, "received_at < ?", instantColumn)];
  // Nearly all are delivered.
  const isRare = since !== undefined || until !== undefined || (given !== undefined && !given.includes("delivered"));
  return [
    ...(subject === undefined ? [] : [inOrder({ sql: "subject = ?", values: [subject] })]),
    ...numbers.map((one) => inOrder(...partsOf(one))),
    ...(type === "unknown" ? [inOrder(UNKNOWN)] : []),
    ...(isRare ? [{ parts: [and([inState(given ?? STATES), ...received])], inOrder: false }] : []),
  ];
}

function inOrder(...parts: readonly Where[]): Source {
  return { parts, inOrder: true };
}

const UNKNOWN: Where = { sql: "type = 'unknown'", values: [] };

function partsOf(number: string): Where[] {
  const values = [textColumn(number)];
  const sides = [{ sql: "from_number = ?", values }, { sql: "to_number = ?", values }];
  return numberInBody(number) === undefined ? sides : [...sides, UNKNOWN];
}

const STATES = ["waiting", "running", "delivered", "dead", "discarded"];

/** Lets the index of states and times be used. */
function inState(states: readonly string[]): Where {
  return { sql: `state IN (${states.map(() => "?").join(", ")})`, values: states };
}
