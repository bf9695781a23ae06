import { type SendFilter } from "../inspection.js";
import { type NewSend, type Send, type SendLog, type SendOutcome, type SendQuery } from "../send-log.js";
import { type Database } from "./database.js";
import { type Statement } from "./pool.js";
import { dateOf, numberColumn, storable, storableJson } from "./rows.js";
import { LOOKED_AT } from "../search.js";
import { call } from "./transactions.js";

interface SendRow {
  readonly id: string;
  readonly to_number: string;
  readonly from_number: string | null;
  readonly reference_id: string | null;
  readonly length: number;
  readonly context: Send["context"] | null;
  readonly at: string;
  readonly state: Send["state"];
  readonly message_id: string | null;
  readonly code: string | null;
}

const COLUMNS = "id, to_number, from_number, reference_id, length, context, (extract(epoch from at) * 1000)::text as at, state, message_id, code";

/** The messages that went out. */
export class Sends implements SendLog {
  readonly #database: Database;
  readonly #sql: ReturnType<typeof statementsFor>;

  constructor(database: Database, schema: string) {
    this.#database = database;
    this.#sql = statementsFor(schema);
  }

  async begin({ id, to, from, referenceId, length, context, at }: NewSend): Promise<Send | undefined> {
    const columns = [storable(id), numberColumn(to), numberColumn(from), storable(referenceId), length, context && storableJson(context), at.toISOString()];
    if ((await this.#run(this.#sql.begin, ...columns)).length > 0) return undefined;
    return this.get(id);
  }

  async get(id: string): Promise<Send | undefined> {
    return sendOf((await this.#run(this.#sql.get, storable(id)))[0]);
  }

  async end(id: string, { state, messageId, from, code }: SendOutcome): Promise<void> {
    await this.#run(this.#sql.end, storable(id), state, storable(messageId), numberColumn(from), code);
  }

  async find({ messageIds, reference }: SendQuery): Promise<Send | undefined> {
    const [row] = await this.#run(this.#sql.byMessage, messageIds.map(storable));
    if (row || !reference) return sendOf(row);
    return sendOf((await this.#run(this.#sql.byReference, numberColumn(reference.to), storable(reference.id)))[0]);
  }

  async count(to: string, from: string | undefined, since: Date): Promise<number> {
    const [row] = await this.#run(this.#sql.count, numberColumn(to), numberColumn(from), since.toISOString());
    return Number(row?.count);
  }

  /** Newest first. */
  async list(filter: SendFilter, limit: number): Promise<readonly Send[]> {
    if ("messageIds" in filter) return sendsOf(await this.#run(this.#sql.byMessages, filter.messageIds.map(storable), limit));
    const [one, other] = filter.between.map(numberColumn);
    const until = filter.until?.toISOString();
    const rows = await Promise.all([this.#run(this.#sql.between, one, other, until, limit), this.#run(this.#sql.between, other, one, until, limit)]);
    return sendsOf(rows.flat()).sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, limit);
  }

  async prune(before: Date, limit: number): Promise<number> {
    return (await this.#run(this.#sql.prune, before.toISOString(), limit)).length;
  }

  /** Removes what went to a number or from it. Resolves to how many. */
  async forget(number: string): Promise<number> {
    return (await this.#run(this.#sql.forget, numberColumn(number))).length;
  }

  async #run<Row>(statement: Statement<Row>, ...values: unknown[]): Promise<Row[]> {
    return this.#database.use(async (pool) => call(pool, statement, ...values));
  }
}

function statementsFor(schema: string) {
  const sent = `"${schema}".sent`;
  const text = <Row>(sql: string): Statement<Row> => ({ text: sql });
  return {
    begin: text<object>(`
      insert into ${sent} (id, to_number, from_number, reference_id, length, context, at) values ($1, $2, $3, $4, $5, $6, $7)
      on conflict (id) do update set to_number = excluded.to_number, from_number = excluded.from_number,
        reference_id = excluded.reference_id, length = excluded.length, context = excluded.context, at = excluded.at,
        state = 'sending', message_id = null, code = null
      where ${sent}.state = 'refused'
      returning 1`),
    get: text<SendRow>(`select ${COLUMNS} from ${sent} where id = $1`),
    end: text<object>(`update ${sent} set state = $2, message_id = $3, from_number = coalesce(from_number, $4), code = $5 where id = $1`),
    byMessage: text<SendRow>(`select ${COLUMNS} from ${sent} where message_id = any($1::text[]) limit 1`),
    byReference: text<SendRow>(`
      select ${COLUMNS} from ${sent}
      where to_number = $1 and reference_id = $2 and message_id is null and state <> 'refused'
        and (id = reference_id or id like reference_id || '-%')
      order by ${sent}.at desc limit 1`),
    byMessages: text<SendRow>(`select ${COLUMNS} from ${sent} where message_id = any($1::text[]) order by ${sent}.at desc limit $2`),
    between: text<SendRow>(`
      select ${COLUMNS}
      from (
        select * from ${sent} where to_number = $1 and at < coalesce($3::timestamptz, 'infinity') order by at desc limit ${LOOKED_AT}
      ) as sent
      where from_number = $2 or from_number is null
      order by sent.at desc limit $4`),
    count: text<{ count: string }>(`
      select count(*) as count from ${sent}
      where to_number = $1 and ($2::text is null or from_number = $2) and at >= $3 and state <> 'refused'`),
    prune: text<object>(`delete from ${sent} where id in (select id from ${sent} where at < $1 order by at limit $2) returning 1`),
    forget: text<object>(`delete from ${sent} where to_number = $1 or from_number = $1 returning 1`),
  };
}

function sendsOf(rows: readonly SendRow[]): Send[] {
  return rows.flatMap((row) => sendOf(row) ?? []);
}

function sendOf(row: SendRow | undefined): Send | undefined {
  return (
    row && {
      id: row.id,
      to: row.to_number,
      from: row.from_number ?? undefined,
      referenceId: row.reference_id ?? undefined,
      length: row.length,
      context: row.context ?? undefined,
      at: dateOf(row.at),
      state: row.state,
      messageId: row.message_id ?? undefined,
      code: row.code ?? undefined,
    }
  );
}
