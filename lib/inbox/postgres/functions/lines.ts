import { type Names, define } from "./define.js";

/** As many lines as a transaction locks one by one: the server has room for some thousand locks in all. */
export const LINES_AT_ONCE = 200;

export const OPEN = "state in ('waiting', 'running')";

/** Locks lines, or the whole inbox where they are too many. */
export function lockLines(names: Names): string {
  const wholeInbox = `hashtextextended('cdyne-postback inbox ${names.schema}', 0)`;
  return define(names, "lock_lines(lines text[]) returns void", "", `
      if cardinality(lines) > ${LINES_AT_ONCE} then
        perform pg_advisory_xact_lock(${wholeInbox});
      else
        perform pg_advisory_xact_lock_shared(${wholeInbox});
        perform pg_advisory_xact_lock(lock)
        from (select distinct hashtextextended(line, ${wholeInbox}) as lock from unnest(lines) as line order by lock) as locks;
      end if;`);
}

/** Locks the lines in which postbacks stand, and those in which they would stand when redelivered. */
export function lockLinesOf(names: Names): string {
  const { schema, content, delivery } = names;
  return define(names, "lock_lines_of(seqs bigint[]) returns void", "", `
      perform "${schema}".lock_lines(array(
        select distinct lines.line
        from unnest(seqs) as input (seq) join ${delivery} as delivery using (seq) join ${content} as content using (seq)
          cross join lateral (values (delivery.line), (coalesce(subject, key))) as lines (line)
      ));`);
}

/** Lets the next of each line be due, unless another of it is: that one stands first in its index. */
export function goOn(names: Names): string {
  const { delivery } = names;
  return define(names, "go_on(lines text[]) returns void", "", `
      update ${delivery} as delivery
      set due = now()
      from (select distinct line from unnest(lines) as line) as lines
        cross join lateral (
          select seq, due from ${delivery} as open where open.line = lines.line and open.${OPEN} order by due, seq limit 1
        ) as first
      where delivery.seq = first.seq and first.due is null;`);
}
