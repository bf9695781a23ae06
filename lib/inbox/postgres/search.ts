import { z } from "zod";
import { contains } from "../../is-meant.js";
import { type Found, LOOKED_AT, type Walk, fewestOf } from "../search.js";
import { type Meant, Parameters, conditionsOf } from "./filter.js";
import { type PostgresClient, run } from "./pool.js";
import { EVERYTHING, type Part, type Source, sourceOfKeys, sourcesOf } from "./sources.js";

/** How many texts are fetched at once. */
const TEXTS_AT_ONCE = 1000;

/** Finds what a filter means: by the index that has the fewest for it, or row after row, up to a bound. */
export class Search {
  readonly #schema: string;

  constructor(schema: string) {
    this.#schema = schema;
  }

  async find(on: PostgresClient, meant: Meant, { order, from, limit, lookAt = LOOKED_AT }: Walk<string>): Promise<Found<string>> {
    const source = await this.#choose(on, meant);
    const stretch = { source, order, size: meant.text === undefined ? LOOKED_AT : TEXTS_AT_ONCE };
    const seqs: string[] = [];
    for (let [at, looked] = [from, 0]; ; ) {
      const behind = at ?? (order === "newest first" ? LAST : FIRST);
      seqs.push(...(await this.#meantOf(on, meant, stretch, behind, limit - seqs.length)));
      if (seqs.length === limit) return { seqs, next: seqs.at(-1) };
      const { count, last } = await this.#end(on, stretch, behind);
      if (count < stretch.size) return { seqs, next: undefined };
      at = last;
      looked += count;
      if (looked >= lookAt) return { seqs, next: at };
    }
  }

  /** Those of a stretch that are meant. */
  async #meantOf(on: PostgresClient, meant: Meant, stretch: Stretch, behind: string, limit: number): Promise<string[]> {
    const { text } = meant;
    const parameters = new Parameters();
    const rowsOf = this.#rowsOf(stretch, behind, parameters);
    const conditions = conditionsOf(meant).map((condition) => condition(parameters));
    const delivery = meant.state ?? meant.states ? `join "${this.#schema}".delivery as delivery using (seq)` : "";
    const rows = await run<{ seq: string; text: string | null }>(on, {
      text: `
        select seq::text, ${text === undefined ? "null" : "event->>'text'"} as text
        from ${rowsOf} ${delivery}
        where ${["true", ...conditions].join(" and ")}
        order by content.seq ${directionOf(stretch)} limit ${text === undefined ? limit : stretch.size}`,
    }, ...parameters.values);
    const found = text === undefined ? rows : rows.filter((row) => contains(row.text ?? undefined, text));
    return found.slice(0, limit).map(({ seq }) => seq);
  }

  /** How many a stretch has, and its last. */
  async #end(on: PostgresClient, stretch: Stretch, behind: string): Promise<{ count: number; last: string | undefined }> {
    const parameters = new Parameters();
    const last = stretch.order === "newest first" ? "min(seq)" : "max(seq)";
    const [row] = await run<{ count: number; last: string | null }>(on, {
      text: `select count(*)::integer as count, ${last}::text as last from (${this.#candidates(stretch, behind, parameters)}) as candidate`,
    }, ...parameters.values);
    return { count: row?.count ?? 0, last: row?.last ?? undefined };
  }

  /** The next rows of a source with all that was posted. */
  #rowsOf(stretch: Stretch, behind: string, parameters: Parameters): string {
    const [part, another] = stretch.source.parts;
    if (part?.table === "content" && !another) return `(${this.#candidates(stretch, behind, parameters, "*")}) as content`;
    return `(${this.#candidates(stretch, behind, parameters)}) as candidate join "${this.#schema}".content as content using (seq)`;
  }

  /** The next rows of a source, as a query. */
  #candidates(stretch: Stretch, behind: string, parameters: Parameters, columns = "seq"): string {
    const parts = stretch.source.parts.map(({ table, condition }) => {
      const seq = `${table}.seq ${stretch.order === "newest first" ? "<" : ">"} ${parameters.add(behind)}::bigint`;
      return `select ${columns} from "${this.#schema}".${table} as ${table} where ${condition(parameters)} and ${seq}`;
    });
    return `${parts.join(" union ")} order by seq ${directionOf(stretch)} limit ${stretch.size}`;
  }

  async #choose(on: PostgresClient, meant: Meant): Promise<Source> {
    const sources = sourcesOf(meant);
    return sourceOfKeys(meant) ?? (await fewestOf(sources, async (limit) => this.#count(on, sources, limit))) ?? EVERYTHING;
  }

  async #count(on: PostgresClient, sources: readonly Source[], limit: number): Promise<number[]> {
    const parameters = new Parameters();
    const count = ({ table, condition }: Part): string =>
      `(select count(*) from (select from "${this.#schema}".${table} where ${condition(parameters)} limit ${limit}) as found)`;
    const counts = sources.map(({ parts }) => parts.map(count).join(" + "));
    const [row] = await run<{ counts: string }>(on, { text: `select json_build_array(${counts.join(", ")})::text as counts` }, ...parameters.values);
    return z.array(z.number()).parse(JSON.parse(row?.counts ?? "[]"));
  }
}

interface Stretch {
  readonly source: Source;
  readonly order: Walk<string>["order"];
  /** How many rows it has at most. */
  readonly size: number;
}

function directionOf({ order }: Stretch): string {
  return order === "newest first" ? "desc" : "asc";
}

/** Before and behind all that is recorded. */
export const FIRST = "0";
const LAST = "9223372036854775807";
