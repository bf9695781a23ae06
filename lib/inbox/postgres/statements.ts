import { type Statement } from "./pool.js";
import { type ClaimRow, POSTBACK_COLUMNS, RECORDED_COLUMNS, type RecordedRow } from "./rows.js";

const OPEN = "state in ('waiting', 'running')";
const SETTLED = "state in ('delivered', 'dead', 'discarded')";

/**
 * The statements of one inbox. Three rules keep them right: a line is changed only under its lock; what depends on a line
 * is read by a statement after the one that got the lock, because only that one sees what the holder before has done; and
 * whoever waits for several rows waits for them in the order of `seq`, so that nobody waits in a circle.
 */
export type Statements = ReturnType<typeof statementsFor>;

export function statementsFor(schema: string) {
  const table = `"${schema}".postback`;
  const wholeInbox = `hashtextextended('cdyne-postback inbox ${schema}', 0)`;
  const lockOf = (line: string): string => `hashtextextended(${line}, ${wholeInbox})`;
  // Of a process that vanished, the server would hold the locks for hours.
  const begin = `begin isolation level read committed;
    set local idle_in_transaction_session_timeout = '10s';
    set local lock_timeout = '10s'`;

  return {
    /** For a transaction that locks the lines it changes. */
    begin: `${begin}; select pg_advisory_xact_lock_shared(${wholeInbox})`,

    /** For a transaction that changes more lines than the server has room to lock. */
    beginAlone: `${begin}; select pg_advisory_xact_lock(${wholeInbox})`,

    lockLines: statement<object>(`
      select pg_advisory_xact_lock(lock)
      from (select distinct ${lockOf("line")} as lock from unnest($1::text[]) as line order by lock) as locks`),

    /** Locks the lines in which postbacks stand, and those in which they would stand when redelivered. */
    lockLinesOf: statement<object>(`
      select pg_advisory_xact_lock(lock)
      from (
        select distinct ${lockOf("lines.line")} as lock
        from ${table} as postback cross join lateral (values (postback.line), (coalesce(subject, key))) as lines (line)
        where seq = any($1::bigint[])
        order by lock
      ) as locks`),

    record: statement<{ key: string }>(`
      with input as (
        select * from rows from (json_to_recordset($1::json) as (
          key text, type text, subject text, account text, source text, received_at timestamptz, at timestamptz,
          from_number text, to_number text, fields jsonb, event jsonb, raw text, line text, times integer
        )) with ordinality
      ), fresh as (
        select *, row_number() over (partition by line order by ordinality) = 1 as first
        from input
        where not exists (select from ${table} as postback where postback.key = input.key)
      )
      insert into ${table} (
        key, type, subject, account, source, received_at, at, from_number, to_number, fields, event, raw, line, repeats, due
      )
      select
        key, type, subject, account, source, received_at, at, from_number, to_number, fields, event, raw, line, times - 1,
        case when first and not exists (select from ${table} as open where open.line = fresh.line and open.${OPEN}) then now() end
      from fresh
      order by ordinality
      returning key`),

    repeat: statement<object>(`
      with known as (
        select postback.seq, times
        from unnest($1::text[], $2::integer[]) as input (key, times) join ${table} as postback using (key)
        order by postback.seq for update of postback
      )
      update ${table} as postback set repeats = repeats + times from known where postback.seq = known.seq`),

    claim: statement<ClaimRow>(`
      with head as (
        select seq, due from ${table} where due <= now() order by due, seq limit $1 for update skip locked
      ), claimed as (
        update ${table} as postback
        set state = 'running', attempts = attempts + 1, claim = claim + 1, due = now() + $2::float8 * interval '1 ms'
        from head
        where postback.seq = head.seq
        returning postback.*, head.due as due_before
      )
      select seq::text, claim, attempts, handled::text, ${POSTBACK_COLUMNS} from claimed order by due_before, claimed.seq`),

    // The state is looked at last: with it, the planner may look through all that is running instead of for these.
    renew: statement<object>(`
      with mine as (
        select postback.seq, state
        from ${table} as postback join unnest($1::bigint[], $2::integer[]) as input (seq, claim) using (seq, claim)
        order by postback.seq for update of postback
      )
      update ${table} as postback set due = now() + $3::float8 * interval '1 ms'
      from mine
      where postback.seq = mine.seq and mine.state = 'running'`),

    settle: statement<{ line: string }>(`
      with mine as (
        select postback.seq, postback.line, postback.state as state_before, input.state, input.after, input.let_pass, input.handled, input.error
        from json_to_recordset($1::json) as input (
          seq bigint, claim integer, state text, after float8, let_pass boolean, handled jsonb, error text
        ) join ${table} as postback using (seq, claim)
        order by postback.seq for update of postback
      )
      update ${table} as postback
      set state = mine.state, handled = mine.handled, last_error = mine.error,
        due = case when mine.state = 'waiting' then now() + mine.after * interval '1 ms' end,
        line = case when mine.let_pass then postback.key else postback.line end
      from mine
      where postback.seq = mine.seq and mine.state_before = 'running'
      returning mine.line`),

    /** Lets the next of each line be due, unless another of it is: that one stands first in its index. */
    goOn: statement<object>(`
      update ${table} as postback
      set due = now()
      from (select distinct line from unnest($1::text[]) as line) as lines
        cross join lateral (
          select seq, due from ${table} as open where open.line = lines.line and open.${OPEN} order by due, seq limit 1
        ) as first
      where postback.seq = first.seq and first.due is null`),

    redeliver: statement<{ line: string }>(`
      with ended as (select seq from ${table} where seq = any($1::bigint[]) and ${SETTLED} order by seq for update)
      update ${table} as postback
      set state = 'waiting', attempts = 0, handled = '[]', last_error = null, due = null, line = coalesce(subject, key)
      from ended
      where postback.seq = ended.seq
      returning line`),

    forget: statement<{ line: string }>(`
      with meant as (select seq from ${table} where seq = any($1::bigint[]) order by seq for update)
      delete from ${table} as postback using meant where postback.seq = meant.seq returning line`),

    prune: statement<object>(`
      with oldest as (
        select seq from ${table} where state = $1 and received_at < $2::timestamptz
        order by received_at, seq limit $3 for update skip locked
      )
      delete from ${table} as postback using oldest where postback.seq = oldest.seq returning 1`),

    /** Which postbacks these conditions are true of, in the order of recording, from behind `$1` on. */
    find: (conditions: readonly string[], limit: number) =>
      statement<{ seq: string }>(`
        select seq::text from ${table} where ${["seq > $1::bigint", ...conditions].join(" and ")} order by ${table}.seq limit ${limit}`),

    settled: SETTLED,

    list: (conditions: readonly string[], limit: number) =>
      statement<RecordedRow>(`
        select ${RECORDED_COLUMNS} from ${table}
        where ${["true", ...conditions].join(" and ")}
        order by ${table}.seq desc limit ${limit}`),

    health: statement<{ waiting: string; running: string; dead: string; oldest: string | null }>(`
      select
        (count(*) filter (where state = 'waiting'))::text as waiting,
        (count(*) filter (where state = 'running'))::text as running,
        (select count(*) from ${table} where state = 'dead')::text as dead,
        (extract(epoch from min(received_at)) * 1000)::text as oldest
      from ${table} where ${OPEN}`),
  };
}

function statement<Row>(text: string): Statement<Row> {
  return { text };
}
