import { within } from "../../deadline.js";
import { PostbackError } from "../../problems.js";
import { type PoolSource, type PostgresPool } from "./pool.js";
import { migrate } from "./schema.js";

/** How long to wait in milliseconds for a server that does not answer, once nobody needs it any more. */
const END_TIMEOUT = 5000;

/** The database of an inbox: opens it and makes its tables when they are needed first, and again when that failed. */
export class Database {
  readonly #source: PoolSource;
  readonly #schema: string;
  #pool: Promise<PostgresPool> | undefined;
  #ready: Promise<PostgresPool> | undefined;
  readonly #running = new Set<Promise<unknown>>();
  #closed = false;

  constructor(source: PoolSource, schema: string) {
    this.#source = source;
    this.#schema = schema;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Does something with the tables. */
  async use<Result>(work: (pool: PostgresPool) => Promise<Result>): Promise<Result> {
    if (this.#closed) throw new PostbackError("CDYNE_CLOSED");
    const result = this.#migrated().then(work);
    this.#running.add(result);
    try {
      return await result;
    } finally {
      this.#running.delete(result);
    }
  }

  /** The pool, whether there are tables or not. */
  async pool(): Promise<PostgresPool> {
    this.#pool ??= this.#source.open().catch((error: unknown) => {
      this.#pool = undefined;
      throw error;
    });
    return this.#pool;
  }

  /** Lets what runs end, but nothing new begin. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await within(this.#end(), END_TIMEOUT, () => {});
  }

  async #end(): Promise<void> {
    await Promise.allSettled(this.#running);
    if (await this.#pool?.catch(() => undefined)) await this.#source.end();
  }

  async #migrated(): Promise<PostgresPool> {
    this.#ready ??= this.#migrate().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async #migrate(): Promise<PostgresPool> {
    const pool = await this.pool();
    await migrate(pool, this.#schema);
    return pool;
  }
}
