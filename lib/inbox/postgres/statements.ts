import { type Statement } from "./pool.js";
import { type ClaimRow, RECORDED_COLUMNS, type RecordedRow } from "./rows.js";

/** The statements of one inbox. Those that change a line call a function of the database. */
export type Statements = ReturnType<typeof statementsFor>;

export function statementsFor(schema: string) {
  const [content, delivery, postback] = [`"${schema}".content`, `"${schema}".delivery`, `"${schema}".postback`];

  return {
    record: statement<{ key: string }>(`select unnest("${schema}".record($1, $2)) as key`),
    claim: statement<ClaimRow>(`select * from "${schema}".claim($1, $2)`),
    renew: statement<object>(`select "${schema}".renew($1, $2, $3)`),
    settle: statement<object>(`select "${schema}".settle($1, $2)`),
    redeliver: statement<Changed>(`select "${schema}".redeliver($1) as changed`),
    discard: statement<Changed>(`select "${schema}".discard($1) as changed`),
    forget: statement<Changed>(`select "${schema}".forget($1) as changed`),

    prune: statement<object>(`
      with oldest as (
        select seq from ${delivery} where state = $1 and received_at < $2::timestamptz
        order by received_at, seq limit $3 for update skip locked
      ), pruned as (
        delete from ${delivery} as delivery using oldest where delivery.seq = oldest.seq returning delivery.seq
      )
      delete from ${content} as content using pruned where content.seq = pruned.seq returning 1`),

    /** These, newest first. */
    page: statement<RecordedRow>(`select ${RECORDED_COLUMNS} from ${postback} where seq = any($1::bigint[]) order by ${postback}.seq desc`),

    health: statement<{ waiting: string; running: string; dead: string; oldest: string | null }>(`
      select
        (count(*) filter (where state = 'waiting'))::text as waiting,
        (count(*) filter (where state = 'running'))::text as running,
        (select count(*) from ${delivery} where state = 'dead')::text as dead,
        (extract(epoch from min(received_at)) * 1000)::text as oldest
      from ${delivery} where state in ('waiting', 'running')`),
  };
}

/** How many were changed. */
export interface Changed {
  readonly changed: number;
}

function statement<Row>(text: string): Statement<Row> {
  return { text };
}
