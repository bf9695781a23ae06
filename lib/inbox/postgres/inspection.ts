import { type Filter } from "../inbox.js";
import { type AuditLine, type AuditPage, type Count, type Deed, type Inspection, type Overview, type OverviewRange, type SendFilter } from "../inspection.js";
import { type Send } from "../send-log.js";
import { Audit } from "./audit.js";
import { type Changes, ENDED } from "./changes.js";
import { type Database } from "./database.js";
import { type Meant } from "./filter.js";
import { overviewIn } from "./overview.js";
import { run } from "./pool.js";
import { COUNTED } from "../search.js";
import { type Search } from "./search.js";
import { type Sends } from "./sends.js";
import { type Changed } from "./statements.js";
import { look, transact } from "./transactions.js";

/** What a page over an inbox in PostgreSQL needs. */
export class PostgresInspection implements Inspection {
  readonly #database: Database;
  readonly #schema: string;
  readonly #search: Search;
  readonly #changes: Changes;
  readonly #sends: Sends;
  readonly #audit: Audit;

  constructor(database: Database, schema: string, search: Search, changes: Changes, sends: Sends) {
    this.#database = database;
    this.#schema = schema;
    this.#search = search;
    this.#changes = changes;
    this.#sends = sends;
    this.#audit = new Audit(schema);
  }

  async count(filter: Filter, limit: number): Promise<Count> {
    const walk = { order: "newest first", limit: limit + 1, lookAt: COUNTED } as const;
    const { seqs, next } = await this.#database.use(async (pool) => look(pool, async (on) => this.#search.find(on, filter, walk)));
    return { count: Math.min(seqs.length, limit), more: next !== undefined };
  }

  async discard(filter: Filter, deed: Deed): Promise<number> {
    return this.#do("discard", { ...filter, states: ["waiting", "dead"] }, deed);
  }

  async redeliver(filter: Filter, deed: Deed): Promise<number> {
    return this.#do("redeliver", { ...filter, states: ENDED }, deed);
  }

  async overview(range: OverviewRange): Promise<Overview> {
    return this.#database.use(async (pool) => look(pool, async (on) => overviewIn(on, this.#schema, range)));
  }

  async audit(limit: number, cursor?: string): Promise<AuditPage> {
    return this.#database.use(async (pool) => this.#audit.list(pool, limit, cursor));
  }

  async sends(filter: SendFilter, limit: number): Promise<readonly Send[]> {
    return this.#sends.list(filter, limit);
  }

  async #do(action: AuditLine["action"], meant: Meant, deed: Deed): Promise<number> {
    const change = { text: `select "${this.#schema}".${action}($1) as changed`, row: undefined as Changed | undefined };
    let line: string | undefined;
    return this.#changes.all(meant, async (pool, seqs) => {
      const done = await transact(pool, async (on) => {
        const count = (await run(on, change, seqs))[0]?.changed ?? 0;
        return { count, line: count > 0 ? await this.#audit.note(on, line, action, deed, count) : line };
      });
      line = done.line;
      return done.count;
    });
  }
}
