import { phoneNumber } from "../../index.js";

/** Digits that are no number of a country: short codes. */
const SHORT_CODE = /^\d{3,8}$/;
const INTERNATIONAL = /^\+\d{8,15}$/;

/**
 * A number as the vendor wants it: 10 digits in North America, 011 and the country code elsewhere, short codes as they
 * are. `undefined` for what is none. https://wiki.cdyne.com/DID_Best_Practices; 011 is what public clients send.
 */
export function wireNumber(number: string): string | undefined {
  const read = phoneNumber(number)?.replace(/[().\-/\s]/g, "") ?? "";
  if (/^\+1\d{10}$/.test(read)) return read.slice(2);
  if (INTERNATIONAL.test(read)) return `011${read.slice(1)}`;
  return SHORT_CODE.test(read) ? read : undefined;
}
