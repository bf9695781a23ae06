import { type Present } from "../inbox.js";
import { type Statement } from "./pool.js";

/**
 * Notes which handlers a process has, forgets those whose time is up, and gives the others. All parts see the table as it
 * was before.
 */
export function rollCallFor(schema: string): Statement<Present> {
  const handling = `"${schema}".handling`;
  return {
    text: `
      with forgotten as (
        delete from ${handling} where until <= now() and process <> $1
      ), noted as (
        insert into ${handling} (process, handlers, until)
        values ($1, array(select json_array_elements_text($2::json)), now() + $3::float8 * interval '1 ms')
        on conflict (process) do update set handlers = excluded.handlers, until = excluded.until
      )
      select process, handlers from ${handling} where process <> $1 and until > now() order by process`,
  };
}
