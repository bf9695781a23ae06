import { z } from "zod";
import { didYouMean } from "./did-you-mean.js";
import { PostbackError } from "./problems.js";

/** Throws for an option that `schema` does not have, and for a value that it does not take. */
export function checkOptions(whose: string, schema: z.ZodObject, options: unknown): void {
  if (!isObject(options)) throw invalidOption(whose, `It takes an object: { ${Object.keys(schema.shape).join(", ")} }.`);
  checkNames(whose, schema, options);
  const { error } = schema.safeParse(options);
  if (error) throw invalidOption(whose, error.issues.map(({ path, message }) => `\`${path.join(".")}\`: ${message}.`).join(" "));
}

export function invalidOption(whose: string, detail: string): PostbackError {
  return new PostbackError("CDYNE_OPTION_INVALID", `${whose}: ${detail}`);
}

/** Also of options within options, such as `retry`. */
function checkNames(whose: string, { shape }: z.ZodObject, options: object): void {
  const names = Object.keys(shape);
  const strange = Object.keys(options).find((name) => !names.includes(name));
  if (strange !== undefined) throw invalidOption(whose, didYouMean(strange, names));
  for (const [name, part] of Object.entries(shape)) {
    const within = objectIn(part instanceof z.ZodOptional ? part.unwrap() : part);
    const value: unknown = Reflect.get(options, name);
    if (within && isObject(value)) checkNames(`${whose}: \`${name}\``, within, value);
  }
}

/** The options that an option may have. */
function objectIn(part: unknown): z.ZodObject | undefined {
  const kinds: readonly unknown[] = part instanceof z.ZodUnion ? part.options : [part];
  return kinds.find((kind) => kind instanceof z.ZodObject);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
