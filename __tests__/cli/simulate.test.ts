import { type RequestListener } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { type IPty, spawn } from "@lydell/node-pty";
import { simulate } from "cdyne-postback/testing";
import { readRecordLine } from "../../lib/cli/record-line.js";
import { simulateCommand } from "../../lib/cli/simulate.js";
import { TOKEN } from "../support/packets.js";
import { until } from "../support/receiver.js";
import { closeServers, freePort, serve } from "../support/server.js";
import { buildProgram, programFile, removeProgram } from "./program-file.js";
import { cli, endRuns, start } from "./running.js";

const COMMANDS = { commands: [simulateCommand] };
const terminals = new Set<IPty>();

afterEach(async () => {
  for (const terminal of terminals) terminal.kill();
  terminals.clear();
  await endRuns();
  await closeServers();
});

/** Runs the command to its end, here. */
async function run(typed: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { exit: code, stdout, stderr } = await cli(["simulate", ...typed], COMMANDS);
  expect(stdout + stderr).not.toContain(TOKEN);
  return { code, stdout, stderr };
}

/** A host that notes what comes, and what it answers. */
async function host(answer: RequestListener = (_req, res) => void res.end()): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  const base = await serve((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("error", () => {});
    req.on("end", () => {
      bodies.push(Buffer.concat(chunks).toString("latin1"));
      answer(req, res);
    });
  });
  return { url: `${base}/cdyne/${TOKEN}`, bodies };
}

const failing: RequestListener = (_req, res) => res.writeHead(503).end();

describe("simulate", () => {
  it("prints a line for each post, and a table at the end", async () => {
    const { url, bodies } = await host();
    const { code, stdout, stderr } = await run([url, "--scenario", "opt-out", "--scenario", "incoming-call", "--seed", "9"]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(bodies).toHaveLength(4);
    expect(stdout.match(/^200 +\d+ ms  (opt-out|incoming-call) +(smsSent|smsReply|callReceived|callFinished)$/gm)).toHaveLength(4);
    expect(stdout).toMatch(/^seed +9$/m);
    expect(stdout).toMatch(/^posts +4 in 2 life cycles$/m);
    expect(stdout).toMatch(/^answered +200: 4$/m);
    expect(stdout).toMatch(/^times +p50 [\d.]+ ms, p95 [\d.]+ ms, p99 [\d.]+ ms, max [\d.]+ ms$/m);
    expect(stdout).toMatch(/^scenarios +opt-out: 2, incoming-call: 2$/m);
  });

  it("prints objects for scripts, which `replay` can read, and the report as the last", async () => {
    const { url } = await host();
    const { code, stdout, stderr } = await run([url, "--scenario", "conversation", "--fault", "wrong-charset", "--fault", "cut-off", "--seed", "3", "--json"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^answered +200: 6$/m);
    const lines = stdout.trimEnd().split("\n");
    const objects = lines.map((line): unknown => JSON.parse(line));
    expect(objects.at(-1)).toMatchObject({ report: { seed: "3", statuses: { 200: 6 }, events: 6, right: true } });
    expect(objects[0]).toMatchObject({ number: 1, scenario: "conversation", life: 1, right: true, milliseconds: expect.any(Number) });
    const recordings = lines.flatMap((line) => readRecordLine(line) ?? []);
    expect(recordings.map(({ postback }) => postback.type).sort()).toEqual(["deliveryReceipt", "deliveryReceipt", "deliveryReceipt", "smsReply", "smsSent", "smsSent"]);
    expect(recordings.find(({ postback }) => postback.type === "smsReply")?.postback).toMatchObject({ text: expect.stringMatching(/l’été à 5 €$/) });
    expect(objects.filter((object) => Reflect.get(Object(object), "whole") === false).length).toBeGreaterThan(0);
  });

  it("ends with 1 when a host does not answer with 200, and says what it answers", async () => {
    const { url } = await host(failing);
    const { code, stdout } = await run([url, "--scenario", "landline"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^503 .*smsRefused$/m);
    expect(stdout).toMatch(/^answered +503: 3$/m);
    expect(stdout).toContain("Not every post was answered as it must be");
  });

  it("takes a 200 for an answer, also where what the host says never ends", async () => {
    const { url } = await host((_req, res) => res.writeHead(200).write("thank you, and"));
    expect(await run([url, "--scenario", "landline"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^answered +200: 3$/m) });
  });

  it("ends with 1 when nobody listens", async () => {
    const { code, stdout } = await run([`http://127.0.0.1:${await freePort()}/${TOKEN}`, "--scenario", "opt-out"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^answered +none$/m);
    expect(stdout).toMatch(/^no answer +ECONNREFUSED: 2$/m);
  });

  it.each([
    ["nobody listens", async () => `http://127.0.0.1:${await freePort()}`, "ECONNREFUSED", "10s"],
    ["a host takes everything and says nothing", async () => serve(() => {}), "timeout", "20ms"],
  ])("stops after three in a row without an answer: %s", async (_, listen, why, timeout) => {
    const origin = await listen();
    const typed = [`${origin}/cdyne/${TOKEN}`, "--scenario", "landline", "--count", "50", "--concurrency", "1", "--timeout", timeout, "--json"];
    const { code, stdout, stderr } = await run(typed);
    expect(code).toBe(1);
    expect(stderr).toContain(`Nobody answers at ${origin} (${why}), so the rest was not posted.`);
    expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ report: { errors: { [why]: 3 }, posts: 3, stopped: true } });
  });

  it("stops after three that were to be cut off, where nobody listens", async () => {
    const { code, stdout } = await run([`http://127.0.0.1:${await freePort()}/${TOKEN}`, "--fault", "all", "--seed", "1"]);
    expect(code).toBe(1);
    expect(stdout.match(/^ECONNREFUSED /gm)).toHaveLength(3);
    expect(stdout).not.toContain("as meant");
    expect(stdout).toMatch(/^posts +3 in \d+ life cycles, and \d+ not posted$/m);
    expect(stdout).toMatch(/^cut off +\d+ on purpose: no answer: \d+, broken off: \d+$/m);
    expect(stdout).toMatch(/^answered +none$/m);
    expect(stdout).toMatch(/^events +none was answered with 200/m);
  });

  it("counts no post as answered, and no event, where nobody listens", async () => {
    const { stdout, stderr } = await run([`http://127.0.0.1:${await freePort()}/${TOKEN}`, "--count", "20", "--json"]);
    expect(stderr).toMatch(/^answered +none$/m);
    expect(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ report: { statuses: {}, events: 0 } });
  });

  it("says of posts that were cut off that it was meant, and that all is well", async () => {
    const { url } = await host();
    const typed = [url, "--fault", "cut-off", "--scenario", "opt-out", "--seed", "1"];
    const { code, stdout } = await run(typed);
    expect(code).toBe(0);
    const [, cut = ""] = /^All 2 whole posts were answered with 200; (\d+) were cut off on purpose\.$/m.exec(stdout) ?? [];
    expect(stdout.match(/^(?:\d{3}|no answer) .*cut off, as meant  cut-off$/gm)).toHaveLength(Number(cut));
    expect(stdout).toMatch(new RegExp(`^cut off +${cut} on purpose: `, "m"));
    const { report } = JSON.parse((await run([...typed, "--json"])).stdout.trimEnd().split("\n").at(-1) ?? "") as { report: { cutOff: { posts: number; statuses: object; errors: object } } };
    const { posts, statuses, errors } = report.cutOff;
    expect([...Object.values(statuses), ...Object.values(errors)].reduce((sum: number, count: number) => sum + count, 0)).toBe(posts);
  });

  it("names the likely cause, and what looks into it, when every post gets a 404", async () => {
    const { url } = await host((_req, res) => void res.writeHead(404).end());
    const { code, stderr } = await run([url, "--scenario", "opt-out"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/does not end with the receiver's token.* npx cdyne-postback doctor/);
  });

  it("goes on when there are answers in between", async () => {
    let count = 0;
    const { url } = await host((req, res) => ((count += 1) % 3 === 0 ? res.end() : req.socket.destroy()));
    const { code, stdout } = await run([url, "--scenario", "landline", "--count", "3", "--concurrency", "1"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^posts +9 in 3 life cycles$/m);
  });

  it("prints of many posts the first, and what goes wrong", async () => {
    let count = 0;
    const { url } = await host((req, res) => ((count += 1) === 50 ? failing : (_req: unknown, fine: typeof res) => void fine.end())(req, res));
    const { stdout } = await run([url, "--scenario", "campaign", "--seed", "1"]);
    expect(stdout.match(/^200 /gm)).toHaveLength(40);
    expect(stdout).toMatch(/^From here on only what goes wrong has a line\.\n503 /m);
    expect(stdout).toMatch(/^answered +200: \d+, 503: 1$/m);
  });

  it("prints of a long run only what went wrong, and not all of that", async () => {
    const fine = await run([(await host()).url, "--scenario", "opt-out", "--count", "13"]);
    expect(fine.stdout).not.toMatch(/smsSent/);
    expect(fine.stdout).toMatch(/^answered +200: 26$/m);
    const { stdout } = await run([(await host(failing)).url, "--scenario", "opt-out", "--count", "13"]);
    expect(stdout.match(/^503 /gm)).toHaveLength(20);
    expect(stdout).not.toContain("%");
  });

  it("tells of a fault that fits nothing", async () => {
    const { stdout } = await run([(await host()).url, "--scenario", "landline", "--fault", "wrong-charset"]);
    expect(stdout).toContain("Nothing in these scenarios could have the fault wrong-charset.");
  });

  it("refuses a host that is not this machine, until it is told that it is meant", async () => {
    const url = `http://192.0.2.1/cdyne/${TOKEN}`;
    const refused = await run([url]);
    expect(refused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("192.0.2.1 is not this machine") });
    const meant = await run([url, "--yes", "--scenario", "opt-out", "--timeout", "20ms"]);
    expect(meant).toMatchObject({ code: 1, stdout: expect.stringMatching(/^posts +2 in 1 life cycles$/m) });
  });

  it.each([
    ["--scenario", "conversatoin", 'Did you mean "conversation"?'],
    ["--fault", "slwo", 'Did you mean "slow"?'],
    ["--count", "0", "expected a whole number of at least 1"],
    ["--rate", "fast", "expected a whole number of at least 1"],
  ])("refuses %s %s", async (option, value, said) => {
    const { url, bodies } = await host();
    expect(await run([url, option, value])).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
    expect(bodies).toEqual([]);
  });

  it("ends by Ctrl-C with what was posted so far", async () => {
    const { url, bodies } = await host();
    const simulation = start(["simulate", url, "--count", "1000"], COMMANDS);
    await until(() => bodies.length > 5);
    expect(await simulation.stop()).toBe(130);
    expect(simulation.stdout()).toContain("It was stopped before all was posted.");
    expect(simulation.stdout()).not.toContain("not posted");
  });

  it("has every scenario and every fault in its help", async () => {
    const { code, stdout } = await run(["--help"]);
    expect(code).toBe(0);
    for (const name of ["conversation", "call-tree", "cut-off", "zero-then-one", "--seed", "Examples:"]) expect(stdout).toContain(name);
  });
});

describe("the program", () => {
  beforeAll(buildProgram);
  afterAll(removeProgram);

  it("shows on a terminal how far it is, and posts the same bytes as another process with this seed", async () => {
    // So many answers take longer than two changes of the progress.
    const { url, bodies } = await host((_req, res) => void setTimeout(() => res.end(), 5));
    const options = ["--scenario", "landline", "--seed", "terminal", "--count", "30", "--concurrency", "1"];
    const terminal = spawn(process.execPath, [programFile, "simulate", url, ...options], { cols: 100, rows: 30 });
    terminals.add(terminal);
    let screen = "";
    terminal.onData((text) => (screen += text));
    const { exitCode } = await new Promise<{ exitCode: number }>((resolve) => terminal.onExit(resolve));
    terminals.delete(terminal);

    expect({ exitCode, screen: exitCode === 0 ? "" : screen }).toEqual({ exitCode: 0, screen: "" });
    const bars = screen.match(/\[[#-]{24}\] \d+%  \d+ of 30 life cycles, \d+ posts/g) ?? [];
    expect(new Set(bars).size).toBeGreaterThan(2);
    expect(screen.lastIndexOf("\x1b[K")).toBeGreaterThan(screen.lastIndexOf("life cycles, "));
    expect(screen).toMatch(/90 in 30 life cycles/);
    expect(screen).not.toContain(TOKEN);

    const here = await host();
    await simulate(here.url, { scenarios: ["landline"], seed: "terminal", count: 30, concurrency: 1 });
    expect(bodies).toEqual(here.bodies);
  }, 40_000);
});
