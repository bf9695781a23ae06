import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { errorCode } from "../error-code.js";
import { Refusal } from "../refusal.js";

const TOKEN = /^[a-z0-9_-]{16,}$/;

/** The token that a start before has made, or a new one: it lies beside the inbox, so that the PostBackURL stays the same. */
export async function tokenBeside(file: string): Promise<string> {
  const beside = `${file}.token`;
  try {
    return (await tokenIn(beside)) ?? (await newToken(beside));
  } catch (error) {
    const code = errorCode(error);
    throw code === undefined ? error : new Refusal(`${beside} cannot hold the token: ${code}. Remove what is there, or name a token with --token.`);
  }
}

async function tokenIn(file: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw error;
  });
  const kept = text?.trim();
  if (kept === undefined || TOKEN.test(kept)) return kept;
  throw new Refusal(`${file} holds no token. Remove it, and the next start makes one; or name one with --token.`);
}

async function newToken(file: string): Promise<string> {
  const token = randomBytes(16).toString("hex");
  await writeFile(file, `${token}\n`, { mode: 0o600, flag: "wx" });
  return token;
}
