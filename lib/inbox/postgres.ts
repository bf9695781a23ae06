import { randomUUID } from "node:crypto";
import { z } from "zod";
import { checkOptions } from "../check-options.js";
import { PostbackError } from "../problems.js";
import { type Postback } from "../wire/postback.js";
import {
  type Claim,
  type Filter,
  type Inbox,
  type InboxHealth,
  type Page,
  type Present,
  type Query,
  type Recorded,
  type SettledState,
  type Settlement,
} from "./inbox.js";
import { Changes, ENDED } from "./postgres/changes.js";
import { Database } from "./postgres/database.js";
import { LINES_AT_ONCE } from "./postgres/functions/lines.js";
import { PostgresInspection } from "./postgres/inspection.js";
import { type PoolSource, type PostgresPool, type Statement, givenPool, ownPool, run } from "./postgres/pool.js";
import { claimOf, dateOf, partsOf, recordedOf, rowOf, storable, storableJson } from "./postgres/rows.js";
import { rollCallFor } from "./postgres/roll-call.js";
import { Search } from "./postgres/search.js";
import { Sends } from "./postgres/sends.js";
import { type Statements, statementsFor } from "./postgres/statements.js";
import { call, look } from "./postgres/transactions.js";
import { Listener, Notifier } from "./postgres/wake-up.js";

export { type PostgresClient, type PostgresPool, type PostgresResult } from "./postgres/pool.js";

export interface PostgresInboxOptions {
  /** `postgres://user:password@host:5432/database`. Either this or `pool`. */
  connectionString?: string | undefined;
  /**
   * A `Pool` of `pg`, which stays yours: `close()` does not end it. One of its connections is kept to hear of what other
   * processes record, so it should have some more.
   */
  pool?: PostgresPool | undefined;
  /** Where the tables are, made when it is not there. `"cdyne_postback"` by default. */
  schema?: string | undefined;
}

/**
 * An inbox in PostgreSQL, for any number of processes: each may record, and each may deliver. It makes its tables and
 * functions itself when it is used first, in a schema of its own, and needs the package `pg`. While the server is away
 * everything rejects; when it is back everything goes on.
 *
 * @example postgresInbox({ connectionString: process.env.DATABASE_URL })
 */
export function postgresInbox(options: PostgresInboxOptions): Inbox {
  checkOptions("postgresInbox()", schema, options);
  return new PostgresInbox(sourceOf(options), options.schema ?? "cdyne_postback");
}

function sourceOf({ connectionString, pool }: PostgresInboxOptions): PoolSource {
  if (pool && connectionString === undefined) return givenPool(pool);
  if (connectionString !== undefined && !pool) return ownPool(connectionString);
  throw new PostbackError("CDYNE_OPTION_INVALID", "postgresInbox(): It takes either `connectionString` or `pool`.");
}

const isPool = (value: unknown): boolean => typeof value === "object" && value !== null && "connect" in value && "query" in value;

const schema = z.object({
  connectionString: z.string().min(1).optional(),
  pool: z.custom(isPool, "It takes a pool of `pg`").optional(),
  schema: z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/, "It takes a name in lower case").optional(),
});

class PostgresInbox implements Inbox {
  readonly durable = true;
  readonly sends: Sends;
  readonly inspection: PostgresInspection;
  readonly #database: Database;
  readonly #sql: Statements;
  readonly #search: Search;
  readonly #changes: Changes;
  readonly #rollCall: Statement<Present>;
  readonly #notifier: Notifier;
  readonly #listeners: Listener[] = [];
  readonly #channel: string;
  /** Tells its own notifications from those of others. */
  readonly #id = randomUUID();

  constructor(source: PoolSource, name: string) {
    this.#database = new Database(source, name);
    this.sends = new Sends(this.#database, name);
    this.#sql = statementsFor(name);
    this.#search = new Search(name);
    this.#changes = new Changes(this.#database, this.#search);
    this.inspection = new PostgresInspection(this.#database, name, this.#search, this.#changes, this.sends);
    this.#rollCall = rollCallFor(name);
    this.#channel = name;
    this.#notifier = new Notifier(async () => this.#database.pool(), name, this.#id);
  }

  async record(postbacks: readonly Postback[]): Promise<readonly Recorded[]> {
    if (postbacks.length === 0) return [];
    const rows = new Map<string, ReturnType<typeof rowOf>>();
    for (const postback of postbacks) {
      const key = storable(postback.key);
      const row = rows.get(key);
      if (row) row.times += 1;
      else rows.set(key, rowOf(postback, 1));
    }
    const lines = new Set([...rows.values()].map(({ line }) => line));
    const json = storableJson([...rows.values()]);
    const recorded = await this.#database.use(async (pool) => call(pool, this.#sql.record, [...lines], json));
    const fresh = new Set(recorded.map(({ key }) => key));
    if (fresh.size > 0) this.#notifier.notify();
    // Of equal keys, the first is the new one.
    return postbacks.map(({ key }) => (fresh.delete(storable(key)) ? "new" : "repeat"));
  }

  async claim(limit: number, lease: number): Promise<readonly Claim[]> {
    const rows = await this.#database.use(async (pool) => call(pool, this.#sql.claim, limit, lease));
    return rows.map(claimOf);
  }

  async renew(ids: readonly string[], lease: number): Promise<void> {
    const claims = ids.flatMap((id) => partsOf(id) ?? []);
    const [seqs, numbers] = [claims.map(({ seq }) => seq), claims.map(({ claim }) => claim)];
    await this.#database.use(async (pool) => call(pool, this.#sql.renew, seqs, numbers, lease));
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    const ended = settlements.flatMap(({ id, state, after = 0, letPass = false, handled, error, failures }) => {
      const { seq, claim } = partsOf(id) ?? {};
      // One literal: what is added to the copy of another costs V8 a hidden class each time.
      return seq === undefined ? [] : [{ seq, claim, state, after, let_pass: state === "waiting" && letPass, handled, error, failures }];
    });
    await this.#database.use(async (pool) => {
      for (let from = 0; from < ended.length; from += LINES_AT_ONCE) {
        const some = ended.slice(from, from + LINES_AT_ONCE);
        await call(pool, this.#sql.settle, some.map(({ seq }) => seq), storableJson(some));
      }
    });
  }

  async list({ limit, cursor, ...filter }: Query): Promise<Page> {
    return this.#database.use(async (pool) =>
      look(pool, async (on) => {
        const { seqs, next } = await this.#search.find(on, filter, { order: "newest first", from: cursor, limit: limit + 1 });
        const page = seqs.slice(0, limit);
        const rows = await run(on, this.#sql.page, page);
        return { items: rows.map(recordedOf), next: seqs.length > limit ? page.at(-1) : next };
      }),
    );
  }

  async redeliver(filter: Filter): Promise<number> {
    return this.#changes.all({ ...filter, states: ENDED }, async (pool, seqs) => (await call(pool, this.#sql.redeliver, seqs))[0]?.changed ?? 0);
  }

  async prune(state: SettledState, before: Date, limit: number): Promise<number> {
    const rows = await this.#database.use(async (pool) => run(pool, this.#sql.prune, state, before.toISOString(), limit));
    return rows.length;
  }

  async forget(number: string): Promise<number> {
    const sends = await this.sends.forget(number);
    return sends + (await this.#changes.all({ number }, async (pool, seqs) => (await call(pool, this.#sql.forget, seqs))[0]?.changed ?? 0));
  }

  async health(): Promise<InboxHealth> {
    const [row] = await this.#database.use(async (pool) => run(pool, this.#sql.health));
    return {
      waiting: Number(row?.waiting),
      running: Number(row?.running),
      dead: Number(row?.dead),
      oldest: row?.oldest == null ? undefined : dateOf(row.oldest),
    };
  }

  async rollCall(process: string, handlers: readonly string[], lease: number): Promise<readonly Present[]> {
    return this.#database.use(async (pool) => call(pool, this.#rollCall, storable(process), storableJson(handlers), lease));
  }

  watch(wake: () => void): void {
    const listener = new Listener(async () => this.#database.pool(), this.#channel, this.#id, wake);
    this.#listeners.push(listener);
    if (!this.#database.closed) void listener.listen();
  }

  async close(): Promise<void> {
    for (const listener of this.#listeners.splice(0)) listener.stop();
    if (!this.#database.closed) await this.#notifier.flush();
    await this.#database.close();
  }
}
