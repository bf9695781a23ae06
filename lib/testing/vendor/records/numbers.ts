import { phoneNumber } from "../../../index.js";

const SHORT_CODE = /^\d{5,6}$/;

/** A number in the one form that the stand-in keeps: E.164, or a short code as it is. `undefined` for what is no number. */
export function readNumber(text: string | undefined): string | undefined {
  const number = phoneNumber(text);
  return number !== undefined && (number.startsWith("+") || SHORT_CODE.test(number)) ? number : undefined;
}

/** A number that messages can be sent to and calls made to: no short code. An extension (`x123`) is left out. */
export function readDestination(text: string | undefined): string | undefined {
  const number = readNumber(text?.replace(/\s*x\d+$/i, ""));
  return number?.startsWith("+") ? number : undefined;
}

export function isShortCode(number: string): boolean {
  return SHORT_CODE.test(number);
}

/** Digits as the vendor writes a number: 10 or 11 for North America, `011` and the country code elsewhere (INFERRED). */
export function writeNumber(number: string, digits: 10 | 11): string {
  if (!number.startsWith("+")) return number;
  if (!/^\+1\d{10}$/.test(number)) return `011${number.slice(1)}`;
  return digits === 11 ? number.slice(1) : number.slice(2);
}
