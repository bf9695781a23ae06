import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/** A number of the North American plan in the forms that the vendor posts: `7575449510`, `17575449510`, `+1…`. */
const NORTH_AMERICAN = /^(?:\+?1)?[2-9]\d{9}$/;
/** What a number may look like at all; anything else (`Anonymous`) is no number. */
const DIALLED = /^\+?[\d().\-/\s]+$/;
const PUNCTUATION = /[().\-/\s]/g;
/** A country code and a national number: shorter digits are short codes or local numbers. */
const SHORTEST_INTERNATIONAL = 11;

/**
 * A posted phone number as E.164 (`+17575449510`) where it can be one. Short codes, numbers that cannot be read
 * and names stay as posted. `undefined` when nothing was posted.
 */
export function phoneNumber(posted: string | undefined): string | undefined {
  if (!posted) return undefined;
  const american = northAmerican(posted);
  if (american) return american;
  const trimmed = posted.trim();
  if (!trimmed) return undefined;
  return DIALLED.test(trimmed) ? dialled(posted, trimmed) : trimmed;
}

function dialled(posted: string, trimmed: string): string {
  const digits = trimmed.replace(PUNCTUATION, "");
  // A raw "+" in a form is a space once it is decoded.
  if (digits.startsWith("+") || /^ \d/.test(posted)) {
    const bare = digits.replace("+", "");
    return e164(bare) ?? northAmerican(bare) ?? trimmed;
  }
  if (digits.startsWith("011")) return e164(digits.slice(3)) ?? trimmed;
  return northAmerican(digits) ?? (digits.length >= SHORTEST_INTERNATIONAL ? e164(digits) : undefined) ?? trimmed;
}

function northAmerican(digits: string): string | undefined {
  return NORTH_AMERICAN.test(digits) ? `+1${digits.slice(-10)}` : undefined;
}

function e164(digits: string): string | undefined {
  const number = parsePhoneNumberFromString(`+${digits}`);
  return number?.isValid() ? number.number : undefined;
}
