import { type Names, define } from "./define.js";
import { OPEN } from "./lines.js";

/** Records postbacks of different keys. Gives the keys of those that are new. */
export function record(names: Names): string {
  const { schema, content, delivery } = names;
  return define(names, "record(lines text[], postbacks json) returns text[]", "new_keys text[]; total integer;", `
      perform "${schema}".lock_lines(lines);
      with input as (
        select * from rows from (json_to_recordset(postbacks) as (
          key text, type text, subject text, account text, source text, received_at timestamptz, at timestamptz,
          from_number text, to_number text, fields jsonb, event jsonb, raw text, line text, times integer
        )) with ordinality
      ), fresh as (
        select nextval('${content}_seq_seq') as seq, ordered.*
        from (
          select *, row_number() over (partition by line order by ordinality) = 1 as first
          from input
          where not exists (select from ${content} as content where content.key = input.key)
          order by ordinality
        ) as ordered
      ), recorded as (
        insert into ${content} (seq, key, type, subject, account, source, received_at, at, from_number, to_number, fields, event, raw)
        select seq, key, type, subject, account, source, received_at, at, from_number, to_number, fields, event, raw from fresh
      ), queued as (
        insert into ${delivery} (seq, received_at, line, repeats, due)
        select
          seq, received_at, line, times - 1,
          -- Not "exists", for which a plan may look through all that is open.
          case when first and (select 1 from ${delivery} as open where open.line = fresh.line and open.${OPEN} limit 1) is null then now() end
        from fresh
      )
      select array(select key from fresh), (select count(*) from input) into new_keys, total;
      if cardinality(new_keys) < total then
        with known as (
          select seq, times
          from json_to_recordset(postbacks) as input (key text, times integer)
            join ${content} as content using (key) join ${delivery} as delivery using (seq)
          where key <> all (new_keys)
          order by seq for update of delivery
        )
        update ${delivery} as delivery set repeats = repeats + times from known where delivery.seq = known.seq;
      end if;
      return new_keys;`);
}

/** Gives how many of these had ended, and are delivered again. */
export function redeliver(names: Names): string {
  const { schema, content, delivery } = names;
  return define(names, "redeliver(seqs bigint[]) returns integer", "lines text[];", `
      perform "${schema}".lock_lines_of(seqs);
      with ended as (
        select seq, coalesce(subject, key) as line
        from unnest(seqs) as input (seq) join ${delivery} as delivery using (seq) join ${content} as content using (seq)
        where state in ('delivered', 'dead', 'discarded')
        order by seq for update of delivery
      ), waiting as (
        update ${delivery} as delivery
        set state = 'waiting', attempts = 0, handled = '[]', last_error = null, settled_at = null, due = null, line = ended.line
        from ended
        where delivery.seq = ended.seq
        returning delivery.line
      )
      select coalesce(array_agg(line), '{}') into lines from waiting;
      perform "${schema}".go_on(lines);
      return cardinality(lines);`);
}

/** Gives how many of these waited or were dead, and are delivered no more. */
export function discard(names: Names): string {
  const { schema, delivery } = names;
  return define(names, "discard(seqs bigint[]) returns integer", "lines text[];", `
      perform "${schema}".lock_lines_of(seqs);
      with meant as (
        select seq from unnest(seqs) as input (seq) join ${delivery} as delivery using (seq)
        where state in ('waiting', 'dead')
        order by seq for update of delivery
      ), discarded as (
        update ${delivery} as delivery
        set state = 'discarded', due = null, settled_at = coalesce(settled_at, now())
        from meant
        where delivery.seq = meant.seq
        returning delivery.line
      )
      select coalesce(array_agg(line), '{}') into lines from discarded;
      perform "${schema}".go_on(lines);
      return cardinality(lines);`);
}

/** Gives how many of these there were. */
export function forget(names: Names): string {
  const { schema, content, delivery } = names;
  return define(names, "forget(seqs bigint[]) returns integer", "lines text[];", `
      perform "${schema}".lock_lines_of(seqs);
      with meant as (
        select seq from unnest(seqs) as input (seq) join ${delivery} as delivery using (seq) order by seq for update of delivery
      ), dequeued as (
        delete from ${delivery} as delivery using meant where delivery.seq = meant.seq returning delivery.seq, line
      ), forgotten as (
        delete from ${content} as content using dequeued where content.seq = dequeued.seq
      )
      select coalesce(array_agg(line), '{}') into lines from dequeued;
      perform "${schema}".go_on(lines);
      return cardinality(lines);`);
}
