import { closest } from "fastest-levenshtein";

/** A sentence that names what was probably meant, for a message about a name that does not exist. */
export function didYouMean(name: unknown, names: readonly string[]): string {
  const written = String(name);
  const likely = names.find((one) => one.toLowerCase() === written.toLowerCase()) ?? closest(written, [...names]);
  return `Did you mean "${likely}" instead of "${written}"? There are: ${names.join(", ")}.`;
}
