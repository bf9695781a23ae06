import { textOf } from "./charset.js";
import { type Fields, addField, eachField, emptyFields } from "./fields.js";

/**
 * Decodes a form body. Nothing is refused: raw spaces, colons and `;` are text, a broken `%` stays as it is,
 * escaped bytes that are not UTF-8 are read as Windows-1252, and a repeated name keeps all its values.
 */
export function decodeForm(body: string, into: Fields = emptyFields()): Fields {
  let equals = -1;
  let percent = -1;
  let plus = -1;
  for (let start = 0, end; start < body.length; start = end + 1) {
    end = indexOrEnd(body, "&", start);
    // What lies ahead is kept: to look for it again in every pair would take quadratic time.
    if (equals < start) equals = indexOrEnd(body, "=", start);
    if (percent < start) percent = indexOrEnd(body, "%", start);
    if (plus < start) plus = indexOrEnd(body, "+", start);
    if (end > start) {
      const name = body.slice(start, Math.min(equals, end));
      const value = body.slice(Math.min(equals + 1, end), end);
      const escaped = Math.min(percent, plus);
      if (escaped >= end) addField(into, name, value);
      else addField(into, escaped < equals ? unescapeForm(name) : name, unescapeForm(value));
    }
  }
  return into;
}

function indexOrEnd(text: string, char: string, start: number): number {
  const index = text.indexOf(char, start);
  return index === -1 ? text.length : index;
}

/** Encodes fields the way the vendor does: .NET's form encoding, lower-case hex, `+` for a space. */
export function encodeForm(fields: Readonly<Fields>): string {
  const pairs: string[] = [];
  eachField(fields, (name, value) => pairs.push(`${escapeForm(name)}=${escapeForm(value)}`));
  return pairs.join("&");
}

/** One name or value of a form, decoded once. */
export function unescapeForm(text: string): string {
  const spaced = text.includes("+") ? text.replace(/\+/g, " ") : text;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return unescapePercents(spaced);
  }
}

/** For what JavaScript refuses: a broken `%`, and bytes that are not UTF-8. */
function unescapePercents(text: string): string {
  let result = "";
  let done = 0;
  for (let at = text.indexOf("%"); at !== -1; at = text.indexOf("%", at)) {
    const byte = byteAt(text, at);
    if (byte === -1) {
      at += 1;
    } else if (byte < 0x80) {
      result += text.slice(done, at) + String.fromCharCode(byte);
      at = done = at + 3;
    } else {
      const bytes = [];
      result += text.slice(done, at);
      for (let next = byte; next >= 0x80; next = byteAt(text, at)) {
        bytes.push(next);
        at = done = at + 3;
      }
      result += textOf(Uint8Array.from(bytes));
    }
  }
  return result + text.slice(done);
}

/** The byte that `%hh` at this place stands for, or -1 where that is none. */
function byteAt(text: string, at: number): number {
  if (text.charCodeAt(at) !== 0x25) return -1;
  const high = hexDigit(text.charCodeAt(at + 1));
  const low = hexDigit(text.charCodeAt(at + 2));
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** .NET leaves `!`, `*`, `(`, `)`, `-`, `_` and `.` bare, and escapes `'` and `~`. */
function escapeForm(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%20|%[0-9A-F]{2}|['~]/g, (escaped) => {
    if (escaped === "%20") return "+";
    if (escaped === "'") return "%27";
    return escaped === "~" ? "%7e" : escaped.toLowerCase();
  });
}
