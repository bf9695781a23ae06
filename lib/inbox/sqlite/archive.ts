import { setImmediate as othersTurn } from "node:timers/promises";
import { type Clock } from "../../clock.js";
import { type Filter, type InboxHealth, type Page, type Query, type SettledState } from "../inbox.js";
import { instantColumn, textColumn } from "./column.js";
import { type Database, type Statement } from "./database.js";
import { type Where, aboutNumber, and, where } from "./filter.js";
import { Lines } from "./lines.js";
import { POSTBACK, type RecordedRow, recordedOf } from "./rows.js";

/** Few enough that nobody has to wait for them. */
const AT_ONCE = 500;

/** The records, whatever their state: what they are, and what is done with many of them. */
export class Archive {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #lines: Lines;
  readonly #again: Statement<Lined>;
  readonly #remove: Statement<Lined>;
  readonly #forgetSends: Statement;
  readonly #prune: Statement;
  readonly #health: Statement<{ state: "waiting" | "running" | "dead"; count: number; oldest: string }>;

  constructor(database: Database, clock: Clock) {
    this.#clock = clock;
    this.#database = database;
    this.#lines = new Lines(database);
    this.#again = database.prepare(`
      UPDATE postback SET state = 'waiting', attempts = 0, handled = '[]', last_error = NULL, line = coalesce(subject, key)
       WHERE seq IN (SELECT value FROM json_each(?)) AND state IN ('delivered', 'dead', 'discarded') RETURNING line`);
    this.#remove = database.prepare("DELETE FROM postback WHERE seq IN (SELECT value FROM json_each(?)) RETURNING line");
    this.#forgetSends = database.prepare("DELETE FROM sent WHERE to_number = ? OR from_number = ?");
    this.#prune = database.prepare(`
      DELETE FROM postback WHERE seq IN
        (SELECT seq FROM postback WHERE state = ? AND received_at < ? ORDER BY received_at, seq LIMIT ?)`);
    this.#health = database.prepare(`
      SELECT state, count(*) AS count, min(received_at) AS oldest
        FROM postback WHERE state IN ('waiting', 'running', 'dead') GROUP BY state`);
  }

  list({ limit, cursor, ...filter }: Query): Page {
    const before = cursor === undefined ? undefined : { sql: "seq < ?", values: [Number(cursor)] };
    const { sql, values } = and([before, where(filter)]);
    const rows = this.#database
      .prepare<RecordedRow>(
        `SELECT seq, state, attempts, repeats, handled, last_error, due, ${POSTBACK} FROM postback
          WHERE seq IN (SELECT seq FROM postback WHERE ${sql} ORDER BY seq DESC LIMIT ?) ORDER BY seq DESC`,
      )
      .all(...values, countable(limit) + 1);
    const items = rows.slice(0, limit);
    return { items: items.map(recordedOf), next: rows.length > limit ? String(items.at(-1)?.seq) : undefined };
  }

  async redeliver(filter: Filter): Promise<number> {
    const ended: Where = { sql: "state IN ('delivered', 'dead', 'discarded')", values: [] };
    return this.#changeAll(and([ended, where(filter)]), this.#again);
  }

  prune(state: SettledState, before: Date, limit: number): number {
    return this.#database.transaction(() => this.#prune.run(state, instantColumn(before), countable(limit)));
  }

  async forget(number: string): Promise<number> {
    const column = textColumn(number);
    const sends = this.#database.transaction(() => this.#forgetSends.run(column, column));
    return sends + (await this.#changeAll(aboutNumber(number), this.#remove));
  }

  health(): InboxHealth {
    const health: InboxHealth = { waiting: 0, running: 0, dead: 0, oldest: undefined };
    for (const { state, count, oldest } of this.#health.all()) {
      health[state] = count;
      const received = new Date(oldest);
      if (state !== "dead" && (health.oldest === undefined || received < health.oldest)) health.oldest = received;
    }
    return health;
  }

  /** A few at a time, the oldest first, so that recording goes on meanwhile; and their lines go on. Resolves to how many. */
  async #changeAll({ sql, values }: Where, change: Statement<Lined>): Promise<number> {
    const rows = this.#database.prepare<{ seq: number }>(`SELECT seq FROM postback WHERE ${sql} ORDER BY seq`).all(...values);
    let count = 0;
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      if (from > 0) await othersTurn();
      const seqs = JSON.stringify(rows.slice(from, from + AT_ONCE).map(({ seq }) => seq));
      this.#database.transaction(() => {
        const lines = change.all(seqs).map(({ line }) => line);
        this.#lines.goOn(lines, this.#clock.now());
        count += lines.length;
      });
    }
    return count;
  }
}

interface Lined {
  line: string;
}

function countable(limit: number): number {
  return Math.min(limit, Number.MAX_SAFE_INTEGER - 1);
}
