import { numberInBody } from "../../wire/numbers.js";
import { type Filter } from "../inbox.js";
import { numberColumn, storable } from "./rows.js";

/** Conditions in SQL, and the values of their parameters. */
export class Conditions {
  readonly conditions: string[] = [];
  readonly values: unknown[];

  /** @param values Those of the parameters that come before. */
  constructor(...values: unknown[]) {
    this.values = values;
  }

  /** @param condition Gets the name of the value's parameter. */
  add(value: unknown, condition: (parameter: string) => string): void {
    this.values.push(value);
    this.conditions.push(condition(`$${this.values.length}`));
  }

  addFilter({ keys, type, state, account, subject, number, since, until }: Filter): this {
    if (keys) this.add(keys.map(storable), (all) => `key = any(${all}::text[])`);
    if (type) this.add(type, (one) => `type = ${one}`);
    if (state) this.add(state, (one) => `state = ${one}`);
    if (account !== undefined) this.add(storable(account), (one) => `account = ${one}`);
    if (subject !== undefined) this.add(storable(subject), (one) => `subject = ${one}`);
    if (since) this.add(since.toISOString(), (time) => `received_at >= ${time}::timestamptz`);
    if (until) this.add(until.toISOString(), (time) => `received_at < ${time}::timestamptz`);
    if (number !== undefined) this.addNumber(number);
    return this;
  }

  addNumber(number: string): this {
    const inBody = numberInBody(number);
    this.add(inBody === undefined ? null : storable(inBody), (digits) => `type = 'unknown' and strpos(raw, ${digits}::text) > 0`);
    const unknown = this.conditions.pop() ?? "false";
    this.add(numberColumn(number), (column) => `(from_number = ${column} or to_number = ${column} or (${unknown}))`);
    return this;
  }
}
