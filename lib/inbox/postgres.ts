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
  type Query,
  type Recorded,
  type SettledState,
  type Settlement,
} from "./inbox.js";
import { Database } from "./postgres/database.js";
import { Conditions } from "./postgres/filter.js";
import { type PoolSource, type PostgresClient, type PostgresPool, givenPool, inTransaction, ownPool, insist, run } from "./postgres/pool.js";
import { claimOf, dateOf, partsOf, recordedOf, rowOf, storable, storableJson } from "./postgres/rows.js";
import { type Statements, statementsFor } from "./postgres/statements.js";
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
 * An inbox in PostgreSQL, for any number of processes: each may record, and each may deliver. It makes its tables itself
 * when it is used first, in a schema of its own, and needs the package `pg`. While the server is away everything rejects;
 * when it is back everything goes on.
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

/** As many lines as a transaction locks one by one: the server has room for some thousand locks in all. */
const AT_ONCE = 200;

class PostgresInbox implements Inbox {
  readonly durable = true;
  readonly #database: Database;
  readonly #sql: Statements;
  readonly #notifier: Notifier;
  readonly #listeners: Listener[] = [];
  readonly #channel: string;
  /** Tells its own notifications from those of others. */
  readonly #id = randomUUID();

  constructor(source: PoolSource, name: string) {
    this.#database = new Database(source, name);
    this.#sql = statementsFor(name);
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
    const fresh = await this.#record([...rows.values()]);
    if (fresh.size > 0) this.#notifier.notify();
    // Of equal keys, the first is the new one.
    return postbacks.map(({ key }) => (fresh.delete(storable(key)) ? "new" : "repeat"));
  }

  async claim(limit: number, lease: number): Promise<readonly Claim[]> {
    const rows = await this.#database.use(async (pool) => insist(async () => run(pool, this.#sql.claim, limit, lease)));
    return rows.map(claimOf);
  }

  async renew(ids: readonly string[], lease: number): Promise<void> {
    const claims = ids.flatMap((id) => partsOf(id) ?? []);
    const [seqs, numbers] = [claims.map(({ seq }) => seq), claims.map(({ claim }) => claim)];
    await this.#database.use(async (pool) => insist(async () => run(pool, this.#sql.renew, seqs, numbers, lease)));
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    const ended = settlements.flatMap(({ id, state, after = 0, letPass = false, handled, error }) => {
      const claim = partsOf(id);
      return claim ? [{ ...claim, state, after, let_pass: state === "waiting" && letPass, handled, error }] : [];
    });
    await this.#database.use(async (pool) => {
      for (let from = 0; from < ended.length; from += AT_ONCE) {
        const some = ended.slice(from, from + AT_ONCE);
        await this.#change(pool, some.map(({ seq }) => seq), async (client) => run(client, this.#sql.settle, storableJson(some)));
      }
    });
  }

  async list({ limit, cursor, ...filter }: Query): Promise<Page> {
    const conditions = new Conditions().addFilter(filter);
    if (cursor !== undefined) conditions.add(cursor, (seq) => `seq < ${seq}::bigint`);
    const { values } = conditions;
    const rows = await this.#database.use(async (pool) => run(pool, this.#sql.list(conditions.conditions, limit + 1), ...values));
    const page = rows.slice(0, limit);
    return { items: page.map(recordedOf), next: rows.length > limit ? page.at(-1)?.seq : undefined };
  }

  async redeliver(filter: Filter): Promise<number> {
    const conditions = new Conditions(FIRST).addFilter(filter);
    conditions.conditions.push(this.#sql.settled);
    return this.#changeAll(conditions, async (client, seqs) => run(client, this.#sql.redeliver, seqs));
  }

  async prune(state: SettledState, before: Date, limit: number): Promise<number> {
    const rows = await this.#database.use(async (pool) => run(pool, this.#sql.prune, state, before.toISOString(), limit));
    return rows.length;
  }

  async forget(number: string): Promise<number> {
    return this.#changeAll(new Conditions(FIRST).addNumber(number), async (client, seqs) => run(client, this.#sql.forget, seqs));
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

  /** Records rows of different keys. Gives the keys of those that are new. */
  async #record(rows: readonly ReturnType<typeof rowOf>[]): Promise<Set<string>> {
    const lines = [...new Set(rows.map(({ line }) => line))];
    const alone = lines.length > AT_ONCE;
    const json = storableJson(rows);
    return this.#database.use(async (pool) =>
      insist(async () =>
        inTransaction(pool, alone ? this.#sql.beginAlone : this.#sql.begin, async (client) => {
          if (!alone) await run(client, this.#sql.lockLines, lines);
          const fresh = new Set((await run(client, this.#sql.record, json)).map(({ key }) => key));
          const known = rows.filter(({ key }) => !fresh.has(key));
          if (known.length > 0) await run(client, this.#sql.repeat, known.map(({ key }) => key), known.map(({ times }) => times));
          return fresh;
        }),
      ),
    );
  }

  /** Changes all that these conditions are true of, some at a time and in the order of recording. Gives their number. */
  async #changeAll({ conditions, values }: Conditions, change: (client: PostgresClient, seqs: readonly string[]) => Promise<readonly Lined[]>): Promise<number> {
    const find = this.#sql.find(conditions, AT_ONCE);
    return this.#database.use(async (pool) => {
      let changed = 0;
      let seqs: readonly string[] = [];
      do {
        values[0] = seqs.at(-1) ?? FIRST;
        seqs = (await run(pool, find, ...values)).map(({ seq }) => seq);
        if (seqs.length > 0) changed += await this.#change(pool, seqs, async (client) => change(client, seqs));
      } while (seqs.length === AT_ONCE);
      return changed;
    });
  }

  /** Changes postbacks under the locks of their lines, and lets those lines go on. Gives how many were changed. */
  async #change(pool: PostgresPool, seqs: readonly string[], change: (client: PostgresClient) => Promise<readonly Lined[]>): Promise<number> {
    return insist(async () =>
      inTransaction(pool, this.#sql.begin, async (client) => {
        await run(client, this.#sql.lockLinesOf, seqs);
        const changed = await change(client);
        if (changed.length > 0) await run(client, this.#sql.goOn, changed.map(({ line }) => line));
        return changed.length;
      }),
    );
  }
}

/** Before all that is recorded. */
const FIRST = "0";

interface Lined {
  readonly line: string;
}
