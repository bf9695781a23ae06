const BUSY = 5;
/** Read-only, I/O error, corrupt, cannot open, locking protocol, not a database. */
const BROKEN: readonly (number | undefined)[] = [8, 10, 11, 14, 15, 26];

/** Whether another connection is in the way. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY;
}

/** Whether the file or its disk has failed, so that only a new connection may work again. */
export function isBroken(error: unknown): boolean {
  return BROKEN.includes(resultCode(error)) || isSystemError(error);
}

/** An error of the file system, by Node. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}

/** SQLite's primary result code: https://www.sqlite.org/rescode.html. */
function resultCode(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const code: unknown = Reflect.get(error, "errcode") ?? Reflect.get(error, "rawCode");
  return typeof code === "number" ? code & 0xff : undefined;
}
