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
