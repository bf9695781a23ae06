import { type FileHandle, open } from "node:fs/promises";

/**
 * The log in which SQLite writes what is committed (`-wal`), to bring it to the disk. SQLite could do that itself at each
 * commit, but nothing else would run meanwhile. One flush is for all that was committed before it begins, also by others.
 */
export class LogFile {
  readonly #path: string;
  #file: Promise<FileHandle> | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** @param database The path of the database's file. */
  constructor(database: string) {
    this.#path = `${database}-wal`;
  }

  /** Resolves when all that has been committed until now has reached the disk, also on macOS, whose plain flush does not. */
  async flush(): Promise<void> {
    this.#next ??= this.#flushAfter(this.#running);
    return this.#next;
  }

  /** Once nothing is being flushed. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#running, this.#next]);
    await (await this.#file)?.close();
  }

  async #flushAfter(running: Promise<void> | undefined): Promise<void> {
    await running?.catch(() => {}); // Whoever asked for that one knows.
    this.#next = undefined;
    this.#running = this.#flushNow();
    return this.#running;
  }

  async #flushNow(): Promise<void> {
    // Not without write access, because Windows flushes nothing then.
    this.#file ??= open(this.#path, "r+");
    await (await this.#file).datasync();
  }
}
