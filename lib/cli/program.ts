import { Argument, Command, CommanderError, Option } from "commander";
import { PostbackError } from "../problems.js";
import { type CliCommand, type Context } from "./command.js";
import { commands } from "./commands.js";
import { type ExitCode, exitCodes } from "./exit-codes.js";
import { Output, type Stream, isColoured } from "./output.js";
import { Refusal } from "./refusal.js";

/** The process around a run of the command line, or what stands for it in a test. */
export interface Surroundings extends Omit<Context, "output"> {
  readonly stdout: Stream;
  readonly stderr: Stream;
}

/** Runs one command to its end. Never rejects: what goes wrong is said on stderr, and in the exit code. @param typed Behind the program's name. */
export async function runProgram(typed: readonly string[], surroundings: Surroundings, table: readonly CliCommand[] = commands): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.fine;
  const program = programOf(surroundings);
  for (const command of table) {
    program.addCommand(
      parserOf(command, surroundings, async (given) => {
        const { stdout, stderr, env, folder, signal, version } = surroundings;
        const output = new Output(stdout, stderr, env, given["json"] === true);
        try {
          exitCode = await command.run(given, { output, env, folder, signal, version });
        } finally {
          output.endProgress();
        }
      }),
    );
  }
  try {
    await program.parseAsync(withoutVainHelp(typed, table), { from: "user" });
    return exitCode;
  } catch (error) {
    return failed(error, surroundings);
  }
}

/** Of a command that there is not, `help` shows the general help and no more. Typed without `help`, it is named as unknown. */
function withoutVainHelp(typed: readonly string[], table: readonly CliCommand[]): readonly string[] {
  const [first, name] = typed;
  const isVain = first === "help" && name !== undefined && !name.startsWith("-") && !table.some((command) => command.name === name);
  return isVain ? typed.slice(1) : typed;
}

function failed(error: unknown, { stderr, env, signal }: Surroundings): ExitCode {
  // Commander has said it already; asking for help is no mistake.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  if (signal.aborted && isAbort(error)) return exitCodes.interrupted;
  const { colours } = new Output(stderr, stderr, env);
  stderr.write(`${colours.red("error:")} ${saying(error)}\n`);
  return error instanceof Refusal ? error.exitCode : exitCodes.wrong;
}

function isAbort(error: unknown): boolean {
  return typeof error === "object" && error !== null && "name" in error && error.name === "AbortError";
}

/** What is foreseen is said without a stack; a mistake of ours with it. */
function saying(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof PostbackError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function programOf(surroundings: Surroundings): Command {
  const program = new Command("cdyne-postback")
    .description("Receive, send, replay and check the postbacks of CDYNE (today Esendex US) on your machine.")
    .version(surroundings.version, "-v, --version", "print the version")
    .helpCommand("help [command]", "print what a command does, its options and examples")
    .addHelpText("after", "\nWhat each command does in full: lib/cli/README.md of this package.");
  return asOurs(program, surroundings);
}

function parserOf(command: CliCommand, surroundings: Surroundings, run: (given: Record<string, unknown>) => Promise<void>): Command {
  const parser = asOurs(new Command(command.name).summary(command.summary).description(described(command)), surroundings);
  const isOption = ({ flags }: { flags: string }): boolean => flags.startsWith("-");
  const positions = command.inputs.filter((input) => !isOption(input));
  for (const { flags, what } of positions) parser.addArgument(new Argument(flags, what));
  for (const { flags, what, env, preset, repeatable = false } of command.inputs.filter(isOption)) {
    const notes = [env && `or the variable ${env}`, preset && `default: ${preset}`, repeatable && "may be repeated"].filter(Boolean);
    const option = new Option(flags, notes.length === 0 ? what : `${what} (${notes.join("; ")})`);
    if (repeatable) option.argParser((value, before: string[] | undefined) => [...(before ?? []), value]);
    parser.addOption(option);
  }
  return parser.addHelpText("after", examplesOf(command)).action(async () => {
    const fromEnv = command.inputs.map(({ name, env = "" }): [string, unknown] => [name, surroundings.env[env] || undefined]);
    const atPositions = positions.map(({ name }, index): [string, unknown] => [name, parser.processedArgs[index]]);
    const all = [...fromEnv, ...atPositions, ...Object.entries<unknown>(parser.opts())];
    await run(Object.fromEntries(all.filter(([, value]) => value !== undefined)));
  });
}

/** Nothing of commander's ends the process or writes elsewhere. */
function asOurs(command: Command, { stdout, stderr, env }: Surroundings): Command {
  return command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      getOutHasColors: () => isColoured(stdout, env),
      getErrHasColors: () => isColoured(stderr, env),
    })
    .configureHelp({ styleTitle: (title) => `\x1b[1m${title}\x1b[22m`, subcommandTerm: (sub) => sub.name() });
}

function described({ summary, details }: CliCommand): string {
  return details === undefined ? summary : `${summary}\n\n${details}`;
}

function examplesOf({ examples }: CliCommand): string {
  const lines = examples.flatMap(({ type, what }) => [`  # ${what}`, `  npx cdyne-postback ${type}`]);
  return ["", "Examples:", ...lines].join("\n");
}
