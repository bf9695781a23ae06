import { FAILURES_KEPT } from "../../inbox.js";
import { type Names, define } from "./define.js";

export function claim(names: Names): string {
  const { content, delivery } = names;
  const row = "seq text, claim integer, attempts integer, handled text, key text, raw text, account text, source text, received_at text";
  return define(names, `claim(count integer, lease float8) returns table (${row})`, "", `
      return query
      with head as (
        select seq, due from ${delivery} where due <= now() order by due, seq limit count for update skip locked
      ), claimed as (
        update ${delivery} as delivery
        set state = 'running', attempts = attempts + 1, claim = claim + 1, due = now() + lease * interval '1 ms'
        from head
        where delivery.seq = head.seq
        returning delivery.seq, delivery.claim, delivery.attempts, delivery.handled, head.due as due_before
      )
      select
        claimed.seq::text, claimed.claim, claimed.attempts, claimed.handled::text,
        key, raw, account, source, (extract(epoch from received_at) * 1000)::text
      from claimed join ${content} as content using (seq)
      order by due_before, claimed.seq;`);
}

export function renew(names: Names): string {
  const { delivery } = names;
  // The state is looked at last: with it, the plan may look through all that is running instead of for these.
  return define(names, "renew(seqs bigint[], claims integer[], lease float8) returns void", "", `
      with mine as (
        select seq, state
        from unnest(seqs, claims) as input (seq, claim) join ${delivery} as delivery using (seq, claim)
        order by seq for update of delivery
      )
      update ${delivery} as delivery set due = now() + lease * interval '1 ms'
      from mine
      where delivery.seq = mine.seq and mine.state = 'running';`);
}

export function settle(names: Names): string {
  const { schema, content, delivery } = names;
  return define(names, "settle(seqs bigint[], settlements json) returns void", "lines text[];", `
      -- While it is out, a postback stays in its line.
      perform "${schema}".lock_lines(array(select distinct line from unnest(seqs) as input (seq) join ${delivery} as delivery using (seq)));
      with mine as (
        select delivery.seq, delivery.line, delivery.state as state_before, input.state, input.after, input.let_pass, input.handled, input.error, input.failures
        from json_to_recordset(settlements) as input (
          seq bigint, claim integer, state text, after float8, let_pass boolean, handled jsonb, error text, failures jsonb
        ) join ${delivery} as delivery using (seq, claim)
        order by delivery.seq for update of delivery
      ), settled as (
        update ${delivery} as delivery
        set state = mine.state, handled = mine.handled, last_error = mine.error,
          settled_at = case when mine.state <> 'waiting' then now() end,
          failures = case when mine.failures is null then delivery.failures else (
            select jsonb_agg(failure order by place)
            from (
              select failure, place
              from jsonb_array_elements(coalesce(delivery.failures, '[]') || mine.failures) with ordinality as failures (failure, place)
              order by place desc limit ${FAILURES_KEPT}
            ) as newest
          ) end,
          due = case when mine.state = 'waiting' then now() + mine.after * interval '1 ms' end,
          line = case when mine.let_pass then (select key from ${content} as content where content.seq = mine.seq) else mine.line end
        from mine
        where delivery.seq = mine.seq and mine.state_before = 'running'
        returning mine.line
      )
      select array_agg(line) into lines from settled;
      perform "${schema}".go_on(lines);`);
}
