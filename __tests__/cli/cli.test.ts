import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { spawn as spawnTerminal } from "@lydell/node-pty";
import { PostbackError, classify } from "cdyne-postback";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { z } from "zod";
import { command, inputs } from "../../lib/cli/command.js";
import { commands } from "../../lib/cli/commands.js";
import { Refusal } from "../../lib/cli/refusal.js";
import { wholeNumber } from "../../lib/cli/values.js";
import { closeServers, send, serve } from "../support/server.js";
import { reply } from "../support/packets.js";
import { buildProgram, programFile, removeProgram } from "./program-file.js";
import { cli, endRuns, newFolder } from "./running.js";

const VERSION = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"))).version;

// It starts processes.
jest.setTimeout(30_000);

beforeAll(buildProgram);
afterEach(endRuns);
afterEach(closeServers);
afterAll(removeProgram);

describe("the help", () => {
  test("lists every command with its summary", async () => {
    const { exit, stdout } = await cli(["--help"]);
    expect(exit).toBe(0);
    for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`^ +${name} +${summary.slice(0, 30)}`, "m"));
  });

  test.each(commands.map(({ name }) => name))("of %s has its options and examples", async (name) => {
    const { exit, stdout } = await cli(["help", name]);
    expect(exit).toBe(0);
    expect(stdout).toContain(`Usage: cdyne-postback ${name}`);
    expect(stdout).toContain(`npx cdyne-postback ${name}`);
    expect((await cli([name, "--help"])).stdout).toBe(stdout);
  });

  test("shows for an option its default, and the variable that it is also taken from", async () => {
    const { stdout } = await cli(["help", "listen"]);
    expect(stdout.replace(/\s+/g, " ")).toContain("--port <number> where to listen; 0 takes a free one (default: 3000)");
    expect(stdout).toContain("variable CDYNE_TOKEN");
  });

  test.each(commands)("of $name names each value as it is called inside", ({ inputs: all }) => {
    for (const { name, flags } of all.filter((input) => input.flags.startsWith("-"))) {
      const long = /--([\w-]+)/.exec(flags)?.[1] ?? "";
      expect(long.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())).toBe(name);
    }
  });
});

describe("wrong usage ends with 2, says what was wrong on stderr and does nothing", () => {
  test.each([
    { typed: [], says: "Usage:" },
    { typed: ["lisen"], says: "error: unknown command 'lisen'\n(Did you mean listen?)" },
    { typed: ["help", "lisen"], says: "error: unknown command 'lisen'\n(Did you mean listen?)" },
    { typed: ["listen", "--prot", "3000"], says: "Did you mean --port?" },
    { typed: ["listen", "--port", "http"], says: "--port: expected a whole number from 0 to 65535." },
    { typed: ["listen", "--port", "65536"], says: "--port: expected a whole number from 0 to 65535." },
    { typed: ["listen", "--forward", "localhost:3000"], says: "--forward: expected an absolute URL" },
    { typed: ["listen", "more"], says: "too many arguments" },
    { typed: ["replay"], says: "missing required argument" },
  ])("$typed", async ({ typed, says }) => {
    const { exit, stdout, stderr } = await cli(typed);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr).not.toContain("    at ");
  });
});

test.each([
  { typed: ["inspect", "none.db"] },
  { typed: ["inspect", "none.db", "--actions"] },
  { typed: ["replay", "none.db", "--dry-run"] },
  { typed: ["doctor", "--file", "none.db"] },
])("$typed says that there is no such file, once, and makes none", async ({ typed }) => {
  const folder = newFolder();
  const { exit, stdout, stderr } = await cli(typed, { folder });
  expect(exit).toBe(1);
  expect((stdout + stderr).match(/There is no file none\.db\. Is the name right\?|ENOENT/g)).toEqual(["There is no file none.db. Is the name right?"]);
  expect(readdirSync(folder)).toEqual([]);
});

describe("a command that", () => {
  const failing = (error: unknown) => [command({ name: "fail", summary: "Fail", examples: [], given: z.object({}), run: async () => Promise.reject(error) })];

  test("fails with an error of the library ends with 1 and says its code and sentence without a stack", async () => {
    const { exit, stderr } = await cli(["fail"], { commands: failing(new PostbackError("CDYNE_TOKEN_SHORT")) });
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^error: CDYNE_TOKEN_SHORT: A token has fewer than 16 characters.*\n$/);
  });

  test("refuses something says why without a stack", async () => {
    expect(await cli(["fail"], { commands: failing(new Refusal("There is no file.")) })).toMatchObject({ exit: 1, stderr: "error: There is no file.\n" });
  });

  test("fails unexpectedly ends with 1 and a stack", async () => {
    const { exit, stderr } = await cli(["fail"], { commands: failing(new TypeError("a mistake")) });
    expect(exit).toBe(1);
    expect(stderr).toMatch(/error: TypeError: a mistake\n +at /);
  });

  test("takes a variable where an option is not typed, and the option where it is", async () => {
    const given = z.object({ count: wholeNumber(1).prefault("1").register(inputs, { flags: "--count <n>", what: "how many", env: "COUNT" }) });
    const say = [command({ name: "say", summary: "Say", examples: [], given, run: async ({ count }, { output }) => (output.say(String(count)), 0) })];
    expect((await cli(["say"], { commands: say })).stdout).toBe("1\n");
    expect((await cli(["say"], { commands: say, env: { COUNT: "2" } })).stdout).toBe("2\n");
    expect((await cli(["say", "--count", "3"], { commands: say, env: { COUNT: "2" } })).stdout).toBe("3\n");
    expect((await cli(["say"], { commands: say, env: { COUNT: "" } })).stdout).toBe("1\n");
    expect((await cli(["say"], { commands: say, env: { COUNT: "0" } })).exit).toBe(2);
  });
});

describe("as a program", () => {
  test("prints its version", async () => {
    expect(await program(["--version"])).toEqual({ exit: 0, signal: null, output: `${VERSION}\n` });
  });

  test("ends with 2 for what it does not know", async () => {
    expect(await program(["lisen"])).toMatchObject({ exit: 2 });
  });

  test("ends listen with 0 at Ctrl-C, with all that was answered in the file", async () => {
    const folder = newFolder();
    const child = run(["listen", "--port", "0"], folder);
    const url = await printed(child, /http:\/\/localhost:\d+\/\w+/);
    expect((await send(url, { body: reply(1) })).status).toBe(200);
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
    expect((await cli(["replay", join(folder, "cdyne-postbacks.db"), "--dry-run"])).stdout).toContain("1 would be sent.");
  });

  test("ends quietly when nobody reads what it prints, and has what it has received", async () => {
    const folder = newFolder();
    const child = run(["listen", "--port", "0", "--json"], folder);
    const url = await printed(child, /http:\/\/localhost:\d+\/\w+/);
    child.stdout.destroy();
    let errors = "";
    child.stderr.on("data", (chunk) => (errors += String(chunk)));
    expect((await send(url, { body: reply(2) })).status).toBe(200);
    expect(await once(child, "close")).toEqual([0, null]);
    expect(errors).not.toMatch(/EPIPE|error:|^ {4}at /m);
    expect((await cli(["replay", join(folder, "cdyne-postbacks.db"), "--dry-run"])).stdout).toContain("1 would be sent.");
  });

  test.each([["--help"], ["listen", "--port", "0"], ["init"]])("says in a sentence that what it prints cannot be written, and ends with 1: %s", async (...typed) => {
    const unwritable = openSync(programFile, "r");
    const child = spawn(process.execPath, [programFile, ...typed], { cwd: newFolder(), env: { PATH: process.env["PATH"] }, stdio: ["ignore", unwritable, "pipe"] });
    let errors = "";
    child.stderr?.on("data", (chunk) => (errors += String(chunk)));
    expect(await once(child, "close")).toEqual([1, null]);
    closeSync(unwritable);
    expect(errors).toMatch(/^error: What is printed cannot be written: E[A-Z]+\.\n$/);
  });

  test("of several listens that start at once on a new file, exactly one has it, and the others say so; one that was killed has it no more", async () => {
    const folder = newFolder();
    const children = Array.from({ length: 3 }, () => run(["listen", "--port", "0"], folder));
    const errors = children.map(async (child) => (await child.stderr.toArray()).join(""));
    const [winner, ...others] = await listening(children);
    expect([winner !== undefined, others]).toEqual([true, []]);
    winner?.kill("SIGKILL");
    const refused = expect.stringMatching(/^error: Another listen has \S+ already\. .*\n$/);
    expect((await Promise.all(errors)).sort()).toEqual(["", refused, refused]);
    await runsAndEnds(["listen", "--port", "0"], folder);
  });

  test("a listen --yes that was killed leaves nothing that makes the inbox its own, and the next one takes away what is left", async () => {
    const folder = newFolder();
    const inbox = sqliteInbox({ file: join(folder, "app.db") });
    await inbox.record([classify(reply(1))]);
    await inbox.close();
    const typed = ["listen", "--port", "0", "--file", "app.db"];
    const killed = run([...typed, "--yes"], folder);
    await printed(killed, /http:\/\/localhost:\d+\/\w+/);
    killed.kill("SIGKILL");
    await once(killed, "close");
    expect(readdirSync(folder)).toContain("app.db.listening");
    expect(await cli(typed, { folder })).toMatchObject({ exit: 2, stderr: expect.stringContaining("was not made by listen") });
    await runsAndEnds([...typed, "--yes"], folder);
    expect(readdirSync(folder).filter((name) => /\.listen/.test(name))).toEqual([]);
  });

  test("shows on a terminal how far a long run is, and takes it away at the end", async () => {
    const file = join(newFolder(), "lines.jsonl");
    writeFileSync(file, Array.from({ length: 60 }, (_, number) => JSON.stringify({ body: reply(number) })).join("\n"));
    const url = await serve((req, res) => req.resume().on("end", () => res.end()));
    const output = await onTerminal(["replay", file, "--to", url]);
    expect(output).toContain("59 of 60, 0 not answered with 200");
    expect(shown(output).split(/\r\n/).at(-2)).toBe("60 sent: 60 answered with 200.");
    expect(shown(output)).not.toContain("of 60");
    expect(shown(output).match(/smsReply/g)).toHaveLength(60);
  });

  test.each([
    { where: "on a terminal", env: {}, coloured: true },
    { where: "on a terminal where NO_COLOR is set", env: { NO_COLOR: "1" }, coloured: false },
    { where: "on a terminal that has none", env: { TERM: "dumb" }, coloured: false },
  ])("is coloured $where: $coloured", async ({ env, coloured }) => {
    const output = await onTerminal(["--help"], env);
    expect(output).toContain("Usage:");
    expect(output.includes("\x1b[1m")).toBe(coloured);
  });
});

async function onTerminal(typed: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const terminal = spawnTerminal(process.execPath, [programFile, ...typed], { cols: 120, env: { PATH: process.env["PATH"], TERM: "xterm", ...env } });
  let output = "";
  terminal.onData((data) => (output += data));
  await new Promise((resolve) => terminal.onExit(resolve));
  return output;
}

/** What is left to be seen of it: what was erased is gone. */
function shown(output: string): string {
  return output.replace(/[^\n]*\r\x1b\[K/g, "");
}

function run(typed: string[], folder: string) {
  return spawn(process.execPath, [programFile, ...typed], { cwd: folder, env: { PATH: process.env["PATH"] } });
}

/** Those that listen, of several that were started. */
async function listening(children: readonly ReturnType<typeof run>[]): Promise<ReturnType<typeof run>[]> {
  const starts = children.map(async (child) => printed(child, /http:\/\/localhost:\d+\/\w+/).then(() => child, () => undefined));
  return (await Promise.all(starts)).filter((child) => child !== undefined);
}

async function runsAndEnds(typed: string[], folder: string): Promise<void> {
  const child = run(typed, folder);
  await printed(child, /http:\/\/localhost:\d+\/\w+/);
  child.kill("SIGINT");
  expect(await once(child, "close")).toEqual([0, null]);
}

async function program(typed: string[]): Promise<{ exit: unknown; signal: unknown; output: string }> {
  const child = run(typed, newFolder());
  let output = "";
  child.stdout.on("data", (chunk) => (output += String(chunk)));
  child.stderr.on("data", (chunk) => (output += String(chunk)));
  const [exit, signal] = (await once(child, "close")) as unknown[];
  return { exit, signal, output };
}

async function printed(child: ReturnType<typeof run>, pattern: RegExp): Promise<string> {
  let output = "";
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    const [match] = pattern.exec(output) ?? [];
    if (match !== undefined) return match;
  }
  throw new Error(`It printed only: ${output}`);
}
