import { PostbackError } from "../../problems.js";
import { type Database } from "./database.js";

/**
 * What made the tables what they are, in order; `PRAGMA user_version` says how many a file has had. Never change one that
 * was released: add another.
 *
 * - `line` is the queue that a postback stands in, and `due` is set only for the first of each line: when it may be handed
 *   out or, for one that is out, when its lease ends. So nothing has to look at those that wait behind it.
 * - `handling` says until when which process that delivers has which handlers.
 * - `claim` counts the times it was handed out, and never goes back.
 * - `audit` says what was done by hand, to how many.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE postback (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    subject TEXT,
    account TEXT,
    source TEXT NOT NULL,
    received_at TEXT NOT NULL,
    at TEXT,
    from_number TEXT,
    to_number TEXT,
    fields TEXT NOT NULL,
    event TEXT NOT NULL,
    raw TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    line TEXT NOT NULL,
    due INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    claim INTEGER NOT NULL DEFAULT 0,
    handled TEXT NOT NULL DEFAULT '[]',
    last_error TEXT,
    repeats INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX postback_due ON postback (due, seq) WHERE due IS NOT NULL;
  CREATE INDEX postback_first ON postback (line) WHERE due IS NOT NULL;
  CREATE INDEX postback_line ON postback (line, seq) WHERE state IN ('waiting', 'running');
  CREATE INDEX postback_state ON postback (state, received_at);
  CREATE INDEX postback_subject ON postback (subject) WHERE subject IS NOT NULL;
  CREATE INDEX postback_from ON postback (from_number) WHERE from_number IS NOT NULL;
  CREATE INDEX postback_to ON postback (to_number) WHERE to_number IS NOT NULL;
  CREATE INDEX postback_unknown ON postback (seq) WHERE type = 'unknown';

  CREATE TABLE sent (
    id TEXT PRIMARY KEY,
    to_number TEXT NOT NULL,
    from_number TEXT,
    reference_id TEXT,
    length INTEGER NOT NULL,
    context TEXT,
    at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'sending',
    message_id TEXT,
    code TEXT
  );
  CREATE INDEX sent_to ON sent (to_number, at);
  CREATE INDEX sent_from ON sent (from_number) WHERE from_number IS NOT NULL;
  CREATE INDEX sent_message ON sent (message_id) WHERE message_id IS NOT NULL;
  CREATE INDEX sent_at ON sent (at);`,

  `CREATE TABLE handling (
    process TEXT PRIMARY KEY,
    handlers TEXT NOT NULL,
    until INTEGER NOT NULL
  );`,

  `ALTER TABLE postback ADD COLUMN settled_at TEXT;
  ALTER TABLE postback ADD COLUMN failures TEXT;

  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    action TEXT NOT NULL,
    done_by TEXT,
    which TEXT NOT NULL,
    count INTEGER NOT NULL
  );`,
];

/** Throws when a newer version has written to the file. Writes nothing. */
export function refuseNewer(database: Database): void {
  if (versionOf(database) > MIGRATIONS.length) throw new PostbackError("CDYNE_INBOX_NEWER");
}

/** Throws when there are no tables, or those of an older version. Writes nothing. */
export function refuseOlder(database: Database): void {
  if (versionOf(database) < MIGRATIONS.length) throw new PostbackError("CDYNE_INBOX_OLDER");
}

/** Makes the tables, or brings those of an older version up to date. */
export function migrate(database: Database): void {
  if (versionOf(database) === MIGRATIONS.length) return;
  database.transaction(() => {
    // Another process may have done it meanwhile.
    refuseNewer(database);
    for (const migration of MIGRATIONS.slice(versionOf(database))) database.exec(migration);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function versionOf(database: Database): number {
  const [row] = database.prepare<{ user_version: number }>("PRAGMA user_version").all();
  return row?.user_version ?? 0;
}
