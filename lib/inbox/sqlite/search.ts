import { setImmediate as othersTurn } from "node:timers/promises";
import { contains } from "../../is-meant.js";
import { type Found, LOOKED_AT, type Walk, fewestOf } from "../search.js";
import { type TextColumn, textOrUndefined } from "./column.js";
import { type Database, type SqlValue } from "./database.js";
import { type Meant, where } from "./filter.js";
import { EVERYTHING, type Source, sourceOfKeys, sourcesOf } from "./sources.js";

/** How many of them before others have their turn: some milliseconds' worth. Texts are compared one by one, and may be long. */
const AT_A_STRETCH = 2000;
const TEXTS_AT_A_STRETCH = 250;

/** Finds what a filter means: by the index that has the fewest for it, or row after row, a stretch at a time. */
export class Search {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(meant: Meant, { order, from, limit, lookAt = LOOKED_AT }: Walk<number>): Promise<Found<number>> {
    const source = await this.#choose(meant);
    const seqs: number[] = [];
    const stretch = stretchOf(source, order, meant.text === undefined ? AT_A_STRETCH : TEXTS_AT_A_STRETCH);
    for (let [at, looked] = [from, 0]; ; await othersTurn()) {
      const behind = at ?? (order === "newest first" ? Number.MAX_SAFE_INTEGER : 0);
      seqs.push(...this.#meantOf(meant, stretch, behind, limit - seqs.length));
      if (seqs.length === limit) return { seqs, next: seqs.at(-1) };
      const { count, last } = this.#end(stretch, behind);
      if (count < stretch.size) return { seqs, next: undefined };
      at = last;
      looked += count;
      if (looked >= lookAt) return { seqs, next: at };
    }
  }

  /** Those of a stretch that are meant. */
  #meantOf(meant: Meant, stretch: Stretch, behind: number, limit: number): number[] {
    const { sql, values } = where(meant);
    const text = meant.text;
    const column = text === undefined ? "NULL" : "event ->> 'text'";
    const rows = this.#database
      .prepare<{ seq: number; text: TextColumn | null }>(
        `SELECT postback.seq, ${column} AS text FROM (${stretch.sql}) AS candidate CROSS JOIN postback USING (seq) WHERE ${sql} LIMIT ?`,
      )
      .all(...stretch.values(behind), ...values, text === undefined ? limit : stretch.size);
    const found = text === undefined ? rows : rows.filter((row) => contains(textOrUndefined(row.text), text));
    return found.slice(0, limit).map(({ seq }) => seq);
  }

  /** How many a stretch has, and its last. */
  #end(stretch: Stretch, behind: number): { count: number; last: number | undefined } {
    const [row] = this.#database
      .prepare<{ count: number; last: number | null }>(`SELECT count(*) AS count, ${stretch.last} AS last FROM (${stretch.sql})`)
      .all(...stretch.values(behind));
    return { count: row?.count ?? 0, last: row?.last ?? undefined };
  }

  async #choose(meant: Meant): Promise<Source> {
    const sources = sourcesOf(meant);
    return sourceOfKeys(meant) ?? (await fewestOf(sources, (limit) => sources.map((source) => this.#count(source, limit)))) ?? EVERYTHING;
  }

  #count({ parts }: Source, limit: number): number {
    const counts = parts.map(({ sql, values }) => {
      const [row] = this.#database.prepare<{ count: number }>(`SELECT count(*) AS count FROM (SELECT 1 FROM postback WHERE ${sql} LIMIT ?)`).all(...values, limit);
      return row?.count ?? 0;
    });
    return counts.reduce((sum, count) => sum + count, 0);
  }
}

/** The next rows of a source, as a query: those of its parts are joined as they are read. */
interface Stretch {
  readonly sql: string;
  /** How many rows at most. */
  readonly size: number;
  readonly values: (behind: number) => SqlValue[];
  /** What tells its last. */
  readonly last: string;
}

function stretchOf({ parts }: Source, order: Walk<number>["order"], size: number): Stretch {
  const [comparison, direction, last] = order === "newest first" ? ["<", "DESC", "min(seq)"] : [">", "ASC", "max(seq)"];
  return {
    size,
    sql: `${parts.map(({ sql }) => `SELECT seq FROM postback WHERE ${sql} AND seq ${comparison} ?`).join(" UNION ")} ORDER BY seq ${direction} LIMIT ${size}`,
    values: (behind) => parts.flatMap(({ values }) => [...values, behind]),
    last,
  };
}
