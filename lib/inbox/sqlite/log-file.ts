import { fstatSync, statSync } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { PostbackError } from "../../problems.js";

/** The log's file, and which file the database was when it was opened. */
interface Opened {
  readonly log: FileHandle;
  readonly database: string;
  readonly ino: bigint | undefined;
}

/**
 * The log in which SQLite writes what is committed (`-wal`), to bring it to the disk. SQLite could do that itself at each
 * commit, but nothing else would run meanwhile. One flush is for all that was committed before it begins, also by others.
 */
export class LogFile {
  readonly #database: string;
  #file: Promise<Opened> | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** @param database The path of the database's file. */
  constructor(database: string) {
    this.#database = database;
  }

  /** Resolves when all that has been committed until now has reached the disk, also on macOS, whose plain flush does not. */
  async flush(): Promise<void> {
    this.#next ??= this.#flushAfter(this.#running);
    return this.#next;
  }

  /** Once nothing is being flushed. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#running, this.#next]);
    // What could not be opened need not be closed.
    await (await this.#file?.catch(() => undefined))?.log.close();
  }

  async #flushAfter(running: Promise<void> | undefined): Promise<void> {
    await running?.catch(() => {}); // Whoever asked for that one knows.
    this.#next = undefined;
    this.#running = this.#flushNow();
    return this.#running;
  }

  async #flushNow(): Promise<void> {
    this.#file ??= this.#open();
    const file = await this.#file;
    await file.log.datasync();
    // SQLite goes on writing to files that no name leads to any more.
    if (isGone(file)) throw new PostbackError("CDYNE_SQLITE_GONE");
  }

  async #open(): Promise<Opened> {
    // SQLite puts it beside the file itself, where its path is a link. Without write access Windows flushes nothing.
    const database = await realpath(this.#database);
    return { log: await open(`${database}-wal`, "r+"), database, ino: inode(database) };
  }
}

/**
 * The database itself is asked for by its name: to close it once more would undo SQLite's locks. Asked for at once, because
 * that takes less time than to have it asked for beside the event loop.
 */
function isGone({ log, database, ino }: Opened): boolean {
  const now = inode(database);
  return fstatSync(log.fd).nlink === 0 || now === undefined || now !== ino;
}

function inode(database: string): bigint | undefined {
  return statSync(database, { bigint: true, throwIfNoEntry: false })?.ino;
}
