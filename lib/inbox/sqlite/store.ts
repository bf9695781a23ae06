import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { type Clock } from "../../clock.js";
import { Archive } from "./archive.js";
import { Audit } from "./audit.js";
import { type Database } from "./database.js";
import { LogFile } from "./log-file.js";
import { open, openToRead } from "./open.js";
import { Overlook } from "./overview.js";
import { Queue } from "./queue.js";
import { RollCall } from "./roll-call.js";
import { Sends } from "./sends.js";

/** An open file with what can be done with it. */
export class Store {
  readonly queue: Queue;
  readonly archive: Archive;
  readonly audit: Audit;
  readonly overlook: Overlook;
  readonly sends: Sends;
  readonly rollCall: RollCall;
  readonly #database: Database;
  readonly #log: LogFile;

  static async open(file: string, clock: Clock): Promise<Store> {
    return new Store(await open(file), new LogFile(file), clock);
  }

  /**
   * Opens the file only for this, and leaves all that lies there as it is: a log that a receiver was killed over, too.
   */
  static async read<Result>(file: string, clock: Clock, work: (store: Store) => Result | Promise<Result>): Promise<Result> {
    const real = await realpath(file);
    await access(real, constants.R_OK);
    const isIdle = !(await hasLog(real));
    const database = await openToRead(real, isIdle);
    let result: Result;
    try {
      result = await work(new Store(database, new LogFile(real), clock));
    } finally {
      database.close();
    }
    // Somebody has begun to write meanwhile.
    return isIdle && (await hasLog(real)) ? Store.read(file, clock, work) : result;
  }

  private constructor(database: Database, log: LogFile, clock: Clock) {
    this.#database = database;
    this.#log = log;
    this.queue = new Queue(database, clock);
    this.archive = new Archive(database, clock);
    this.audit = new Audit(database);
    this.overlook = new Overlook(database);
    this.sends = new Sends(database);
    this.rollCall = new RollCall(database, clock);
  }

  /** Resolves when all that has been done until now has reached the disk. */
  async flush(): Promise<void> {
    return this.#log.flush();
  }

  /** Leaves all in the one file if it can, because `libsql` does not do so itself. */
  async close(): Promise<void> {
    try {
      await this.#log.close();
      this.#database.exec("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)");
    } catch {
      // Nothing is lost: the next to open it does so.
    } finally {
      this.#database.close();
    }
  }
}

/** Whether something was written that is not in the file itself. */
async function hasLog(file: string): Promise<boolean> {
  return stat(`${file}-wal`).then(
    ({ size }) => size > 0,
    () => false,
  );
}
