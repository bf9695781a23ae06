/** .NET's date that means "not yet". */
const YEAR_ONE = -62_135_596_800_000;

/** `5/8/2010 2:42:36 AM`: month first, UTC, and nothing says so. */
export function usDate(date: Date): string {
  const hour = date.getUTCHours();
  const day = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCFullYear()].join("/");
  const time = [hour % 12 || 12, pad(date.getUTCMinutes()), pad(date.getUTCSeconds())].join(":");
  return `${day} ${time} ${hour < 12 ? "AM" : "PM"}`;
}

/** `2016-12-12T00:15:52.98`: UTC without saying so, and no zeros at the end of the fraction. */
export function xmlDate(date: Date | undefined): string {
  if (!date) return "0001-01-01T00:00:00";
  return date.toISOString().replace(/\.?0*Z$/, "");
}

/** `/Date(928164000000-0400)/`: with an offset, the server has taken its UTC for the time of that offset. */
export function jsonDate(date: Date | undefined, offset: string | false): string {
  const ms = date?.getTime() ?? YEAR_ONE;
  return offset === false ? `/Date(${ms})/` : `/Date(${ms - milliseconds(offset)}${offset})/`;
}

/** `1209281334`: `YYMMDDhhmm` of a receipt. */
export function receiptDate(date: Date): string {
  return date.toISOString().replace(/\D/g, "").slice(2, 12);
}

/** A time that a message or call is to wait for; `"not UTC"` where the vendor says so, `undefined` for none. */
export function scheduledDate(text: string | undefined): Date | "not UTC" | undefined {
  if (!text) return undefined;
  const json = /^\/Date\((-?\d+)([+-]\d{4})?\)\/$/.exec(text);
  // .NET takes what has an offset for local time, and what has no zone for no zone at all.
  if (json) return json[2] === undefined ? new Date(Number(json[1])) : "not UTC";
  const date = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/.test(text) ? new Date(text) : undefined;
  return date && !Number.isNaN(date.getTime()) ? date : "not UTC";
}

function milliseconds(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3, 5));
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}

function pad(count: number): string {
  return String(count).padStart(2, "0");
}
