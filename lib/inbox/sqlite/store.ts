import { Archive } from "./archive.js";
import { type Database } from "./database.js";
import { open } from "./open.js";
import { Queue } from "./queue.js";

/** An open file with what can be done with it. */
export class Store {
  readonly queue: Queue;
  readonly archive: Archive;
  readonly #database: Database;

  static async open(file: string): Promise<Store> {
    return new Store(await open(file));
  }

  private constructor(database: Database) {
    this.#database = database;
    this.queue = new Queue(database);
    this.archive = new Archive(database);
  }

  /** Leaves all in the one file if it can, because `libsql` does not do so itself. */
  close(): void {
    try {
      this.#database.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // Nothing is lost: the next to open it does so.
    }
    this.#database.close();
  }
}
