import { readFile, stat, writeFile } from "node:fs/promises";
import { lockFile } from "../../file-lock.js";
import { errorCode } from "../error-code.js";
import { refusalOf } from "../inbox.js";
import { Refusal } from "../refusal.js";

/** Nothing, or the process that an earlier version has noted. */
const OURS = /^\d*\s*$/;

/**
 * Takes the inbox in a file for this process alone, and resolves to what gives it back. What is locked is an empty
 * file beside it. It stays, and says that the inbox is one of `listen`.
 *
 * @param adopt Whether an inbox that `listen` has not made is taken as well.
 */
export async function takeAlone(file: string, adopt: boolean): Promise<() => void> {
  const beside = `${file}.listen`;
  const before = await textIn(beside);
  if (before === undefined && !adopt && (await hasContent(file))) {
    throw new Refusal(`${file} was not made by listen: its postbacks belong to an application, which would not get them. Name another file, or add --yes.`);
  }
  if (before !== undefined && !OURS.test(before)) throw new Refusal(`${beside} has another use. Name another file.`);
  const giveBack = await lockEmpty(beside, before).catch((error: unknown) => {
    throw refusalOf(error, file);
  });
  if (!giveBack) throw new Refusal(`Another listen has ${file} already. Name another file with --file.`);
  return giveBack;
}

async function textIn(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw new Refusal(`${file} cannot be read: ${errorCode(error) ?? String(error)}.`);
  });
}

async function lockEmpty(file: string, before: string | undefined): Promise<(() => void) | undefined> {
  if (before !== "") await writeFile(file, "", { mode: 0o600 });
  return lockFile(file);
}

async function hasContent(file: string): Promise<boolean> {
  return stat(file).then(
    ({ size }) => size > 0,
    () => false,
  );
}
