import { z } from "zod";
import { type ExitCode } from "./exit-codes.js";
import { type Output } from "./output.js";
import { UsageError } from "./refusal.js";

/** How a value is typed on the command line. */
export interface InputSyntax {
  /** As commander takes it: `"<url>"` and `"[folder]"` for an argument, `"-p, --port <number>"` and `"--show"` for an option. */
  readonly flags: string;
  /** What it is, in some words for the help. */
  readonly what: string;
  /** The variable that it is taken from when it is not typed. */
  readonly env?: string;
  /** Whether the option may be typed several times; the value is a list then. */
  readonly repeatable?: boolean;
}

/**
 * How the values of the commands are typed: `z.string().register(inputs, { flags: "<url>", what: "…" })`. A property has
 * the name of its option in camel case.
 */
export const inputs = z.registry<InputSyntax>();

/** What a command has to do with the world around it. */
export interface Context {
  readonly output: Output;
  readonly env: NodeJS.ProcessEnv;
  /** The working directory: what is typed as a path is meant from here. */
  readonly folder: string;
  /** Ends with Ctrl-C, and when nobody reads the output any more. The command ends properly then. */
  readonly signal: AbortSignal;
  /** The version of this package. */
  readonly version: string;
}

export interface Example {
  /** What is typed behind `cdyne-postback`. */
  readonly type: string;
  readonly what: string;
}

interface Described {
  readonly name: string;
  /** One line, for the list of the commands. */
  readonly summary: string;
  /** What else its own help should say. */
  readonly details?: string;
  readonly examples: readonly Example[];
}

/** A command as the program takes it. */
export interface CliCommand extends Described {
  /** Its arguments and options, and what they are when they are not typed. */
  readonly inputs: readonly (InputSyntax & { readonly name: string; readonly preset: string })[];
  /** @param typed Values by name, as they were typed. */
  readonly run: (typed: Readonly<Record<string, unknown>>, context: Context) => Promise<ExitCode>;
}

interface CommandParts<Schema extends z.ZodObject> extends Described {
  /** Its arguments and options: what they must be, each registered in {@link inputs}. */
  readonly given: Schema;
  readonly run: (given: z.output<Schema>, context: Context) => Promise<ExitCode>;
}

/** Makes a command: what is typed is checked by `given`, and only what holds is run. */
export function command<Schema extends z.ZodObject>({ given, run, ...described }: CommandParts<Schema>): CliCommand {
  const shape: Readonly<Record<string, z.core.$ZodType>> = given.shape;
  const syntax = Object.entries(shape).map(([name, value]) => ({ name, preset: presetOf(value), ...syntaxOf(name, value) }));
  return {
    ...described,
    inputs: syntax,
    run: async (typed, context) => {
      const checked = given.safeParse(typed);
      if (checked.success) return run(checked.data, context);
      throw new UsageError(checked.error.issues.map(({ path: [name], message }) => `${shortName(syntax.find((one) => one.name === name))}: ${message}.`).join(" "));
    },
  };
}

function syntaxOf(name: string, value: z.core.$ZodType): InputSyntax {
  const syntax = inputs.get(value);
  if (!syntax) throw new Error(`"${name}" is not registered as an input.`);
  return syntax;
}

/** What it is when nothing is typed, for the help; empty where that goes without saying. */
function presetOf(value: z.core.$ZodType): string {
  const preset: unknown = value instanceof z.ZodDefault || value instanceof z.ZodPrefault ? value.def.defaultValue : undefined;
  return typeof preset === "string" || typeof preset === "number" ? String(preset) : "";
}

/** `--port` of `-p, --port <number>`. */
function shortName({ flags = "" }: Partial<InputSyntax> = {}): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
