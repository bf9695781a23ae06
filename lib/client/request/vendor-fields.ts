import { z } from "zod";

/** Text, or what stands for it; `undefined` when it is empty or absent. */
export const wireText = z
  .union([z.string(), z.number(), z.boolean()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === "" ? undefined : String(value)));

/** An id in lower case; `undefined` for zeros, which the vendor writes for "none". */
export const wireId = wireText.transform(idOf);

/** An id that has to be there, be it of zeros: an answer without it is none. */
export const presentId = z.string().transform(idOf);

/** The vendor's true and false, as JSON and XML have them; false when absent. */
export const wireFlag = z
  .union([z.boolean(), z.stringbool({ truthy: ["true", "1"], falsy: ["false", "0", ""] })])
  .nullish()
  .transform((value) => value ?? false);

export const wireCount = wireText.transform((value) => (value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined));

/** Bytes: numbers in JSON, base64 in XML. */
export const wireBytes = z
  .union([z.array(z.int().min(0).max(255)), z.base64()])
  .nullish()
  .transform((value) => (value?.length ? Uint8Array.from(typeof value === "string" ? Buffer.from(value, "base64") : value) : undefined));

/**
 * A list: an array in JSON; in XML an element around elements of one name, of which there may be one or none. One object
 * is a list of itself: where the documents show one, the contract has several.
 */
export function wireList<Element extends z.ZodType>(element: Element) {
  const own = element instanceof z.ZodObject ? Object.keys(element.shape) : [];
  return z.preprocess((value) => elementsIn(value, own), z.array(element));
}

function idOf(value: string | undefined): string | undefined {
  return value === undefined || /^[0-]*$/.test(value) ? undefined : value.toLowerCase();
}

function elementsIn(value: unknown, own: readonly string[]): unknown {
  if (value === null || value === undefined || value === "") return [];
  if (Array.isArray(value)) return value;
  const [first, ...others] = typeof value === "object" ? Object.entries(value) : [];
  if (!first || others.length > 0 || own.includes(first[0])) return [value];
  const inner: unknown = first[1];
  return Array.isArray(inner) ? inner : [inner];
}
