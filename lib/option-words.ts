import { type z } from "zod";
import { didYouMean } from "./did-you-mean.js";

const KINDS: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "a string",
  boolean: "`true` or `false`",
  array: "an array",
  object: "an object",
  record: "an object",
  function: "a function",
};

/** What an option should be, where its schema has no words of its own. A value is not repeated, because it may be a secret, unless it is one of a few names. */
export function optionWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return "it is missing";
  if (issue.code === "invalid_type" && issue.expected === "int" && Number.isFinite(issue.input)) return "expected a whole number";
  if (issue.code === "invalid_type") return `expected ${KINDS[issue.expected] ?? issue.expected}, not ${kindOf(issue.input)}`;
  if (issue.code === "too_small") return issue.inclusive === false ? `expected more than ${issue.minimum}` : `expected at least ${issue.minimum}`;
  if (issue.code === "too_big") return issue.inclusive === false ? `expected less than ${issue.maximum}` : `expected at most ${issue.maximum}`;
  if (issue.code === "invalid_value") return didYouMean(issue.input, issue.values.map(String)).replace(/\.$/, "");
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null || (typeof value === "number" && !Number.isFinite(value))) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "boolean" ? String(value) : (KINDS[typeof value] ?? typeof value);
}
