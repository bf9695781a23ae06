import { setTimeout as pause } from "node:timers/promises";
import { PostbackError } from "../../problems.js";
import { type Database } from "./database.js";
import { connect, connectToRead } from "./driver.js";
import { isBusy } from "./result-code.js";
import { migrate, refuseNewer, refuseOlder } from "./schema.js";

/** How long others may be in the way, in milliseconds, and how much of it is waited while nothing else can run. */
const PATIENCE = 5000;
const AT_A_STRETCH = 20;

/**
 * What is committed is brought to the disk by `LogFile`, and by SQLite itself before it moves it from the log into the
 * file, also on macOS, whose plain flush does not. What is deleted is overwritten, because it holds phone numbers and
 * texts. The cache (32 MB at most) holds the indexes, whose keys come in no order; and because each commit touches many
 * pages, they are moved from the log into the file only every 10,000 (40 MB).
 */
const SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA fullfsync = ON;
  PRAGMA secure_delete = ON;
  PRAGMA cache_size = -32000;
  PRAGMA wal_autocheckpoint = 10000;
  PRAGMA journal_size_limit = 67108864;`;

/** Opens the file, which is made if there is none, and brings its tables up to date, as soon as no other process is in the way. */
export async function open(file: string): Promise<Database> {
  return untilNotBusy(async () => tryToOpen(file));
}

/** With a connection of its own each time: after a failure that of `libsql` takes itself for one in a transaction. */
async function tryToOpen(file: string): Promise<Database> {
  const database = await connect(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${AT_A_STRETCH}`);
    refuseNewer(database);
    database.exec(SETTINGS);
    // Some file systems have no shared memory for it; what is committed would not be where it is flushed.
    if (database.prepare<{ journal_mode: string }>("PRAGMA journal_mode").all()[0]?.journal_mode !== "wal") throw new PostbackError("CDYNE_SQLITE_NO_LOG");
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Opens a file that is an inbox already, to read it. @param isIdle Whether all is in the file itself, and nothing in its log. */
export async function openToRead(file: string, isIdle: boolean): Promise<Database> {
  const database = await connectToRead(file, isIdle);
  try {
    database.exec(`PRAGMA busy_timeout = ${AT_A_STRETCH}; PRAGMA query_only = ON`);
    refuseNewer(database);
    refuseOlder(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Does something as soon as no other process is in the way: a transaction, or what else can be tried again. */
export async function untilNotBusy<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  for (const deadline = Date.now() + PATIENCE; ; await pause(10)) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
    }
  }
}
