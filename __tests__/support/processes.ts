import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bundle } from "./bundle.js";
import { type ProcessOptions } from "./receiver-process.js";

let program: string | undefined;
const running = new Set<ReceiverProcess>();

export async function killReceivers(): Promise<void> {
  await Promise.all([...running].map(async (one) => one.kill()));
}

/** A receiver in a process of its own. */
export class ReceiverProcess {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(options: ProcessOptions): Promise<ReceiverProcess> {
    program ??= bundle(join(__dirname, "receiver-process.ts"), true);
    const child = fork(program, [JSON.stringify(options)]);
    const [port] = (await once(child, "message")) as [number];
    const receiver = new ReceiverProcess(child, `http://127.0.0.1:${port}/${options.token}`);
    running.add(receiver);
    return receiver;
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    if (!running.delete(this)) return;
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await gone;
  }
}

/** What the handlers have written: how often the work on each key was begun and brought to its end. */
export function worked(log: string): Map<string, { starts: number; ends: number }> {
  const keys = new Map<string, { starts: number; ends: number }>();
  for (const [what, key = ""] of linesOf(log)) {
    const so = keys.get(key) ?? { starts: 0, ends: 0 };
    keys.set(key, what === "start" ? { ...so, starts: so.starts + 1 } : { ...so, ends: so.ends + 1 });
  }
  return keys;
}

/** The lines of a log of handlers, in words. A line that a kill has cut is left out. */
export function linesOf(log: string): string[][] {
  const text = existsSync(log) ? readFileSync(log, "utf8") : "";
  return text.split("\n").slice(0, -1).map((line) => line.split(" "));
}
