import { phoneNumber } from "../../index.js";
import { wireNumber } from "../request/wire-number.js";

/** `x123` behind a number: dialled once the call is answered. */
const EXTENSION = /\s*x\s*(\d{1,10})$/i;

/** Who is called, as the vendor wants it: a number, with its extension where it has one. `undefined` for what is none. */
export function callee(number: string): string | undefined {
  return withExtension(number, wireNumber);
}

/** Who is called, as it stands in results: E.164 where it can be. */
export function shownCallee(number: string): string {
  return withExtension(number, phoneNumber) ?? number;
}

function withExtension(number: string, read: (number: string) => string | undefined): string | undefined {
  const extension = EXTENSION.exec(number)?.[1];
  const written = read(number.replace(EXTENSION, ""));
  return written === undefined || extension === undefined ? written : `${written}x${extension}`;
}
