import { z } from "zod";
import { wireNumber } from "./wire-number.js";

/** A phone number in any form. What is wrong is said without the number. */
export const number = z.custom<string>((value) => typeof value === "string" && wireNumber(value) !== undefined, "expected a phone number or short code");

/** One number, or several. */
export const numbers = z.union([number, z.array(number).nonempty()], { error: "expected a phone number, or a list of them" });

export const text = z.string("expected text").min(1, "expected text");
/** An id of the vendor's. */
export const guid = z.guid("expected an id of the vendor's (a GUID)");
export const date = z.date("expected a Date").refine((value) => !Number.isNaN(value.getTime()), "expected a Date that is one");
export const flag = z.boolean("expected true or false");
export const count = z.int("expected a whole number").positive("expected a whole number above 0");

/** What one gives of a message beside the text, for those who look at it before and after. */
export const observed = {
  id: text.optional(),
  context: z.record(z.string(), z.unknown(), "expected an object").optional(),
};

/** One or several, as a list. */
export function listed<One>(value: One | readonly One[]): readonly One[] {
  return isList(value) ? value : [value];
}

function isList<One>(value: One | readonly One[]): value is readonly One[] {
  return Array.isArray(value);
}
