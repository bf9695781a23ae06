import { numberInBody } from "../../wire/numbers.js";
import { type Filter } from "../inbox.js";
import { instantColumn, textColumn } from "./column.js";
import { type SqlValue } from "./database.js";

/** Conditions and what they compare with. */
export interface Where {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** Lets the index of states and times be used. */
const ANY_STATE = "state IN ('waiting', 'running', 'delivered', 'dead', 'discarded')";

/** What all of a filter asks for. */
export function where({ keys, type, state, account, subject, number, since, until }: Filter): Where {
  return and([
    ifGiven(keys, "key IN (SELECT value FROM json_each(?))", (all) => JSON.stringify(all)),
    ifGiven(type, "type = ?", String),
    // Most are delivered: to read them by state and then sort them costs more than to pass over the others.
    ifGiven(state, state === "delivered" ? "+state = ?" : "state = ?", String),
    ifGiven(account, "account = ?", textColumn),
    ifGiven(subject, "subject = ?", String),
    number === undefined ? undefined : aboutNumber(number),
    ifGiven(since, `received_at >= ? AND ${ANY_STATE}`, instantColumn),
    ifGiven(until, `received_at < ? AND ${ANY_STATE}`, instantColumn),
  ]);
}

function ifGiven<Value>(value: Value | undefined, sql: string, column: (value: Value) => SqlValue): Where | undefined {
  return value === undefined ? undefined : { sql, values: [column(value)] };
}

/** All of them; no condition at all holds always. */
export function and(conditions: readonly (Where | undefined)[]): Where {
  const given = conditions.filter((one) => one !== undefined);
  return { sql: given.map(({ sql }) => sql).join(" AND ") || "true", values: given.flatMap(({ values }) => values) };
}

/** Whatever has this phone number on either side. */
export function aboutNumber(number: string): Where {
  const column = textColumn(number);
  return {
    sql: `seq IN (
      SELECT seq FROM postback WHERE from_number = ?
      UNION SELECT seq FROM postback WHERE to_number = ?
      UNION SELECT seq FROM postback WHERE type = 'unknown' AND instr(raw, ?) > 0)`,
    values: [column, column, numberInBody(number) ?? null],
  };
}
