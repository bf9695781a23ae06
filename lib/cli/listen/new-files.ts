import { lstatSync, rmSync, statSync } from "node:fs";
import { type Inbox } from "../../index.js";

/** Behind the name of the inbox: itself, what SQLite has beside it, and the token. */
const ENDINGS = ["-wal", "-shm", "-journal", ".token", ""] as const;

/** Notes which files an inbox has not yet. Gives what takes those away again, which the start has made. */
export function newFilesOf(inbox: string): () => void {
  const missing = ENDINGS.map((ending) => `${inbox}${ending}`).filter((file) => !lstatSync(file, { throwIfNoEntry: false }));
  return () => {
    for (const file of missing) rmSync(file, { force: true });
  };
}

/** Whether nobody has put something into an inbox meanwhile. @param opened `undefined` where it could not be opened. */
export async function isUnused(file: string, opened: Inbox | undefined): Promise<boolean> {
  try {
    if (opened) return (await opened.list({ limit: 1 })).items.length === 0;
    return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
  } catch {
    return false;
  }
}
