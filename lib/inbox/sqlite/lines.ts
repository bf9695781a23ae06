import { type Database, type Statement } from "./database.js";

/** Has the first of each line be due, so that nothing has to look at those behind it. */
export class Lines {
  readonly #goOn: Statement;
  readonly #lineOf: Statement<{ line: string }>;

  constructor(database: Database) {
    this.#goOn = database.prepare(`
      UPDATE postback SET due = ?
       WHERE seq = (SELECT seq FROM postback WHERE line = ? AND state IN ('waiting', 'running') ORDER BY seq LIMIT 1)
         AND NOT EXISTS (SELECT 1 FROM postback WHERE line = ? AND due IS NOT NULL)`);
    this.#lineOf = database.prepare("SELECT line FROM postback WHERE seq = ?");
  }

  /** Makes the first of a line due, unless one of it is due or out already. */
  goOn(line: string, now: number): void {
    this.#goOn.run(now, line, line);
  }

  /** The line that one stands in; `undefined` when it is gone. */
  lineOf(seq: number): string | undefined {
    return this.#lineOf.all(seq)[0]?.line;
  }
}
