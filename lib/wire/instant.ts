import { unescapeForm } from "./form.js";

/** `5/8/2010 2:42:36 AM`, month first. .NET on newer ICU data puts a narrow space before `AM`; `\s` knows it. */
const US = /^\d{1,2}\/\d{1,2}\/\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AP]M)?$/i;

/** `2020-08-28T00:53:06.608Z`; the fraction may be long, and a `+` of the offset may have become a space. */
const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.(\d+))?(?:Z|([ +-])(\d{2}):?(\d{2}))?$/i;

/**
 * `/Date(1590840267010-0700)/`. The vendor's server takes its UTC for local time before it writes the milliseconds: the
 * clock at the written offset is what was UTC. Without an offset the milliseconds are right.
 */
const JSON_DATE = /^\\?\/Date\((-?\d+)(?:([ +-])(\d\d)(\d\d))?\)\\?\/$/;

/** Minutes: no place on earth is farther from UTC. */
const FARTHEST_OFFSET = 14 * 60;

/**
 * The vendor's date and time as an instant. All its forms are UTC and most do not say so.
 * Year 1 (.NET's "not yet") and whatever is no date give `undefined`.
 */
export function instant(text: string | undefined): Date | undefined {
  if (!text) return undefined;
  // No date has a "%": it is still encoded after it was decoded once.
  const plain = (text.includes("%") ? unescapeForm(text) : text).trim();
  return usInstant(plain) ?? isoInstant(plain) ?? jsonInstant(plain);
}

/** `YYMMDDhhmm` of a receipt's text. Its zone is documented nowhere; it is read as UTC. */
export function receiptInstant(text: string | undefined): Date | undefined {
  if (!text || !/^\d{10}(?:\d\d)?$/.test(text)) return undefined;
  const second = text.length > 10 ? pair(text, 10) : 0;
  return utc(2000 + pair(text, 0), pair(text, 2), pair(text, 4), pair(text, 6), pair(text, 8), second);
}

/** Reads the numbers itself: cut out by the pattern, and made of texts, they would take twice as long. */
function usInstant(text: string): Date | undefined {
  if (!US.test(text)) return undefined;
  let at = 0;
  const nextNumber = (): number => {
    while (at < text.length && !isDigit(text.charCodeAt(at))) at += 1;
    let number = 0;
    for (; isDigit(text.charCodeAt(at)); at += 1) number = 10 * number + text.charCodeAt(at) - ZERO;
    return number;
  };
  const month = nextNumber();
  const day = nextNumber();
  const year = nextNumber();
  const hour = nextNumber();
  const minute = nextNumber();
  const second = nextNumber();
  const half = text[text.length - 2];
  const isAfternoon = half === "P" || half === "p";
  if (!isAfternoon && half !== "A" && half !== "a") return utc(year, month, day, hour, minute, second);
  if (hour < 1 || hour > 12) return undefined;
  return utc(year, month, day, (hour % 12) + (isAfternoon ? 12 : 0), minute, second);
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

function isoInstant(text: string): Date | undefined {
  const parts = ISO.exec(text);
  if (!parts) return undefined;
  const [, fraction = "", sign, hours = 0, minutes = 0] = parts;
  const ms = Number(fraction.slice(0, 3).padEnd(3, "0"));
  const year = 100 * pair(text, 0) + pair(text, 2);
  const local = utc(year, pair(text, 5), pair(text, 8), pair(text, 11), pair(text, 14), pair(text, 17), ms);
  const offset = Number(hours) * 60 + Number(minutes);
  if (!offset || !local) return local;
  return offset > FARTHEST_OFFSET ? undefined : new Date(local.getTime() + (sign === "-" ? offset : -offset) * 60_000);
}

/** The number that two digits make; a pattern has made sure that they are digits. */
function pair(text: string, at: number): number {
  return 10 * (text.charCodeAt(at) - ZERO) + text.charCodeAt(at + 1) - ZERO;
}

const ZERO = 0x30;

function jsonInstant(text: string): Date | undefined {
  const parts = JSON_DATE.exec(text);
  if (!parts) return undefined;
  const minutes = Number(parts[3] ?? 0) * 60 + Number(parts[4] ?? 0);
  const date = new Date(Number(parts[1]) + (parts[2] === "-" ? -minutes : minutes) * 60_000);
  return date.getUTCFullYear() > 1 ? date : undefined;
}

/**
 * `undefined` for a date that the calendar does not have, and for the first years: no clock of the vendor means them.
 * Reckoned here, because the engine takes several times as long to make a date of numbers and to tell them again.
 */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number, ms = 0): Date | undefined {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const before = DAYS_BEFORE[month - 1];
  const until = DAYS_BEFORE[month];
  if (before === undefined || until === undefined || year < 100 || hour > 23 || minute > 59 || second > 59) return undefined;
  if (day < 1 || day > until - before + (isLeap && month === 2 ? 1 : 0)) return undefined;
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) + (isLeap && month > 2 ? 1 : 0);
  const days = 365 * past + leapDays + before + day - DAYS_UNTIL_1970;
  return new Date((((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + ms);
}

/** Of a year that is no leap year, before each month and at the end. */
const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];
/** From the beginning of year 1 to the first day of 1970, which counts. */
const DAYS_UNTIL_1970 = 719_163;
