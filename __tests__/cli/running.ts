import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CliCommand } from "../../lib/cli/command.js";
import { runProgram } from "../../lib/cli/program.js";
import { until } from "../support/receiver.js";

/** A run of the command line in this process. */
export interface Run {
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** What is printed for scripts. */
  readonly json: () => Record<string, unknown>[];
  /** Resolves to the first match in what is printed. */
  readonly prints: (pattern: RegExp) => Promise<string>;
  /** Ends it as Ctrl-C does. */
  readonly stop: () => Promise<number>;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number>;
}

export interface Around {
  env?: Record<string, string>;
  /** The working directory. */
  folder?: string;
  /** Other commands than ours. */
  commands?: readonly CliCommand[];
}

const runs = new Set<Run>();
const folders: string[] = [];

export function start(typed: readonly string[], { env = {}, folder = newFolder(), commands }: Around = {}): Run {
  const ending = new AbortController();
  let stdout = "";
  let stderr = "";
  const surroundings = {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    env,
    folder,
    signal: ending.signal,
    version: "1.2.3",
  };
  const run: Run = {
    stdout: () => stdout,
    stderr: () => stderr,
    json: () => stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>),
    prints: async (pattern) => {
      await until(() => pattern.test(stdout + stderr) || over);
      const [match] = pattern.exec(stdout + stderr) ?? [];
      if (match === undefined) throw new Error(`It ended without ${pattern.source}:\n${stdout}${stderr}`);
      return match;
    },
    stop: async () => {
      ending.abort();
      return run.ended;
    },
    ended: runProgram(typed, surroundings, commands),
  };
  let over = false;
  void run.ended.then(() => {
    over = true;
    runs.delete(run);
  });
  runs.add(run);
  return run;
}

/** Runs a command to its end. */
export async function cli(typed: readonly string[], around?: Around): Promise<{ exit: number; stdout: string; stderr: string; json: Run["json"] }> {
  const run = start(typed, around);
  return { exit: await run.ended, stdout: run.stdout(), stderr: run.stderr(), json: run.json };
}

/** An empty folder, removed by `endRuns`. */
export function newFolder(): string {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "cdyne-cli-"));
  folders.push(folder);
  return folder;
}

export async function endRuns(): Promise<void> {
  await Promise.all([...runs].map(async (run) => run.stop()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
