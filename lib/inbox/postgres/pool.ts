import { PostbackError } from "../../problems.js";

/** What the inbox needs of a pool of connections; a `Pool` of `pg` is one. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "acquire", listener: (client: PostgresClient) => void): unknown;
  off(event: "error" | "acquire", listener: () => void): unknown;
  readonly options?: { readonly max?: number | undefined };
}

/** A connection taken from a {@link PostgresPool}. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
  /** Gives it back to the pool, which drops it when an error is given. */
  release(error?: Error | boolean): void;
  on(event: "error" | "end" | "notification", listener: (what: unknown) => void): unknown;
  /** Lets the process end although it is open. */
  unref?(): void;
}

export interface PostgresResult {
  readonly rows: object[];
}

/** A text of SQL that gives rows of this shape. */
export interface Statement<Row> {
  readonly text: string;
  readonly row?: Row;
}

const CONNECT_TIMEOUT = 10_000;
/** A connection that has gone silent is given up after so many milliseconds, and another is made. */
const QUERY_TIMEOUT = 15_000;

/** Another transaction came between: what is done again finds what it did. */
const IN_BETWEEN = new Set(["40001", "40P01", "23505"]);
const TRIES = 3;

/** A pool that is opened when it is used first. */
export interface PoolSource {
  open(): Promise<PostgresPool>;
  end(): Promise<void>;
}

/** A pool that belongs to somebody else. */
export function givenPool(pool: PostgresPool): PoolSource {
  let leave = (): void => {};
  return {
    open: async () => {
      leave = outliveErrors(pool);
      return pool;
    },
    end: async () => leave(),
  };
}

/** A pool of our own. Its idle connections do not keep the process alive. */
export function ownPool(connectionString: string, queryTimeout = QUERY_TIMEOUT): PoolSource {
  let end = async (): Promise<void> => {};
  return {
    open: async () => {
      const { Pool } = await importPg();
      const pool = new Pool({
        connectionString,
        connectionTimeoutMillis: CONNECT_TIMEOUT,
        query_timeout: queryTimeout,
        fallback_application_name: "cdyne-postback",
        keepAlive: true,
        allowExitOnIdle: true,
      });
      outliveErrors(pool);
      end = async () => pool.end();
      return pool;
    },
    end: async () => end(),
  };
}

/**
 * An error that nobody listens to ends the process, and a connection can be lost at any time: while it is idle, between two
 * queries, and before the one that waits for it has it in hand. Gives what ends this for a pool.
 */
function outliveErrors(pool: PostgresPool): () => void {
  const listen = (client?: PostgresClient): void => {
    if (!client || outliving.has(client)) return;
    outliving.add(client);
    client.on("error", ignore);
  };
  pool.on("error", ignore);
  pool.on("acquire", listen);
  return () => {
    pool.off("error", ignore);
    pool.off("acquire", listen);
  };
}

/** A pool may be given to several inboxes. */
const outliving = new WeakSet<PostgresClient>();

function ignore(): void {}

async function importPg() {
  try {
    return (await import("pg")).default;
  } catch (cause) {
    throw new PostbackError("CDYNE_PG_MISSING", undefined, { cause });
  }
}

/** Runs one statement, by itself or in a transaction. */
export async function run<Row>(on: Pick<PostgresPool, "query">, { text }: Statement<Row>, ...values: unknown[]): Promise<Row[]> {
  const { rows } = await on.query(text, values);
  // The statement's text says what its rows are.
  return rows as Row[];
}

/** Does it again a few times when another transaction came between. */
export async function insist<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !(error instanceof Error && "code" in error && IN_BETWEEN.has(String(error.code)))) throw error;
    }
  }
}

/** Runs `work` in one transaction that `begin` opens. A connection that fails is not used again. */
export async function inTransaction<Result>(
  pool: PostgresPool,
  begin: string,
  work: (client: PostgresClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: unknown) => (broken = asError(failure)));
    throw error;
  } finally {
    client.release(broken);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
