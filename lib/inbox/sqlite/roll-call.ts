import { z } from "zod";
import { type Clock } from "../../clock.js";
import { type Present } from "../inbox.js";
import { type Database, type Statement } from "./database.js";

/** The processes that deliver from the file, and which handlers each has. */
export class RollCall {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #forget: Statement;
  readonly #note: Statement;
  readonly #others: Statement<{ process: string; handlers: string }>;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#forget = database.prepare("DELETE FROM handling WHERE until <= ?");
    this.#note = database.prepare(`
      INSERT INTO handling (process, handlers, until) VALUES (?, ?, ?)
      ON CONFLICT (process) DO UPDATE SET handlers = excluded.handlers, until = excluded.until`);
    this.#others = database.prepare("SELECT process, handlers FROM handling WHERE process <> ? AND until > ? ORDER BY process");
  }

  answer(process: string, handlers: readonly string[], lease: number): readonly Present[] {
    const now = this.#clock.now();
    const rows = this.#database.transaction(() => {
      this.#note.run(process, JSON.stringify(handlers), Math.ceil(now + lease));
      this.#forget.run(now);
      return this.#others.all(process, now);
    });
    return rows.map((row) => ({ process: row.process, handlers: namesSchema.parse(JSON.parse(row.handlers)) }));
  }
}

const namesSchema = z.array(z.string());
