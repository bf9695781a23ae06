import { z } from "zod";
import { didYouMean } from "../../did-you-mean.js";

const ALL = "all";

/** Names of a table, or `all` of them. */
export function choices<Name extends string>(table: ReadonlyMap<Name, string>) {
  const names = [...table.keys()];
  const isName = (typed: string): typed is Name => names.some((name) => name === typed);
  return z.array(z.string()).transform((typed, context): Name[] => {
    if (typed.includes(ALL)) return names;
    const strange = typed.find((one) => !isName(one));
    if (strange !== undefined) context.addIssue({ code: "custom", message: didYouMean(strange, [...names, ALL]).replace(/\.$/, "") });
    return typed.filter(isName);
  });
}

/** The table for the help, in two columns. */
export function described(table: ReadonlyMap<string, string>): string {
  const widest = Math.max(...[...table.keys()].map(({ length }) => length));
  return [...table].map(([name, what]) => `  ${name.padEnd(widest)}  ${what}`).join("\n");
}
