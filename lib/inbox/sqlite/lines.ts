import { type Database, type Statement } from "./database.js";

/** Has the first of each line be due, so that nothing has to look at those behind it. */
export class Lines {
  readonly #goOn: Statement;

  constructor(database: Database) {
    this.#goOn = database.prepare(`
      UPDATE postback SET due = ?
       WHERE seq IN (
         SELECT (SELECT seq FROM postback WHERE line = value AND state IN ('waiting', 'running') ORDER BY seq LIMIT 1)
           FROM json_each(?)
          WHERE NOT EXISTS (SELECT 1 FROM postback WHERE line = value AND due IS NOT NULL))`);
  }

  /** Makes the first of each of these lines due, unless one of that line is due or out already. */
  goOn(lines: readonly string[], now: number): void {
    this.#goOn.run(now, JSON.stringify(lines));
  }
}
