import { type z } from "zod";
import { didYouMean } from "./did-you-mean.js";
import { PostbackError } from "./problems.js";

/** Throws for an option that `schema` does not have, and for a value that it does not take. */
export function checkOptions(whose: string, schema: z.ZodObject, options: unknown): void {
  if (typeof options !== "object" || options === null) throw invalid(whose, "It takes an object of options.");
  const names = Object.keys(schema.shape);
  const strange = Object.keys(options).find((name) => !names.includes(name));
  if (strange !== undefined) throw invalid(whose, didYouMean(strange, names));
  const { error } = schema.safeParse(options);
  if (error) throw invalid(whose, error.issues.map(({ path, message }) => `\`${path.join(".")}\`: ${message}.`).join(" "));
}

function invalid(whose: string, detail: string): PostbackError {
  return new PostbackError("CDYNE_OPTION_INVALID", `${whose}: ${detail}`);
}
