import { appendFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../error-code.js";
import { Refusal } from "../refusal.js";
import { type Project } from "./project.js";

/** Only for whoever runs it: one of the files holds the secret. */
const MODE = 0o600;

/** Writes a project into a folder, which is made if there is none; gives the names of what it has written. Whatever is in the way is named, and nothing is written then. */
export async function writeProject(folder: string, { own, settings, ignored }: Project): Promise<string[]> {
  const there = await namesIn(folder);
  const inTheWay = Object.keys(own).filter((name) => there.includes(name));
  if (inTheWay.length > 0) throw new Refusal(`In ${folder} there is ${inTheWay.join(" and ")} already. Nothing was written.`);
  await mkdir(folder, { recursive: true });
  const written: string[] = [];
  for (const [name, text] of [...Object.entries(settings), ...Object.entries(own)]) {
    if (there.includes(name)) continue;
    // Whoever makes the same file at this moment keeps it.
    await writeFile(join(folder, name), text, { flag: "wx", ...(name === ".env" && { mode: MODE }) });
    written.push(name);
  }
  if (await ignore(join(folder, ".gitignore"), ignored)) written.push(".gitignore");
  return written;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return [];
    throw new Refusal(errorCode(error) === "ENOTDIR" ? `${folder} is a file. Nothing was written.` : `${folder} cannot be read: ${errorCode(error) ?? String(error)}.`);
  });
}

/** Adds what is not in it yet. Whether it has added anything. */
async function ignore(file: string, ignored: readonly string[]): Promise<boolean> {
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.split(/\r?\n/);
  const missing = ignored.filter((line) => !lines.includes(line));
  if (missing.length === 0) return false;
  await appendFile(file, `${text === "" || text.endsWith("\n") ? "" : "\n"}${missing.join("\n")}\n`);
  return true;
}
