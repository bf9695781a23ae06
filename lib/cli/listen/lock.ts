import { readFile, stat, truncate, writeFile } from "node:fs/promises";
import { errorCode } from "../error-code.js";
import { Refusal } from "../refusal.js";

/**
 * Takes the inbox in a file for this process alone, and resolves to what gives it back. A file beside it has the id of the
 * process; it stays, and says that the inbox is one of `listen`.
 *
 * @param adopt Whether an inbox that `listen` has not made is taken as well.
 */
export async function takeAlone(file: string, adopt: boolean): Promise<() => Promise<void>> {
  const beside = `${file}.listen`;
  const before = await readFile(beside, "utf8").catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw new Refusal(`${beside} cannot be read: ${errorCode(error) ?? String(error)}.`);
  });
  if (before === undefined && !adopt && (await hasContent(file))) {
    throw new Refusal(`${file} was not made by listen: its postbacks belong to an application, which would not get them. Name another file, or add --yes.`);
  }
  if (before && isAlive(Number(before))) throw new Refusal(`Another listen (process ${before.trim()}) has ${file} already. Name another file with --file.`);
  await writeFile(beside, `${process.pid}\n`, { mode: 0o600, flag: before === undefined ? "wx" : "w" }).catch((error: unknown) => {
    // A folder that is not there, or that nobody may write to.
    throw new Refusal(`${file} cannot be opened: ${errorCode(error) ?? String(error)}.`);
  });
  return async () => truncate(beside).catch(() => {});
}

async function hasContent(file: string): Promise<boolean> {
  return stat(file).then(
    ({ size }) => size > 0,
    () => false,
  );
}

function isAlive(id: number): boolean {
  try {
    return Number.isInteger(id) && id > 0 && process.kill(id, 0);
  } catch (error) {
    // It is there and is somebody else's.
    return errorCode(error) === "EPERM";
  }
}
