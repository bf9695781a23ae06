import { appendFile, lstat, mkdir, open, readFile, readdir, rm, rmdir, stat, truncate } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "../error-code.js";
import { Refusal } from "../refusal.js";
import { type Project } from "./project.js";

/** Only for whoever runs it: it holds the secret. */
const MODES: Readonly<Record<string, number>> = { ".env": 0o600 };

/** Writes a project into a folder, which is made if there is none; gives the names of what it has written. It writes all or nothing: what is in the way is named, and where something fails, what was made before it is taken away again. */
export async function writeProject(folder: string, { own, settings, ignored }: Project): Promise<string[]> {
  const there = await namesIn(folder);
  const inTheWay = Object.keys(own).filter((name) => there.includes(name));
  if (inTheWay.length > 0) throw new Refusal(`In ${folder} there is ${inTheWay.join(" and ")} already. Nothing was written.`);
  const ignoring = join(folder, ".gitignore");
  if (there.includes(".gitignore") && !(await lstat(ignoring)).isFile()) throw new Refusal(`${ignoring} is no file of its own. Nothing was written.`);
  const files = Object.entries({ ...settings, ...own }).filter(([name]) => !there.includes(name));
  /** What takes each step back, the last one first. */
  const undo: (() => Promise<unknown>)[] = [];
  try {
    // One by one: of those that are made together nobody is told when the last one fails.
    for (const one of await missingFolders(folder)) {
      if ((await mkdir(one, { recursive: true })) !== undefined) undo.unshift(async () => rmdir(one));
    }
    for (const [name, text] of files) {
      const path = join(folder, name);
      // Whoever makes the same file at this moment keeps it.
      const file = await open(path, "wx", MODES[name]);
      undo.unshift(async () => rm(path));
      await file.writeFile(text).finally(async () => file.close());
    }
    const added = await ignore(ignoring, ignored);
    return [...files.map(([name]) => name), ...(added ? [".gitignore"] : [])];
  } catch (error) {
    for (const step of undo) await step().catch(() => {});
    const code = errorCode(error);
    throw code === undefined ? error : new Refusal(`${folder} cannot be written to: ${code}. Nothing was written.`);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return [];
    throw new Refusal(errorCode(error) === "ENOTDIR" ? `${folder} is a file. Nothing was written.` : `${folder} cannot be read: ${errorCode(error) ?? String(error)}.`);
  });
}

/** A folder and those that it is in, as far as they are not there; the outermost first. */
async function missingFolders(folder: string): Promise<string[]> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere || dirname(folder) === folder ? [] : [...(await missingFolders(dirname(folder))), folder];
}

/** Adds what is not in it yet, all or nothing. Whether it has added anything. */
async function ignore(file: string, ignored: readonly string[]): Promise<boolean> {
  const before = await readFile(file).catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw error;
  });
  const text = String(before ?? "");
  const lines = text.split(/\r?\n/);
  const missing = ignored.filter((line) => !lines.includes(line));
  if (missing.length === 0) return false;
  try {
    await appendFile(file, `${text === "" || text.endsWith("\n") ? "" : "\n"}${missing.join("\n")}\n`);
    return true;
  } catch (error) {
    await (before ? truncate(file, before.length) : rm(file, { force: true }));
    throw error;
  }
}
