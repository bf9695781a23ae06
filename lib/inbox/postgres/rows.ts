import { z } from "zod";
import { numbersOf } from "../../wire/numbers.js";
import { type Postback } from "../../wire/postback.js";
import { schemas } from "../../wire/schemas.js";
import { type Claim, type DeliveryState, type Failure, type RecordedPostback } from "../inbox.js";
import { postbackOf } from "../stored.js";

/** Times and large numbers are read as text: a pool may have been told to read them as anything. */
export const RECORDED_COLUMNS = `
  key, raw, account, source, (extract(epoch from received_at) * 1000)::text as received_at,
  seq::text, state, attempts, repeats, handled::text, last_error, (extract(epoch from due) * 1000)::text as due,
  (extract(epoch from settled_at) * 1000)::text as settled_at, failures::text`;

interface PostbackRow {
  readonly key: string;
  readonly raw: string;
  readonly account: string | null;
  readonly source: string;
  readonly received_at: string;
}

interface DeliveryRow extends PostbackRow {
  readonly seq: string;
  readonly attempts: number;
  readonly handled: string;
}

export interface ClaimRow extends DeliveryRow {
  readonly claim: number;
}

export interface RecordedRow extends DeliveryRow {
  readonly state: DeliveryState;
  readonly repeats: number;
  readonly last_error: string | null;
  readonly due: string | null;
  readonly settled_at: string | null;
  readonly failures: string | null;
}

/** A postback and how often it is to be recorded, as a row. */
export function rowOf(postback: Postback, times: number) {
  const { key, type, subject, account, source, receivedAt, at, fields, raw, ...event } = postback;
  const { from, to } = numbersOf(postback);
  return {
    key: storable(key),
    type,
    subject: storable(subject),
    account: storable(account),
    source,
    received_at: receivedAt,
    at: at && YEARS.test(at.toISOString()) ? at : undefined,
    from_number: numberColumn(from),
    to_number: numberColumn(to),
    fields,
    event,
    raw: storable(raw),
    line: storable(subject ?? key),
    times,
  };
}

/** Text as PostgreSQL takes it. A form says the same with it. */
export function storable<Text extends string | undefined>(text: Text): Text | string {
  if (text === undefined || (text.isWellFormed() && !text.includes("\0"))) return text;
  return text.toWellFormed().replaceAll("\0", "%00");
}

/** What stands for a number may be as long as it likes, and an index takes no more than 2,700 bytes. */
export function numberColumn(number: string | undefined): string | undefined {
  return storable(number)?.slice(0, LONGEST_NUMBER).toWellFormed();
}

/** JSON as PostgreSQL takes it: without NUL and halves of characters. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return REFUSED.test(json) ? JSON.stringify(withoutRefused(JSON.parse(json))) : json;
}

export function claimOf(row: ClaimRow): Claim {
  return { id: `${row.seq}.${row.claim}`, postback: postbackIn(row), attempt: row.attempts, handled: handledIn(row) };
}

/** What a claim's id says, `undefined` for an id that no claim has. */
export function partsOf(id: string): { seq: string; claim: number } | undefined {
  const [, seq, claim] = ID.exec(id) ?? [];
  return seq === undefined ? undefined : { seq, claim: Number(claim) };
}

export function recordedOf(row: RecordedRow): RecordedPostback {
  return {
    postback: postbackIn(row),
    state: row.state,
    attempts: row.attempts,
    repeats: row.repeats,
    handled: handledIn(row),
    lastError: row.last_error ?? undefined,
    due: row.due === null ? undefined : dateOf(row.due),
    settledAt: row.settled_at === null ? undefined : dateOf(row.settled_at),
    failures: row.failures === null ? [] : failuresIn(row.failures),
  };
}

/** A date out of milliseconds as text. */
export function dateOf(milliseconds: string): Date {
  return new Date(Math.round(Number(milliseconds)));
}

const LONGEST_NUMBER = 64;
/** The years that both sides write alike. */
const YEARS = /^(?!0000)\d{4}-/;
const ID = /^(\d{1,18})\.(\d{1,9})$/;
const REFUSED = /\\u(?:0000|d[89a-f])/;
const sources = schemas.unknown.shape.source;

function postbackIn({ key, raw, account, source, received_at }: PostbackRow): Postback {
  return postbackOf({ key, raw, account: account ?? undefined, source: sources.parse(source), receivedAt: dateOf(received_at) });
}

function handledIn({ handled }: DeliveryRow): readonly string[] {
  const names: unknown = JSON.parse(handled);
  return Array.isArray(names) ? names.map(String) : [];
}

function failuresIn(json: string): readonly Failure[] {
  return failuresSchema.parse(JSON.parse(json));
}

const failuresSchema = z.array(z.object({ attempt: z.number(), at: z.coerce.date(), handler: z.string(), error: z.string() }));

function withoutRefused(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("\0", "").toWellFormed();
  if (Array.isArray(value)) return value.map(withoutRefused);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [withoutRefused(name), withoutRefused(one)]));
}
