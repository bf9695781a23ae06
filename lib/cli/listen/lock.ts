import { rmSync, statSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { lockFile } from "../../file-lock.js";
import { errorCode } from "../error-code.js";
import { refusalOf, refuseOtherFiles } from "../inbox.js";
import { Refusal, UsageError } from "../refusal.js";

/** Nothing, or the process that an earlier version has noted. */
const OURS = /^\d*\s*$/;

/**
 * Takes the inbox in a file for this process alone, and resolves to what gives it back. What is locked is an empty
 * file beside it. It stays beside an inbox of `listen`, and says that it is one. Beside another it has another name, so
 * that it says nothing even when it is left behind, and goes.
 *
 * @param adopt Whether an inbox that `listen` has not made is taken as well.
 */
export async function takeAlone(file: string, adopt: boolean): Promise<() => void> {
  // Looked for before the mark: another `listen` makes the mark first.
  const isThere = hasContent(file);
  const mark = `${file}.listen`;
  const isForeign = isThere && (await textIn(mark)) === undefined;
  if (isForeign && !adopt) {
    await refuseOtherFiles(file);
    throw new UsageError(`${file} was not made by listen: its postbacks belong to an application, which would not get them. Name another file, or add --yes.`);
  }
  const locked = isForeign ? `${file}.listening` : mark;
  const before = await textIn(locked);
  if (before !== undefined && !OURS.test(before)) throw new Refusal(`${locked} has another use. Name another file.`);
  const stays = (): boolean => !isForeign && (before !== undefined || hasContent(file));
  const unlock = await lockEmpty(locked, before).catch((error: unknown) => {
    if (!stays()) rmSync(locked, { force: true });
    throw refusalOf(error, file);
  });
  if (!unlock) throw new Refusal(`Another listen has ${file} already. Name another file with --file.`);
  return () => {
    if (stays()) unlock();
    else removeLocked(locked, unlock);
  };
}

async function textIn(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw new Refusal(`${file} cannot be read: ${errorCode(error) ?? String(error)}.`);
  });
}

async function lockEmpty(file: string, before: string | undefined): Promise<(() => void) | undefined> {
  if (before !== "") await writeFile(file, "", { mode: 0o600 });
  const { ino } = await stat(file);
  const unlock = await lockFile(file);
  if (!unlock || isStill(file, ino)) return unlock;
  // Whoever had it has just taken it away: another may have made it anew.
  unlock();
  return undefined;
}

/** Whether the name leads to the same file. */
function isStill(file: string, ino: number): boolean {
  return statSync(file, { throwIfNoEntry: false })?.ino === ino;
}

/** Nobody can lock it in between, except where the system removes no file that is open. */
function removeLocked(file: string, unlock: () => void): void {
  try {
    rmSync(file, { force: true });
  } catch {
    unlock();
    rmSync(file, { force: true });
    return;
  }
  unlock();
}

function hasContent(file: string): boolean {
  try {
    return statSync(file).size > 0;
  } catch {
    return false;
  }
}
