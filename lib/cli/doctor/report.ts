import { type Output } from "../output.js";
import { printable } from "../../in-words.js";
import { type Finding, type Severity } from "../../findings/finding.js";
import { hide } from "./token.js";

const NAMES: Readonly<Record<Severity, readonly [one: string, several: string]>> = {
  error: ["error", "errors"],
  warning: ["warning", "warnings"],
  note: ["note", "notes"],
};

/**
 * Prints what was found. Details may come from anybody: none of the secrets is in what is printed, and nothing that a terminal obeys.
 *
 * @returns How many errors there are.
 */
export function report(findings: readonly Finding[], output: Output, secrets: readonly string[] = []): number {
  const { bold, dim, red, yellow, cyan, green } = output.colours;
  const colour: Readonly<Record<Severity, (text: string) => string>> = { error: red, warning: yellow, note: cyan };
  for (const found of findings) {
    const { severity, code, what, why, mend } = found;
    const detail = found.detail && hide(secrets, printable(found.detail));
    output.record({ ...found, detail });
    output.say(`${colour[severity](severity)} ${bold(code)}`);
    for (const line of wrapped([what, detail].filter(Boolean).join(" "), output.width - 2)) output.say(`  ${line}`);
    for (const line of wrapped(`Why it matters: ${why}`, output.width - 2)) output.say(dim(`  ${line}`));
    for (const line of wrapped(`To mend it: ${mend}`, output.width - 2)) output.say(`  ${line}`);
    output.say();
  }
  const counts = countsOf(findings);
  output.record({ summary: counts });
  const said = Object.entries(NAMES).flatMap(([severity, [one, several]]) => {
    const count = findings.filter((found) => found.severity === severity).length;
    return count === 0 ? [] : `${count} ${count === 1 ? one : several}`;
  });
  output.say(said.length === 0 ? green("Nothing is wrong.") : `Found: ${said.join(", ")}.`);
  return counts.error;
}

function countsOf(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/** In lines of at most so many characters, where words allow it. */
function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line === "") lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
