import { textOf } from "./charset.js";
import { type Fields, addField, emptyFields } from "./fields.js";
import { decodeForm, encodeForm } from "./form.js";
import { decodeReceipt } from "./receipt-text.js";

/** A body as it came (bytes or text), or what a body parser made of it. */
export type Body = string | Uint8Array | object | null | undefined;

/** A decoded body: its names and values, and the body as text. */
export interface Decoded {
  fields: Fields;
  raw: string;
}

/** Deeper than any parser builds objects by default. */
const DEEPEST = 64;
/** Each value repeats the names above it: a long one over many values would grow without measure. */
const LONGEST_PREFIX = 200;

/** Decodes a body of any kind and never throws. What nobody can read has no fields and is still in `raw`. */
export function decode(body: Body): Decoded {
  if (body === null || body === undefined) return { fields: emptyFields(), raw: "" };
  if (typeof body === "string") return decodeText(body);
  if (ArrayBuffer.isView(body)) return decodeText(textOf(body));
  const fields = flatten(body);
  return { fields, raw: encodeForm(fields) };
}

function decodeText(raw: string): Decoded {
  const start = raw.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  const text = withoutLineEnd(raw.slice(start));
  return { fields: jsonFields(text) ?? decodeReceipt(text) ?? decodeForm(text), raw };
}

const BYTE_ORDER_MARK = 0xfeff;

/** A line end behind the body comes from a file or a shell, not from the last value. */
function withoutLineEnd(text: string): string {
  return text.endsWith("\n") ? text.replace(/\r?\n$/, "") : text;
}

/** An object in JSON: people test with it whatever content type they name. No form of the vendor begins with a brace. */
function jsonFields(text: string): Fields | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? flatten(parsed) : undefined;
  } catch {
    return undefined;
  }
}

/** Puts what a parser nested back into names and values: `{ a: { b: "1" } }` was posted as `a[b]=1`, a list as a repeated name. */
function flatten(parsed: object): Fields {
  const fields = emptyFields();
  const visited = new WeakSet([parsed]);
  const visit = (name: string, value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null) return addField(fields, name, scalar(value));
    if (visited.has(value) || depth > DEEPEST || name.length > LONGEST_PREFIX) return addField(fields, name, "");
    visited.add(value);
    const entries = Object.entries(value);
    if (entries.length === 0) return addField(fields, name, "");
    for (const [key, inner] of entries) visit(Array.isArray(value) ? name : nested(name, key), inner, depth + 1);
  };
  for (const [name, value] of Object.entries(parsed)) visit(name, value, 1);
  return fields;
}

/** What is nested too deep for a parser stands behind the rest as it was posted, in brackets. */
function nested(name: string, key: string): string {
  return key.startsWith("[") ? name + key : `${name}[${key}]`;
}

function scalar(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}
