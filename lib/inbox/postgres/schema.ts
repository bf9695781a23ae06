import { PostbackError } from "../../problems.js";
import { functions } from "./functions.js";
import { type PostgresPool, type Statement, run } from "./pool.js";
import { handling, inspection, tables } from "./tables.js";
import { BEGIN, inTransaction } from "./transactions.js";

/** What makes a version of the tables out of the one before, oldest first. One that was released never changes; the functions are always the newest. */
const MIGRATIONS: readonly ((schema: string) => string)[] = [tables, handling, (schema) => inspection(schema) + functions(schema)];

/** Makes the tables, or brings them up to date: once, however many processes start at the same time. */
export async function migrate(pool: PostgresPool, schema: string): Promise<void> {
  if ((await versionOf(pool, schema)) === MIGRATIONS.length) return;
  await inTransaction(pool, `${BEGIN}; ${lock(schema)}`, async (client) => {
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
