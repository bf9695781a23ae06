import { z } from "zod";
import { eventNames } from "../../wire/postback.js";
import { type Overview, type OverviewRange, REASONS } from "../inspection.js";
import { OVERLOOKED, bucketsOf } from "../overview.js";
import { type PostgresClient, type Statement, run } from "./pool.js";
import { dateOf } from "./rows.js";

/** Looks at how things went, in the database itself. */
export async function overviewIn(on: PostgresClient, schema: string, range: OverviewRange): Promise<Overview> {
  const { since, until } = range;
  const [row] = await run(on, statementFor(schema), since.toISOString(), until.toISOString(), range.buckets);
  const { count, oldest, counts, delays, failures } = rowSchema.parse(JSON.parse(row?.overview ?? "null"));
  const buckets = bucketsOf(range);
  for (const { bucket, type, state, count } of counts ?? []) {
    const one = buckets[bucket];
    if (!one) continue;
    one.types[type] = (one.types[type] ?? 0) + count;
    one.states[state] = (one.states[state] ?? 0) + count;
  }
  return {
    since: count >= OVERLOOKED && oldest !== null ? dateOf(oldest) : since,
    until,
    count,
    buckets,
    delays: delays ?? undefined,
    failures: failures ?? [],
  };
}

const number = z.coerce.number();
const rowSchema = z.object({
  count: z.number(),
  oldest: z.coerce.string().nullable(),
  counts: z.array(z.object({ bucket: z.number(), type: z.enum(eventNames), state: z.enum(["waiting", "running", "delivered", "dead", "discarded"]), count: z.number() })).nullable(),
  delays: z.object({ median: number, p95: number, max: number }).nullable(),
  failures: z.array(z.object({ error: z.string(), count: z.number() })).nullable(),
});

function statementFor(schema: string): Statement<{ overview: string }> {
  const ofDelay = (part: number): string => `percentile_disc(${part}) within group (order by delay)`;
  return {
    text: `
      with looked_at as materialized (
        select type, candidate.received_at, state, last_error, round(extract(epoch from settled_at - candidate.received_at) * 1000) as delay
        from (
          select seq, type, received_at from "${schema}".content
          where received_at >= $1::timestamptz and received_at < $2::timestamptz
          order by received_at desc, seq desc limit ${OVERLOOKED}
        ) as candidate join "${schema}".delivery as delivery using (seq)
      )
      select json_build_object(
        'count', (select count(*) from looked_at),
        'oldest', (select extract(epoch from min(received_at)) * 1000 from looked_at),
        'counts', (select json_agg(part) from (
          select
            floor(extract(epoch from received_at - $1::timestamptz) * $3::integer / extract(epoch from $2::timestamptz - $1::timestamptz))::integer as bucket,
            type, state, count(*) as count
          from looked_at group by 1, 2, 3
        ) as part),
        'delays', (select json_build_object('median', ${ofDelay(0.5)}, 'p95', ${ofDelay(0.95)}, 'max', max(delay))
          from (select greatest(delay, 0) as delay from looked_at where delay is not null) as settled having count(*) > 0),
        'failures', (select json_agg(reason) from (
          select last_error as error, count(*) as count from looked_at where last_error is not null group by 1 order by 2 desc, 1 limit ${REASONS}
        ) as reason)
      )::text as overview`,
  };
}
