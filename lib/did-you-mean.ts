import { closest, distance } from "fastest-levenshtein";

/** Letters that may be wrong, and how many of them at most: farther off, a guess would mislead. */
const FARTHEST = 3;
const MOST = 0.5;

/** What was probably meant by a name that does not exist, or by several, and what there is. */
export function didYouMean(written: unknown, names: readonly string[]): string {
  const said = (Array.isArray(written) ? written : [written]).map((one) => notThere(nameOf(one), names));
  return `${said.join(" ")} There are: ${names.join(", ")}.`;
}

/** Not all that is written by mistake can be made a text. */
function nameOf(written: unknown): string {
  try {
    return String(written);
  } catch {
    return typeof written;
  }
}

function notThere(written: string, names: readonly string[]): string {
  const meant = written.replace(/^on(?=[A-Z])/, "").toLowerCase();
  const likely = names.find((one) => one.toLowerCase() === meant) ?? closest(written, names);
  const guess = distance(likely.toLowerCase(), meant) <= Math.min(FARTHEST, MOST * meant.length) ? ` Did you mean "${likely}"?` : "";
  return `There is no "${written}".${guess}`;
}
