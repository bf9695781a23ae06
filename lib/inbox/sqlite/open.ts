import { setTimeout as pause } from "node:timers/promises";
import { type Database } from "./database.js";
import { connect } from "./driver.js";
import { isBusy } from "./result-code.js";
import { migrate, refuseNewer } from "./schema.js";

/** How long others may be in the way, in milliseconds. */
const PATIENCE = 5000;

/**
 * What is committed has reached the disk, also on macOS, whose plain flush does not; and what is deleted is overwritten,
 * because it holds phone numbers and texts. The cache (32 MB at most) holds the indexes, whose keys come in no order.
 */
const SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA fullfsync = ON;
  PRAGMA secure_delete = ON;
  PRAGMA cache_size = -32000;
  PRAGMA journal_size_limit = 67108864;`;

/** Opens the file, which is made if there is none, and brings its tables up to date. */
export async function open(file: string): Promise<Database> {
  const database = await connect(file);
  try {
    database.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    refuseNewer(database);
    await untilNotBusy(() => database.exec(SETTINGS));
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite does not wait itself when two processes make a file theirs at once. */
async function untilNotBusy(work: () => void): Promise<void> {
  for (const deadline = Date.now() + PATIENCE; ; await pause(10)) {
    try {
      work();
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
    }
  }
}
