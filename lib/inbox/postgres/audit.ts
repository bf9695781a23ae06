import { AUDIT_KEPT, type AuditLine, type AuditPage, type Deed } from "../inspection.js";
import { type PostgresClient, type PostgresPool, type Statement, run } from "./pool.js";
import { dateOf, storable } from "./rows.js";

interface AuditRow {
  readonly id: string;
  readonly at: string;
  readonly action: AuditLine["action"];
  readonly done_by: string | null;
  readonly which: string;
  readonly count: number;
}

/** What was done by hand. */
export class Audit {
  readonly #begin: Statement<{ id: string }>;
  readonly #goOn: Statement<object>;
  readonly #list: Statement<AuditRow>;

  constructor(schema: string) {
    const audit = `"${schema}".audit`;
    this.#begin = {
      text: `
        with line as (
          insert into ${audit} (at, action, done_by, which, count) values ($1, $2, $3, $4, $5) returning id
        ), pruned as (
          delete from ${audit} where id <= (select id from line) - ${AUDIT_KEPT}
        )
        select id::text from line`,
    };
    this.#goOn = { text: `update ${audit} set count = count + $2 where id = $1` };
    this.#list = {
      text: `
        select id::text, (extract(epoch from at) * 1000)::text as at, action, done_by, which, count
        from ${audit} where $1::bigint is null or id < $1::bigint order by ${audit}.id desc limit $2`,
    };
  }

  /**
   * Notes in a transaction how many more were changed.
   *
   * @param line What it gave before for the same deed.
   */
  async note(on: PostgresClient, line: string | undefined, action: AuditLine["action"], { at, by, which }: Deed, count: number): Promise<string | undefined> {
    if (line === undefined) return (await run(on, this.#begin, at.toISOString(), action, storable(by), storable(which), count))[0]?.id;
    await run(on, this.#goOn, line, count);
    return line;
  }

  async list(on: PostgresPool, limit: number, cursor?: string): Promise<AuditPage> {
    const rows = await run(on, this.#list, cursor, limit + 1);
    const page = rows.slice(0, limit);
    return { items: page.map(lineIn), next: rows.length > limit ? page.at(-1)?.id : undefined };
  }
}

function lineIn({ at, action, done_by, which, count }: AuditRow): AuditLine {
  return { at: dateOf(at), by: done_by ?? undefined, which, action, count };
}
