import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { bundle } from "./bundle.js";

const ROOT = join(__dirname, "../..");
const running = new Set<ChildProcess>();

export interface Program {
  /** What it has printed so far. */
  output(): string;
  /** Resolves to the first match in what it prints; fails when it ends without one, or after half a minute. */
  prints(pattern: RegExp): Promise<string>;
  /** Sends Ctrl-C. */
  interrupt(): void;
  /** Ends it as a power cut would. */
  kill(): void;
  /** Its exit code, once it has ended. */
  ended: Promise<number | null>;
}

/** Runs a TypeScript file of this project in a process of its own, with `folder` as its working directory. */
export function run(file: string, environment: Record<string, string> = {}, folder = ROOT): Program {
  return start([bundle(resolve(ROOT, file))], environment, folder);
}

/** Runs a JavaScript file in a process of its own. */
export function runScript(file: string, environment: Record<string, string>, folder: string): Program {
  return start([file], environment, folder);
}

/** Runs it as the documents tell a user to: `npx tsx <file>`. */
export function runWithTsx(file: string, environment: Record<string, string> = {}): Program {
  return start(["--import", "tsx", file], environment, ROOT);
}

function start(args: readonly string[], environment: Record<string, string>, folder: string): Program {
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, ...environment } });
  running.add(child);
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    output: () => output,
    prints: async (pattern) =>
      new Promise((resolve, reject) => {
        const fail = () => {
          clearTimeout(patience);
          reject(new Error(`It never printed ${pattern.source}, but:\n${output}`));
        };
        const patience = setTimeout(fail, 30_000);
        const look = () => {
          const [match] = pattern.exec(output) ?? [];
          if (match === undefined) return;
          clearTimeout(patience);
          resolve(match);
        };
        child.stdout.on("data", look);
        child.on("close", fail);
        look();
      }),
    interrupt: () => void child.kill("SIGINT"),
    kill: () => void child.kill("SIGKILL"),
    ended,
  };
}

export function endPrograms(): void {
  for (const child of running) child.kill("SIGKILL");
  running.clear();
}
