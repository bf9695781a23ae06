import { OTHER_ISOLATION } from "../transactions.js";

/** The names that the functions of one inbox use. */
export interface Names {
  readonly schema: string;
  readonly content: string;
  readonly delivery: string;
}

export function namesIn(schema: string): Names {
  return { schema, content: `"${schema}".content`, delivery: `"${schema}".delivery` };
}

/**
 * The SQL that makes a function. A session keeps its plans, which may have been made while the tables were empty: they go by
 * indexes and nothing else.
 */
export function define({ schema }: Names, head: string, variables: string, body: string): string {
  return `
    create or replace function "${schema}".${head} language plpgsql
    set lock_timeout = '10s'
    set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off
    as $$
    #variable_conflict use_column
    declare
      ${variables}
    begin
      if current_setting('transaction_isolation') <> 'read committed' then
        raise 'This is for transactions that are read committed' using errcode = '${OTHER_ISOLATION}';
      end if;
      ${body}
    end $$;
  `;
}
