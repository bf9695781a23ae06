/** What a column can be given. */
export type SqlValue = string | number | null | Uint8Array;

/** A statement that is prepared once and run many times. */
export interface Statement<Row = never> {
  all(...values: SqlValue[]): Row[];
  /** How many rows it has changed. */
  run(...values: SqlValue[]): number;
}

/** What is used of a connection of `node:sqlite` and of `libsql`. */
export interface NativeDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): NativeStatement;
  close(): unknown;
}

interface NativeStatement {
  all(...values: unknown[]): unknown[];
  run(...values: unknown[]): { changes: number | bigint };
}

/** A connection, the same for each driver. */
export class Database {
  readonly #native: NativeDatabase;
  readonly #bind: (values: SqlValue[]) => unknown[];

  /** @param bind How the driver takes values. */
  constructor(native: NativeDatabase, bind: (values: SqlValue[]) => unknown[]) {
    this.#native = native;
    this.#bind = bind;
  }

  exec(sql: string): void {
    this.#native.exec(sql);
  }

  /** @typeParam Row What its rows are, which only the SQL knows. */
  prepare<Row = never>(sql: string): Statement<Row> {
    const statement = this.#native.prepare(sql);
    const bind = this.#bind;
    return {
      // An array of our own: under Jest that of Node is of another kind.
      all: (...values) => [...(statement.all(...bind(values)) as Row[])],
      run: (...values) => Number(statement.run(...bind(values)).changes),
    };
  }

  /** Does all of it or nothing. Nobody else writes meanwhile, in this process or in another. */
  transaction<Result>(work: () => Result): Result {
    this.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollBack();
      throw error;
    }
  }

  close(): void {
    this.#native.close();
  }

  #rollBack(): void {
    try {
      this.exec("ROLLBACK");
    } catch {
      // SQLite has done so itself when the disk is full or broken.
    }
  }
}
