import { z } from "zod";
import { didYouMean } from "./did-you-mean.js";
import { optionWords } from "./option-words.js";
import { PostbackError } from "./problems.js";

/** Throws for all options that `schema` does not have, and all values that it does not take. */
export function checkOptions(whose: string, schema: z.ZodObject, options: unknown): void {
  if (!isObject(options)) throw invalidOption(whose, `It takes an object: { ${Object.keys(schema.shape).join(", ")} }.`);
  const issues = schema.safeParse(options, { error: optionWords }).error?.issues ?? [];
  const wrong = [...strangeNames(schema, options), ...issues.map(({ path, message }) => `\`${path.join(".")}\`: ${message}.`)];
  if (wrong.length > 0) throw invalidOption(whose, wrong.join(" "));
}

export function invalidOption(whose: string, detail: string): PostbackError {
  return new PostbackError("CDYNE_OPTION_INVALID", `${whose}: ${detail}`);
}

/** Also of options within options, such as `retry`. */
function strangeNames({ shape }: z.ZodObject, options: object): string[] {
  const names = Object.keys(shape);
  const strange = Object.keys(options).filter((name) => !names.includes(name));
  const within = Object.entries(shape).flatMap(([name, part]) => {
    const schema = objectIn(part instanceof z.ZodOptional ? part.unwrap() : part);
    const value: unknown = Reflect.get(options, name);
    return schema && isObject(value) ? strangeNames(schema, value).map((said) => `\`${name}\`: ${said}`) : [];
  });
  return [...(strange.length > 0 ? [didYouMean(strange, names)] : []), ...within];
}

/** The options that an option may have. */
function objectIn(part: unknown): z.ZodObject | undefined {
  const kinds: readonly unknown[] = part instanceof z.ZodUnion ? part.options : [part];
  return kinds.find((kind) => kind instanceof z.ZodObject);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
