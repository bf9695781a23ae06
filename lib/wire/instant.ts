import { unescapeForm } from "./form.js";

/** `5/8/2010 2:42:36 AM`, month first. .NET on newer ICU data puts a narrow space before `AM`; `\s` knows it. */
const US = /^(\d{1,2})\/(\d{1,2})\/(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AP])M)?$/i;

/** `2020-08-28T00:53:06.608Z`; the fraction has any length, and a `+` of the offset may have become a space. */
const ISO = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:Z|([ +-])(\d{2}):?(\d{2}))?$/i;

/** `/Date(1590840267010-0700)/`: milliseconds since 1970 in UTC; the offset is only how the server would show it. */
const JSON_DATE = /^\\?\/Date\((-?\d+)(?:[ +-]\d{4})?\)\\?\/$/;

/** A form value that is still encoded after it was decoded once. */
const STILL_ENCODED = /%[0-9a-f]{2}/i;

/**
 * The vendor's date and time as an instant. All its forms are UTC and most do not say so.
 * Year 1 (.NET's "not yet") and whatever is no date give `undefined`.
 */
export function instant(text: string | undefined): Date | undefined {
  if (!text) return undefined;
  const plain = (STILL_ENCODED.test(text) ? unescapeForm(text) : text).trim();
  return usInstant(plain) ?? isoInstant(plain) ?? jsonInstant(plain);
}

/** `YYMMDDhhmm` of a receipt's text. Its zone is documented nowhere; it is read as UTC. */
export function receiptInstant(text: string | undefined): Date | undefined {
  const parts = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?$/.exec(text ?? "");
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  return utc(2000 + (year ?? 0), month, day, hour, minute, second || 0);
}

function usInstant(text: string): Date | undefined {
  const parts = US.exec(text);
  if (!parts) return undefined;
  const half = parts[7]?.toUpperCase();
  const hour = Number(parts[4]);
  if (half && (hour < 1 || hour > 12)) return undefined;
  const hour24 = half ? (hour % 12) + (half === "P" ? 12 : 0) : hour;
  return utc(Number(parts[3]), Number(parts[1]), Number(parts[2]), hour24, Number(parts[5]), Number(parts[6] ?? 0));
}

function isoInstant(text: string): Date | undefined {
  const parts = ISO.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  const local = utc(year, month, day, hour, minute, second, Number((parts[7] ?? "").padEnd(3, "0").slice(0, 3)));
  const offset = (Number(parts[9] ?? 0) * 60 + Number(parts[10] ?? 0)) * 60_000;
  return local && new Date(local.getTime() + (parts[8] === "-" ? offset : -offset));
}

function jsonInstant(text: string): Date | undefined {
  const parts = JSON_DATE.exec(text);
  if (!parts) return undefined;
  const date = new Date(Number(parts[1]));
  return date.getUTCFullYear() > 1 ? date : undefined;
}

/** `undefined` for a date that the calendar does not have: JavaScript would roll 30 February over into March. */
function utc(year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0): Date | undefined {
  if (year <= 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  date.setUTCHours(hour, minute, second, ms);
  return date;
}
