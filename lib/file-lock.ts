import { connect } from "./inbox/sqlite/driver.js";
import { isBusy } from "./inbox/sqlite/result-code.js";

/**
 * Locks a file by SQLite, which makes it empty if there is none and never writes to it. The system gives it back when the
 * process ends, however it does.
 *
 * @returns What gives it back before; `undefined` where another process has it.
 */
export async function lockFile(file: string): Promise<(() => void) | undefined> {
  const database = await connect(file);
  try {
    // Where nothing is written no journal needs to lie beside it.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return () => database.close();
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}
