import { AUDIT_KEPT, type AuditLine, type AuditPage, type Deed } from "../inspection.js";
import { type TextColumn, instantColumn, textColumn, textColumnOrNull, textOf, textOrUndefined } from "./column.js";
import { type Database, type Statement } from "./database.js";

interface AuditRow {
  id: number;
  at: string;
  action: AuditLine["action"];
  done_by: TextColumn | null;
  which: TextColumn;
  count: number;
}

/** Notes how many more were changed, in the line that it gave in an earlier transaction of the same deed. Gives the line. */
export type Note = (count: number, line: number | undefined) => number;

/** What was done by hand. */
export class Audit {
  readonly #begin: Statement<{ id: number }>;
  readonly #goOn: Statement;
  readonly #prune: Statement;
  readonly #list: Statement<AuditRow>;

  constructor(database: Database) {
    this.#begin = database.prepare("INSERT INTO audit (at, action, done_by, which, count) VALUES (?, ?, ?, ?, ?) RETURNING id");
    this.#goOn = database.prepare("UPDATE audit SET count = count + ? WHERE id = ?");
    this.#prune = database.prepare("DELETE FROM audit WHERE id <= ?");
    this.#list = database.prepare("SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?");
  }

  /** Gives what notes, within a transaction, how many more were changed. */
  noteOf(action: AuditLine["action"], { at, by, which }: Deed): Note {
    return (count, line) => {
      if (line !== undefined) {
        this.#goOn.run(count, line);
        return line;
      }
      const id = this.#begin.all(instantColumn(at), action, textColumnOrNull(by), textColumn(which), count)[0]?.id ?? 0;
      this.#prune.run(id - AUDIT_KEPT);
      return id;
    };
  }

  list(limit: number, cursor?: string): AuditPage {
    const rows = this.#list.all(cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor), limit + 1);
    const page = rows.slice(0, limit);
    return { items: page.map(lineIn), next: rows.length > limit ? String(page.at(-1)?.id) : undefined };
  }
}

function lineIn({ at, action, done_by, which, count }: AuditRow): AuditLine {
  return { at: new Date(at), by: textOrUndefined(done_by), which: textOf(which), action, count };
}
