import { createHash } from "node:crypto";
import { type Fields } from "./fields.js";

/**
 * Builds a key or a subject from its parts. An account goes in front. Parts cannot run into each other: what is long or
 * has unusual characters is replaced by its hash, which also keeps phone numbers and texts out of keys.
 */
export function keyOf(account: string | undefined, prefix: string, ...parts: string[]): string {
  const key = `${prefix}:${parts.map(part).join(":")}`;
  return account === undefined ? key : `${encodeURIComponent(account.toWellFormed())}/${key}`;
}

function part(text: string): string {
  return /^[\w.-]{0,64}$/.test(text) ? text : `~${hash(text)}`;
}

/** The same for equal names and values in any order. */
export function hashOfFields(fields: Readonly<Fields>): string {
  const names = Object.keys(fields).sort();
  return hash(JSON.stringify(names.map((name) => [name, fields[name]])));
}

export function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
