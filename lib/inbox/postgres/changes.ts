import { type Database } from "./database.js";
import { type Meant } from "./filter.js";
import { LINES_AT_ONCE } from "./functions/lines.js";
import { type PostgresPool } from "./pool.js";
import { type Found, type Walk } from "../search.js";
import { FIRST, type Search } from "./search.js";
import { look } from "./transactions.js";

/** Those that can be redelivered. */
export const ENDED = ["delivered", "dead", "discarded"] as const;
/** Each may stand in one line and be moved to another. */
const AT_ONCE = LINES_AT_ONCE / 2;

/** Changes all that a filter means, some at a time and in the order of recording. */
export class Changes {
  readonly #database: Database;
  readonly #search: Search;

  constructor(database: Database, search: Search) {
    this.#database = database;
    this.#search = search;
  }

  /** @param change Gives how many of these it has changed. Resolves to how many that were in all. */
  async all(meant: Meant, change: (pool: PostgresPool, seqs: readonly string[]) => Promise<number>): Promise<number> {
    return this.#database.use(async (pool) => {
      let all = 0;
      for (let from: string | undefined = FIRST; from !== undefined; ) {
        const walk: Walk<string> = { order: "oldest first", from, limit: AT_ONCE };
        const { seqs, next }: Found<string> = await look(pool, async (on) => this.#search.find(on, meant, walk));
        if (seqs.length > 0) all += await change(pool, seqs);
        from = next;
      }
      return all;
    });
  }
}
