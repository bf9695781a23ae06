import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { errorCode } from "../error-code.js";

/** The token that a start before has made, or a new one: it lies beside the inbox, so that the PostBackURL stays the same. */
export async function tokenBeside(file: string): Promise<string> {
  const beside = `${file}.token`;
  try {
    return (await readFile(beside, "utf8")).trim();
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    const token = randomBytes(16).toString("hex");
    await writeFile(beside, `${token}\n`, { mode: 0o600, flag: "wx" });
    return token;
  }
}
