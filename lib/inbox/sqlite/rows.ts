import { z } from "zod";
import { numbersOf } from "../../wire/numbers.js";
import { type Postback } from "../../wire/postback.js";
import { type Claim, type DeliveryState, FAILURES_KEPT, type Failure, type RecordedPostback } from "../inbox.js";
import { postbackOf } from "../stored.js";
import { type TextColumn, instantColumn, textColumn, textColumnOrNull, textOf, textOrUndefined } from "./column.js";
import { type SqlValue } from "./database.js";

/** The columns of a postback itself, in the order of `columnsOf`. */
export const COLUMNS = ["key", "type", "subject", "account", "source", "received_at", "at", "from_number", "to_number", "fields", "event", "raw"];

export function columnsOf(postback: Postback): SqlValue[] {
  const { key, type, subject, account, receivedAt, source, at, fields, raw, ...event } = postback;
  const { from, to } = numbersOf(postback);
  return [
    key,
    type,
    subject ?? null,
    textColumnOrNull(account),
    source,
    instantColumn(receivedAt),
    at ? instantColumn(at) : null,
    textColumnOrNull(from),
    textColumnOrNull(to),
    JSON.stringify(fields),
    JSON.stringify(event),
    textColumn(raw),
  ];
}

interface PostbackRow {
  key: string;
  raw: TextColumn;
  account: TextColumn | null;
  received_at: string;
  source: Postback["source"];
}

export const POSTBACK = "key, raw, account, received_at, source";

function postback({ key, raw, account, received_at, source }: PostbackRow): Postback {
  return postbackOf({ key, raw: textOf(raw), account: textOrUndefined(account), receivedAt: new Date(received_at), source });
}

export interface ClaimRow extends PostbackRow {
  seq: number;
  /** Of the claim before. */
  claim: number;
  attempts: number;
  handled: string;
}

/** The claim that is made of a row as it was before. */
export function claimOf(row: ClaimRow): Claim {
  return { id: `${row.seq}.${row.claim + 1}`, postback: postback(row), attempt: row.attempts + 1, handled: names(row.handled) };
}

/** The row and the count of a claim; `undefined` for what is no id of a claim. */
export function readClaimId(id: string): { seq: number; claim: number } | undefined {
  const [, seq, claim] = /^(\d{1,15})\.(\d{1,15})$/.exec(id) ?? [];
  return seq === undefined ? undefined : { seq: Number(seq), claim: Number(claim) };
}

export interface RecordedRow extends PostbackRow {
  seq: number;
  state: DeliveryState;
  attempts: number;
  repeats: number;
  handled: string;
  last_error: TextColumn | null;
  due: number | null;
  settled_at: string | null;
  failures: string | null;
}

/** The columns of {@link RecordedRow}. */
export const RECORDED = `seq, state, attempts, repeats, handled, last_error, due, settled_at, failures, ${POSTBACK}`;

export function recordedOf(row: RecordedRow): RecordedPostback {
  const { state, attempts, repeats, handled, last_error, due, settled_at, failures } = row;
  return {
    postback: postback(row),
    state,
    attempts,
    repeats,
    handled: names(handled),
    lastError: textOrUndefined(last_error),
    due: due === null ? undefined : new Date(due),
    settledAt: settled_at === null ? undefined : new Date(settled_at),
    failures: failuresIn(failures),
  };
}

/** The newest failures, as JSON. */
export function failuresColumn(failures: readonly Failure[]): string {
  return JSON.stringify(failures.slice(-FAILURES_KEPT));
}

export function failuresIn(json: string | null): readonly Failure[] {
  return json === null ? [] : failuresSchema.parse(JSON.parse(json));
}

const failuresSchema = z.array(z.object({ attempt: z.number(), at: z.coerce.date(), handler: z.string(), error: z.string() }));

const schema = z.array(z.string());

function names(json: string): readonly string[] {
  return schema.parse(JSON.parse(json));
}
