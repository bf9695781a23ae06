import { type FileHandle, open, realpath } from "node:fs/promises";

/**
 * The log in which SQLite writes what is committed (`-wal`), to bring it to the disk. SQLite could do that itself at each
 * commit, but nothing else would run meanwhile. One flush is for all that was committed before it begins, also by others.
 */
export class LogFile {
  readonly #database: string;
  #file: Promise<FileHandle> | undefined;
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
    await (await this.#file?.catch(() => undefined))?.close();
  }

  async #flushAfter(running: Promise<void> | undefined): Promise<void> {
    await running?.catch(() => {}); // Whoever asked for that one knows.
    this.#next = undefined;
    this.#running = this.#flushNow();
    return this.#running;
  }

  async #flushNow(): Promise<void> {
    this.#file ??= this.#open();
    await (await this.#file).datasync();
  }

  async #open(): Promise<FileHandle> {
    // SQLite puts it beside the file itself, where its path is a link. Without write access Windows flushes nothing.
    return open(`${await realpath(this.#database)}-wal`, "r+");
  }
}
