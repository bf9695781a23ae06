import { numberInBody } from "../../wire/numbers.js";
import { type DeliveryState, type Filter } from "../inbox.js";
import { instantColumn, textColumn } from "./column.js";
import { type SqlValue } from "./database.js";

/** Conditions and what they compare with. */
export interface Where {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** Which postbacks are meant; with `states` only those in one of these. */
export type Meant = Filter & { readonly states?: readonly DeliveryState[] | undefined };

/** What all of a filter asks for but its text, which SQLite would compare in another way than we do. */
export function where({ keys, type, state, states, account, subject, number, between, text, since, until }: Meant): Where {
  return and([
    ifGiven(keys, "key IN (SELECT value FROM json_each(?))", (all) => JSON.stringify(all)),
    ifGiven(type, "type = ?", String),
    ifGiven(state, "state = ?", String),
    ifGiven(states, "state IN (SELECT value FROM json_each(?))", (all) => JSON.stringify(all)),
    ifGiven(account, "account = ?", textColumn),
    ifGiven(subject, "subject = ?", String),
    number === undefined ? undefined : aboutNumber(number),
    between === undefined ? undefined : betweenNumbers(between),
    text === undefined ? undefined : { sql: "type IN ('smsReply', 'smsReceived')", values: [] },
    ifGiven(since, "received_at >= ?", instantColumn),
    ifGiven(until, "received_at < ?", instantColumn),
  ]);
}

export function ifGiven<Value>(value: Value | undefined, sql: string, column: (value: Value) => SqlValue): Where | undefined {
  return value === undefined ? undefined : { sql, values: [column(value)] };
}

/** All of them; no condition at all holds always. */
export function and(conditions: readonly (Where | undefined)[]): Where {
  const given = conditions.filter((one) => one !== undefined);
  return { sql: given.map(({ sql }) => sql).join(" AND ") || "true", values: given.flatMap(({ values }) => values) };
}

/** Whatever has this phone number on either side. */
function aboutNumber(number: string): Where {
  const column = textColumn(number);
  return {
    sql: "(from_number = ? OR to_number = ? OR (type = 'unknown' AND instr(raw, ?) > 0))",
    values: [column, column, numberInBody(number) ?? null],
  };
}

function betweenNumbers([one, other]: readonly [string, string]): Where {
  const [first, second] = [textColumn(one), textColumn(other)];
  return {
    sql: `((from_number = ? AND to_number = ?) OR (from_number = ? AND to_number = ?)
      OR (type = 'unknown' AND instr(raw, ?) > 0 AND instr(raw, ?) > 0))`,
    values: [first, second, second, first, numberInBody(one) ?? null, numberInBody(other) ?? null],
  };
}
