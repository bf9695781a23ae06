import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Inbox, PostbackError } from "../index.js";
import { postgresInbox } from "../inbox/postgres.js";
import { sqliteInbox } from "../inbox/sqlite.js";
import { errorCode } from "./error-code.js";
import { Refusal } from "./refusal.js";

const MAGIC = "SQLite format 3\0";
/** How much of a file, and of the log beside it, is looked through for the inbox's first table: it was made first of all. */
const LOOKED_THROUGH = 1024 * 1024;
const TABLE = "CREATE TABLE postback (";

/** Whether it is the URL of a PostgreSQL database, and no file. */
export function isPostgres(source: string): boolean {
  return /^postgres(ql)?:\/\//.test(source);
}

/** The path of a file that is there. A slip in its name is said as it was typed. */
export async function pathOf(name: string, folder: string): Promise<string> {
  const file = resolve(folder, name);
  await stat(file).catch((error: unknown) => {
    // Whatever else is wrong with it is said where it is opened.
    if (errorCode(error) === "ENOENT") throw new Refusal(`There is no file ${name}. Is the name right?`);
  });
  return file;
}

/** Whether a file is a database of SQLite. Rejects when it cannot be read. */
export async function isSqlite(file: string): Promise<boolean> {
  return (await beginningOf(file, MAGIC.length)).toString("latin1") === MAGIC;
}

/** Refuses a file that has another use. */
export async function refuseOtherFiles(file: string): Promise<void> {
  if (!(await mayBeInbox(file))) throw new Refusal(`${file} is no inbox of this library. Name another file.`);
}

/** Opens the inbox in a file, which is made for its owner only if there is none. A database that has another use is left alone. */
export async function openSqlite(file: string): Promise<Inbox> {
  await refuseOtherFiles(file);
  // SQLite gives the files beside it the same mode.
  const made = await open(file, "a", 0o600).catch((error: unknown) => {
    throw refusalOf(error, file);
  });
  await made.close();
  return opened(file, false);
}

/** Opens the inbox in a file that is there, to read it: no byte of it is changed, and nothing is made. */
export async function openSqliteToRead(file: string): Promise<Inbox> {
  await refuseOtherFiles(file);
  return opened(file, true);
}

async function opened(file: string, readOnly: boolean): Promise<Inbox> {
  const inbox = sqliteInbox({ file, readOnly });
  try {
    await inbox.health();
    return inbox;
  } catch (error) {
    throw refusalOf(error, file);
  }
}

/**
 * Opens the inbox in a database to read it. The server itself refuses whatever would change something, and so nothing is
 * made where there is no inbox.
 */
export async function openPostgresToRead(connectionString: string): Promise<{ inbox: Inbox; end: () => Promise<void> }> {
  const Pool = await poolOfPg();
  const pool = new Pool({ connectionString, options: "-c default_transaction_read_only=on", connectionTimeoutMillis: 10_000, max: 2 });
  const inbox = postgresInbox({ pool });
  const end = async (): Promise<void> => {
    await inbox.close();
    await pool.end();
  };
  try {
    await inbox.health();
    return { inbox, end };
  } catch (error) {
    await end();
    if (error instanceof PostbackError) throw error;
    const why = errorCode(error) === "25006" ? "there is no inbox of this library in it (schema cdyne_postback), or one of an older version" : messageOf(error);
    throw new Refusal(`The database cannot be read: ${why}.`);
  }
}

async function poolOfPg() {
  try {
    return (await import("pg")).default.Pool;
  } catch (cause) {
    throw new PostbackError("CDYNE_PG_MISSING", undefined, { cause });
  }
}

/** What is new or empty may become one. */
async function mayBeInbox(file: string): Promise<boolean> {
  const content = await beginningOf(file, LOOKED_THROUGH).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return Buffer.alloc(0);
    throw refusalOf(error, file);
  });
  if (content.length === 0) return true;
  if (!content.toString("latin1", 0, MAGIC.length).startsWith(MAGIC)) return false;
  const log = await beginningOf(`${file}-wal`, LOOKED_THROUGH).catch(() => Buffer.alloc(0));
  return content.includes(TABLE) || log.includes(TABLE);
}

async function beginningOf(file: string, length: number): Promise<Buffer> {
  // A pipe is opened only when somebody writes into it, and until then nothing ends the process. A folder says so itself.
  const what = await stat(file);
  if (!what.isFile() && !what.isDirectory()) throw new Refusal(`${file} is no regular file.`);
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Why a file cannot be opened, in a sentence. */
export function refusalOf(error: unknown, file: string): Error {
  if (error instanceof Refusal) return error;
  if (!(error instanceof PostbackError)) return new Refusal(`${file} cannot be opened: ${messageOf(error)}.`);
  if (error.code !== "CDYNE_SQLITE_MISSING") return error;
  return new Refusal(
    "There is no SQLite: Node 22.13 and later have it. With this one, install the package libsql beside this one " +
      "(npm install cdyne-postback libsql), or run: npx -p cdyne-postback -p libsql cdyne-postback …",
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
