import { type PostgresClient, type PostgresPool, type Statement, run } from "./pool.js";

/** Another transaction came between: what is done again finds what it did. */
const IN_BETWEEN = new Set(["40001", "40P01", "23505"]);
const TRIES = 3;

/** What a function fails with that would not see what others have committed since its transaction began. */
export const OTHER_ISOLATION = "25000";

/** Of a process that vanished, the server would hold the locks for hours. */
export const BEGIN = "begin isolation level read committed; set local idle_in_transaction_session_timeout = '10s'";

/** Pools in which somebody has set another isolation for all transactions. */
const withOtherIsolation = new WeakSet<PostgresPool>();

/** Calls a function that changes the inbox: by itself it is a transaction, in one round trip, where its isolation is right. */
export async function call<Row>(pool: PostgresPool, statement: Statement<Row>, ...values: unknown[]): Promise<Row[]> {
  return insist(async () => {
    try {
      if (!withOtherIsolation.has(pool)) return await run(pool, statement, ...values);
    } catch (error) {
      if (codeOf(error) !== OTHER_ISOLATION) throw error;
      withOtherIsolation.add(pool);
    }
    return inTransaction(pool, BEGIN, async (client) => run(client, statement, ...values));
  });
}

/** Runs `work` in one transaction that `begin` opens. A connection that fails is not used again. */
export async function inTransaction<Result>(pool: PostgresPool, begin: string, work: (client: PostgresClient) => Promise<Result>): Promise<Result> {
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

/** Changes the inbox in one transaction of several statements. */
export async function transact<Result>(pool: PostgresPool, work: (client: PostgresClient) => Promise<Result>): Promise<Result> {
  return insist(async () => inTransaction(pool, BEGIN, work));
}

/**
 * Looks at the inbox as it is at one moment. The plans go by indexes and nothing else: what looks at a bounded number of
 * rows must not look through a whole table, nor spend its time on being compiled.
 */
export async function look<Result>(pool: PostgresPool, work: (client: PostgresClient) => Promise<Result>): Promise<Result> {
  return inTransaction(pool, LOOK, work);
}

const LOOK = `
  begin isolation level repeatable read read only; set local idle_in_transaction_session_timeout = '10s'; set local jit = off;
  set local enable_seqscan = off; set local enable_bitmapscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off`;

/** Does it again a few times when another transaction came between. */
async function insist<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !IN_BETWEEN.has(codeOf(error))) throw error;
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
