import { PostbackError } from "../../problems.js";
import { type PostgresPool, type Statement, inTransaction, run } from "./pool.js";

/** What makes a version of the tables out of the one before, oldest first. One that was released never changes. */
const MIGRATIONS: readonly ((schema: string) => string)[] = [
  (schema) => `
    create table "${schema}".postback (
      seq bigint generated always as identity primary key,
      key text not null unique,
      type text not null,
      subject text,
      account text,
      source text not null,
      received_at timestamptz not null,
      at timestamptz,
      from_number text,
      to_number text,
      fields jsonb not null,
      event jsonb not null,
      raw text not null,
      state text not null default 'waiting' check (state in ('waiting', 'running', 'delivered', 'dead', 'discarded')),
      line text not null,
      due timestamptz,
      attempts integer not null default 0,
      claim integer not null default 0,
      handled jsonb not null default '[]',
      last_error text,
      repeats integer not null default 0
    ) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

    create index postback_due on "${schema}".postback (due, seq) where due is not null;
    create index postback_line on "${schema}".postback (line, due, seq) where state in ('waiting', 'running');
    create index postback_given_up on "${schema}".postback (state, seq) where state in ('dead', 'discarded');
    create index postback_delivered on "${schema}".postback (received_at, seq) where state = 'delivered';
    create index postback_subject on "${schema}".postback (subject, seq) where subject is not null;
    create index postback_from on "${schema}".postback (from_number) where from_number is not null;
    create index postback_to on "${schema}".postback (to_number) where to_number is not null;
    create index postback_unknown on "${schema}".postback (seq) where type = 'unknown';

    comment on table "${schema}".postback is 'Postbacks of CDYNE and how far their delivery is. Read it as you like; change it only through cdyne-postback.';
    comment on column "${schema}".postback.at is 'When it happened, as the vendor says';
    comment on column "${schema}".postback.fields is 'What was posted, by name';
    comment on column "${schema}".postback.event is 'What the event has of its own, as the handlers get it';
    comment on column "${schema}".postback.line is 'Of one line only one is out at a time';
    comment on column "${schema}".postback.due is 'Of the first of its line: when it is handed out, or handed out again; null for all others';
    comment on column "${schema}".postback.claim is 'How often it was handed out; with seq the id of a claim';`,
];

/** Makes the tables, or brings them up to date: once, however many processes start at the same time. */
export async function migrate(pool: PostgresPool, schema: string): Promise<void> {
  if ((await versionOf(pool, schema)) === MIGRATIONS.length) return;
  await inTransaction(pool, `begin isolation level read committed; ${lock(schema)}`, async (client) => {
    const version = await versionOf(client, schema);
    if (version === undefined) await client.query(start(schema));
    for (const [index, migration] of MIGRATIONS.entries()) {
      if (index < (version ?? 0)) continue;
      await client.query(migration(schema));
      await client.query(`insert into "${schema}".migration (version) values ($1)`, [index + 1]);
    }
  });
}

/** `to_regclass()` would be shorter, but may not see yet what was made while we waited for the lock. */
const TABLE: Statement<object> = { text: "select from pg_catalog.pg_tables where schemaname = $1 and tablename = 'migration'" };

async function versionOf(on: Pick<PostgresPool, "query">, schema: string): Promise<number | undefined> {
  if ((await run(on, TABLE, schema)).length === 0) return undefined;
  const newest: Statement<{ version: number }> = { text: `select coalesce(max(version), 0) as version from "${schema}".migration` };
  const version = (await run(on, newest))[0]?.version ?? 0;
  if (version > MIGRATIONS.length) throw new PostbackError("CDYNE_INBOX_NEWER");
  return version;
}

/** A role that may not make schemas can still use one that was made for it. */
function start(schema: string): string {
  return `
    do $$ begin
      if not exists (select from pg_catalog.pg_namespace where nspname = '${schema}') then create schema "${schema}"; end if;
    end $$;
    create table "${schema}".migration (version integer primary key, applied_at timestamptz not null default now());`;
}

function lock(schema: string): string {
  return `select pg_advisory_xact_lock(hashtextextended('cdyne-postback migrations of ${schema}', 0))`;
}
