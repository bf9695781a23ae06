import { namesIn } from "./functions/define.js";
import { claim, renew, settle } from "./functions/delivering.js";
import { goOn, lockLines, lockLinesOf } from "./functions/lines.js";
import { discard, forget, record, redeliver } from "./functions/recording.js";

/**
 * What changes the inbox, as functions of the database: one round trip and one transaction each, which a session plans but
 * once. Three rules keep them right: a line is changed only under its lock; what depends on a line is read by a statement
 * after the one that got the lock, because only that one sees what the holder before has done; and whoever waits for several
 * rows waits for them in the order of `seq`, so that nobody waits in a circle. Each version of the tables that they need
 * has all of them made anew.
 */
export function functions(schema: string): string {
  const names = namesIn(schema);
  return [lockLines, lockLinesOf, goOn, record, redeliver, discard, forget, claim, renew, settle].map((make) => make(names)).join("");
}
