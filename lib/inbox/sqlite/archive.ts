import { setImmediate as othersTurn } from "node:timers/promises";
import { type Clock } from "../../clock.js";
import { type Filter, type InboxHealth, type Page, type Query, type SettledState } from "../inbox.js";
import { instantColumn, textColumn } from "./column.js";
import { type Count } from "../inspection.js";
import { type Note } from "./audit.js";
import { type Database, type Statement } from "./database.js";
import { type Meant } from "./filter.js";
import { Lines } from "./lines.js";
import { untilNotBusy } from "./open.js";
import { RECORDED, type RecordedRow, recordedOf } from "./rows.js";
import { COUNTED, type Found, type Walk } from "../search.js";
import { Search } from "./search.js";

/** Few enough that nobody has to wait for them. */
const AT_ONCE = 500;

/** The records, whatever their state: what they are, and what is done with many of them. */
export class Archive {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #lines: Lines;
  readonly #search: Search;
  readonly #again: Statement<Lined>;
  readonly #discard: Statement<Lined>;
  readonly #remove: Statement<Lined>;
  readonly #newest: Statement<{ seq: number | null }>;
  readonly #forgetSends: Statement;
  readonly #prune: Statement;
  readonly #health: Statement<{ state: "waiting" | "running" | "dead"; count: number; oldest: string }>;

  constructor(database: Database, clock: Clock) {
    this.#clock = clock;
    this.#database = database;
    this.#lines = new Lines(database);
    this.#search = new Search(database);
    this.#again = database.prepare(`
      UPDATE postback SET state = 'waiting', attempts = 0, handled = '[]', last_error = NULL, settled_at = NULL, line = coalesce(subject, key)
       WHERE seq IN (SELECT value FROM json_each(?)) AND state IN ('delivered', 'dead', 'discarded') RETURNING line`);
    this.#discard = database.prepare(`
      UPDATE postback SET state = 'discarded', due = NULL, settled_at = coalesce(settled_at, ?)
       WHERE seq IN (SELECT value FROM json_each(?)) AND state IN ('waiting', 'dead') RETURNING line`);
    this.#remove = database.prepare("DELETE FROM postback WHERE seq IN (SELECT value FROM json_each(?)) RETURNING line");
    this.#newest = database.prepare("SELECT max(seq) AS seq FROM postback");
    this.#forgetSends = database.prepare("DELETE FROM sent WHERE to_number = ? OR from_number = ?");
    this.#prune = database.prepare(`
      DELETE FROM postback WHERE seq IN
        (SELECT seq FROM postback WHERE state = ? AND received_at < ? ORDER BY received_at, seq LIMIT ?)`);
    this.#health = database.prepare(`
      SELECT state, count(*) AS count, min(received_at) AS oldest
        FROM postback WHERE state IN ('waiting', 'running', 'dead') GROUP BY state`);
  }

  async list({ limit, cursor, ...filter }: Query): Promise<Page> {
    const from = cursor === undefined ? undefined : Number(cursor);
    const { seqs, next } = await this.#search.find(filter, { order: "newest first", from, limit: countable(limit) + 1 });
    const page = seqs.slice(0, limit);
    const rows = this.#database
      .prepare<RecordedRow>(`SELECT ${RECORDED} FROM postback WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq DESC`)
      .all(JSON.stringify(page));
    // Others may have changed it since it was found.
    const items = rows.filter(({ state }) => filter.state === undefined || state === filter.state);
    const last = seqs.length > limit ? page.at(-1) : next;
    return { items: items.map(recordedOf), next: last === undefined ? undefined : String(last) };
  }

  async count(filter: Filter, limit: number): Promise<Count> {
    const { seqs, next } = await this.#search.find(filter, { order: "newest first", limit: countable(limit) + 1, lookAt: COUNTED });
    return { count: Math.min(seqs.length, limit), more: next !== undefined };
  }

  /** @param note Told in each transaction how many it changes. */
  async redeliver(filter: Filter, note?: Note): Promise<number> {
    return this.#changeAll({ ...filter, states: ["delivered", "dead", "discarded"] }, (seqs) => this.#again.all(seqs), note);
  }

  /** @param note Told in each transaction how many it changes. */
  async discard(filter: Filter, note: Note): Promise<number> {
    const now = instantColumn(new Date(this.#clock.now()));
    return this.#changeAll({ ...filter, states: ["waiting", "dead"] }, (seqs) => this.#discard.all(now, seqs), note);
  }

  prune(state: SettledState, before: Date, limit: number): number {
    return this.#database.transaction(() => this.#prune.run(state, instantColumn(before), countable(limit)));
  }

  async forget(number: string): Promise<number> {
    const column = textColumn(number);
    const sends = await untilNotBusy(() => this.#database.transaction(() => this.#forgetSends.run(column, column)));
    return sends + (await this.#changeAll({ number }, (seqs) => this.#remove.all(seqs)));
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

  /**
   * A few at a time, the oldest first, so that recording goes on meanwhile; and their lines go on. What is recorded
   * meanwhile is left alone. Each step waits by itself for whoever is in the way: begun again, all of it would find anew
   * what it has changed already. Resolves to how many.
   */
  async #changeAll(meant: Meant, change: (seqs: string) => Lined[], note?: Note): Promise<number> {
    const newest = await untilNotBusy(() => this.#newest.all()[0]?.seq ?? 0);
    let all = 0;
    let line: number | undefined;
    for (let from: number | undefined = 0; from !== undefined && from < newest; await othersTurn()) {
      const walk: Walk<number> = { order: "oldest first", from, limit: AT_ONCE };
      const { seqs, next }: Found<number> = await untilNotBusy(async () => this.#search.find(meant, walk));
      const upToNewest = seqs.filter((seq) => seq <= newest);
      const done = await untilNotBusy(() => this.#change(upToNewest, change, line, note));
      all += done.count;
      line = done.line;
      from = next;
    }
    return all;
  }

  #change(seqs: readonly number[], change: (seqs: string) => Lined[], line: number | undefined, note?: Note): { count: number; line: number | undefined } {
    if (seqs.length === 0) return { count: 0, line };
    return this.#database.transaction(() => {
      const lines = change(JSON.stringify(seqs)).map((changed) => changed.line);
      this.#lines.goOn(lines, this.#clock.now());
      return { count: lines.length, line: lines.length > 0 ? note?.(lines.length, line) : line };
    });
  }
}

interface Lined {
  line: string;
}

function countable(limit: number): number {
  return Math.min(limit, Number.MAX_SAFE_INTEGER - 1);
}
