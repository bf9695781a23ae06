#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { z } from "zod";
import { exitCodes } from "./exit-codes.js";
import { runProgram } from "./program.js";

const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const { version } = z.object({ version: z.string() }).parse(manifest);
const ending = new AbortController();

// The first Ctrl-C asks the command to end, the second does not ask.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (ending.signal.aborted) process.exit(exitCodes.interrupted);
    ending.abort();
  });
}

// `| head` has read enough: nobody is there to be told of it. What else goes wrong is said once.
const unwritable = new Set<NodeJS.WriteStream>();
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    ending.abort();
    if (code === "EPIPE" || unwritable.size > 0) return;
    unwritable.add(stream);
    process.exitCode = exitCodes.wrong;
    process.stderr.write(`error: What is printed cannot be written: ${code ?? message}.\n`);
  });
}

const exitCode = await runProgram(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  folder: process.cwd(),
  signal: ending.signal,
  version,
});
if (unwritable.size === 0) process.exitCode = exitCode;
