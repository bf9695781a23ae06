import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { type Inbox, type Postback, classify } from "cdyne-postback";
import { postgresInbox } from "cdyne-postback/postgres";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { deliver } from "cdyne-postback/testing";
import Database from "libsql";
import { RECEIPT, REFUSED, SENT, TOKEN, reply } from "../support/packets.js";
import { createDatabase, query } from "../support/postgres.js";
import { closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, freePort, serve } from "../support/server.js";
import { application } from "./application.js";
import { buildProgram, programFile, removeProgram } from "./program-file.js";
import { cli, endRuns, newFolder, start } from "./running.js";

afterEach(endRuns);
afterEach(closeServers);
afterEach(closeReceivers);

const BODIES = [SENT, reply(1, "one"), reply(2, "two"), RECEIPT];
const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 31, 12, minute));
const postbacks: Postback[] = BODIES.map((body, index) => classify(body, { receivedAt: at(index) }));

/** What is recorded, with one that was given up. */
async function fill(inbox: Inbox): Promise<void> {
  for (const postback of postbacks) await inbox.record([postback]);
  const [claim] = await inbox.claim(1, 60_000);
  await inbox.settle([{ id: claim?.id ?? "", state: "dead", handled: [] }]);
  await inbox.close();
}

async function sqliteFile(): Promise<string> {
  const file = join(newFolder(), "recorded.db");
  await fill(sqliteInbox({ file }));
  return file;
}

/** An application of ours that notes what it gets. */
async function receiving() {
  const { events, listener } = receiver();
  return { events, url: `${await serve(listener)}/cdyne/${TOKEN}` };
}

describe("from a SQLite file", () => {

  test("sends everything byte by byte, oldest first, and says how each was answered", async () => {
    const file = await sqliteFile();
    const { url, texts } = await application();
    const { exit, stdout } = await cli(["replay", file, "--to", url]);
    expect(exit).toBe(0);
    expect(texts()).toEqual(BODIES);
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d {2}smsReply .*\+1757•••9510.* 3 characters {2}200 in \d+ ms$/m);
    expect(stdout).toMatch(/4 sent: 4 answered with 200\.\n$/);
    expect(stdout).not.toMatch(/7575449510/);
  });

  test("marks them, so that a receiver of ours knows", async () => {
    const { events, url } = await receiving();
    expect((await cli(["replay", await sqliteFile(), "--to", url])).exit).toBe(0);
    await until(() => events.length === BODIES.length);
    expect(events.map(({ raw, source }) => ({ raw, source }))).toEqual(expect.arrayContaining(BODIES.map((raw) => ({ raw, source: "replay" }))));
  });

  test("sends the same again in a second run, which a receiver of ours takes for repeats", async () => {
    const file = await sqliteFile();
    const { events, url } = await receiving();
    for (const run of [1, 2]) {
      const { exit, stdout } = await cli(["replay", file, "--state", "dead", "--to", url]);
      expect({ run, exit, stdout }).toEqual({ run, exit: 0, stdout: expect.stringContaining("1 sent: 1 answered with 200.") });
    }
    await until(() => events.length === 1);
    expect((await cli(["replay", file, "--to", url])).exit).toBe(0);
    await until(() => events.length >= BODIES.length);
    expect(events.map(({ raw }) => raw).sort()).toEqual([...BODIES].sort());
  });

  test.each([
    { typed: ["--type", "smsReply"], sent: [1, 2] },
    { typed: ["--state", "dead"], sent: [0] },
    { typed: ["--number", "(757) 237-3369"], sent: [3] },
    { typed: ["--since", at(1).toISOString()], sent: [1, 2, 3] },
    { typed: ["--since", at(1).toISOString(), "--until", at(2).toISOString()], sent: [1] },
    { typed: ["--key", postbacks[3]?.key ?? "", "--key", postbacks[0]?.key ?? ""], sent: [0, 3] },
    { typed: ["--limit", "2"], sent: [2, 3] },
    { typed: ["--since", "1h"], sent: [] },
  ])("sends only what is meant: $typed", async ({ typed, sent }) => {
    const { url, texts } = await application();
    expect((await cli(["replay", await sqliteFile(), "--to", url, ...typed])).exit).toBe(0);
    expect(texts()).toEqual(sent.map((index) => BODIES[index]));
  });

  /** All that lies in a folder, byte by byte. */
  const content = (folder: string) => readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name), "latin1") }));

  test("changes no byte there, neither of the inbox nor of the log that a writer has left behind that was killed", async () => {
    const folder = newFolder();
    const file = join(folder, "recorded.db");
    const writing = sqliteInbox({ file });
    await writing.record(postbacks);
    // What is there now is what a kill would leave.
    const killed = newFolder();
    for (const name of readdirSync(folder).filter((one) => !one.endsWith("-shm"))) copyFileSync(join(folder, name), join(killed, name));
    await writing.close();
    // An empty log is taken away at whatever time the writer's library comes to it.
    const kept = (path: string) => content(path).filter(({ name, bytes }) => !name.endsWith("-shm") && bytes !== "");
    for (const path of [folder, killed]) {
      const before = kept(path);
      const { url, texts } = await application();
      expect((await cli(["replay", join(path, "recorded.db"), "--to", url])).exit).toBe(0);
      expect(texts()).toEqual(BODIES);
      expect(kept(path)).toEqual(before);
    }
  });

  test("of an older version is refused, and stays what it is", async () => {
    const file = await sqliteFile();
    const database = new Database(file);
    database.exec("DROP TABLE handling; PRAGMA user_version = 1");
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
    const before = readFileSync(file);
    expect(await cli(["replay", file, "--dry-run"])).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringContaining("CDYNE_INBOX_OLDER") });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test("with the postbacks of several accounts sends those of one that is named, and else none", async () => {
    const file = join(newFolder(), "recorded.db");
    const inbox = sqliteInbox({ file });
    const accounts = ["shop", "clinic", undefined, "shop"];
    await inbox.record(BODIES.map((body, index) => classify(body, { account: accounts[index], receivedAt: at(index) })));
    await inbox.close();
    const { url, texts } = await application();
    const several = 'They are of several accounts: "", "clinic", "shop". Name the one that is to be sent: --account <label>.';
    expect(await cli(["replay", file, "--to", url])).toMatchObject({ exit: 2, stdout: "", stderr: expect.stringContaining(several) });
    expect(await cli(["replay", file, "--dry-run"])).toMatchObject({ exit: 0, stdout: expect.stringContaining("4 would be sent."), stderr: expect.stringContaining(several) });
    expect(texts()).toEqual([]);
    expect((await cli(["replay", file, "--to", url, "--account", "shop"])).exit).toBe(0);
    expect(texts()).toEqual([BODIES[0], BODIES[3]]);
    expect((await cli(["replay", file, "--to", url, "--account", ""])).exit).toBe(0);
    expect(texts().slice(2)).toEqual([BODIES[2]]);
    // Where all that is meant is of one there is nothing to ask.
    expect((await cli(["replay", file, "--to", url, "--limit", "1"])).exit).toBe(0);
    expect(texts().slice(3)).toEqual([BODIES[3]]);
  });

  test("that is not there makes none", async () => {
    const folder = newFolder();
    const { exit, stderr } = await cli(["replay", "none.db", "--dry-run"], { folder });
    expect(exit).toBe(1);
    expect(stderr).toContain("There is no file none.db. Is the name right?");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("that is a folder, or has one beside it where exact bytes would be, is refused in a sentence", async () => {
    const folder = newFolder();
    expect(await cli(["replay", ".", "--dry-run"], { folder })).toMatchObject({ exit: 1, stderr: `error: ${folder} cannot be read. It is a folder.\n` });
    const file = await sqliteFile();
    mkdirSync(`${file}.bytes`);
    expect(await cli(["replay", file, "--dry-run"])).toMatchObject({ exit: 1, stderr: `error: ${file}.bytes cannot be read: EISDIR. Remove what is there, or name another inbox.\n` });
  });
});

describe("from PostgreSQL", () => {
  test("sends what is recorded and changes nothing; where there is no inbox it makes none", async () => {
    const { url: database, drop } = await createDatabase();
    try {
      const nothing = await cli(["replay", database, "--dry-run"]);
      expect(nothing).toMatchObject({ exit: 1, stderr: expect.stringContaining("there is no inbox of this library in it") });
      expect(nothing.stderr).not.toContain(database);
      expect(await query(database, "select from pg_namespace where nspname = 'cdyne_postback'")).toEqual([]);

      await fill(postgresInbox({ connectionString: database }));
      const state = async () => query(database, "select key, state, attempts, repeats from cdyne_postback.postback order by seq");
      const before = await state();
      const { url, texts } = await application();
      expect((await cli(["replay", database, "--to", url])).exit).toBe(0);
      expect(texts()).toEqual(BODIES);
      expect(await state()).toEqual(before);
    } finally {
      await drop();
    }
  });

  test("that cannot be reached says so, and not how to get in", async () => {
    const { exit, stderr } = await cli(["replay", `postgres://user:password@127.0.0.1:${await freePort()}/app`, "--dry-run"]);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^error: The database cannot be read: .*ECONNREFUSED/);
    expect(stderr).not.toContain("password");
  });
});

describe("from lines of JSON", () => {
  const lines = (...objects: object[]) => objects.map((object) => `${JSON.stringify(object)}\n`).join("");
  const fileOf = (text: string) => {
    const file = join(newFolder(), "lines.jsonl");
    writeFileSync(file, text);
    return file;
  };

  test("sends each line that has a body, and exact bytes where there are some", async () => {
    const bytes = Buffer.from("SMSResponse=1&MessageID=m-1&Message=Caf\xe9", "latin1");
    const file = fileOf(`${lines({ listening: {} }, { body: SENT }, { body: "…", base64: bytes.toString("base64") })}\r\n${lines({ body: RECEIPT })}`);
    const { url, bodies } = await application();
    expect((await cli(["replay", file, "--to", url])).exit).toBe(0);
    expect(bodies).toEqual([Buffer.from(SENT), bytes, Buffer.from(RECEIPT)]);
  });

  test("takes a byte order mark, times of other zones, and what is null; a line ends with a line feed only", async () => {
    const text = "SMSResponse=1&MessageID=m-1&Message=one\u2028two\u2029three";
    const file = fileOf(`\uFEFF${lines({ body: SENT, receivedAt: "2026-01-31T14:30:00+02:00", account: null, base64: null })}${lines({ body: text, receivedAt: null })}\n${lines({ listening: null }).trim()}`);
    const { url, texts } = await application();
    expect((await cli(["replay", file, "--to", url])).exit).toBe(0);
    expect(texts()).toEqual([SENT, text]);
    expect((await cli(["replay", file, "--dry-run", "--json", "--limit", "2"])).json()[0]).toMatchObject({ receivedAt: "2026-01-31T12:30:00.000Z" });
  });

  test.each([
    { name: "a time without a zone", line: { receivedAt: "2026-01-31T14:30:00" }, says: "receivedAt: expected a time with its zone" },
    { name: "a date alone", line: { receivedAt: "2026-01-31" }, says: "receivedAt: expected a time with its zone" },
    { name: "a day that is none", line: { receivedAt: "2026-02-31T14:30:00Z" }, says: "receivedAt: expected a time with its zone" },
    { name: "a label that is no text", line: { account: 7 }, says: "account: expected a text" },
    { name: "Base64 that is none", line: { base64: "*" }, says: "base64: expected Base64" },
    { name: "a body that is no text", line: { body: null }, says: "body: expected a text" },
  ])("with $name are refused, and nothing is sent", async ({ line, says }) => {
    const { url, bodies } = await application();
    const file = fileOf(lines({ body: SENT }, { body: RECEIPT, ...line }));
    expect(await cli(["replay", file, "--to", url])).toMatchObject({ exit: 1, stdout: "", stderr: expect.stringContaining(`${file}, line 2: ${says}`) });
    expect(bodies).toEqual([]);
  });

  test("that are not UTF-8 are refused: they are not what came", async () => {
    const file = join(newFolder(), "lines.jsonl");
    writeFileSync(file, Buffer.from(`{"body":"Message=Caf\xe9"}\n`, "latin1"));
    expect(await cli(["replay", file, "--dry-run"])).toMatchObject({ exit: 1, stderr: expect.stringContaining("line 1 cannot be read") });
  });

  test.each([
    [["--type", "smsReply"], 2],
    [["--number", "(757) 237-3369"], 1],
    // Also in what nobody knows the fields of.
    [["--number", "+15551234567"], 1],
    [["--number", "555"], 0],
    [["--account", "clinic"], 2],
    [["--account", ""], 1],
    [["--account", "other"], 0],
    [["--since", at(1).toISOString()], 4],
    [["--until", at(1).toISOString()], 1],
    [["--since", at(1).toISOString(), "--until", at(2).toISOString()], 1],
    [["--key", postbacks[2]?.key ?? ""], 1],
    [["--limit", "1"], 1],
    [["--type", "smsReply", "--limit", "1"], 1],
  ] as const)("are chosen from as from an inbox: %j", async (typed, count) => {
    const given = [...BODIES, "Strange=5551234567"].map((body, index) => ({ body, account: ["shop", "clinic", undefined][index % 3], receivedAt: at(index) }));
    const file = join(newFolder(), "recorded.db");
    const inbox = sqliteInbox({ file });
    await inbox.record(given.map(({ body, ...rest }) => classify(body, rest)));
    await inbox.close();
    const found = async (source: string) => (await cli(["replay", source, "--dry-run", "--json", ...typed])).json();
    const here = await found(fileOf(lines(...given)));
    expect(here).toHaveLength(count);
    expect(here).toEqual(await found(file));
  });

  test("are not all in memory at once, where only the newest are meant", async () => {
    const file = fileOf(lines(...Array<object>(1100).fill({ body: reply(1, "x".repeat(60_000)) })));
    buildProgram();
    try {
      const program = spawn(process.execPath, ["--max-old-space-size=42", programFile, "replay", file, "--dry-run", "--limit", "1"]);
      let stdout = "";
      program.stdout.on("data", (text) => (stdout += String(text)));
      expect(await once(program, "exit")).toEqual([0, null]);
      expect(stdout).toContain("1 would be sent.");
    } finally {
      removeProgram();
    }
  }, 60_000);

  test.each([
    { name: "is no JSON", text: lines({ body: SENT }) + "hello", typed: [], exit: 1, says: "line 2 cannot be read" },
    { name: "has no body", text: lines({ listening: {} }), typed: [], exit: 1, says: "has no line with a `body`" },
    { name: "knows no state", text: lines({ body: SENT }), typed: ["--state", "dead"], exit: 2, says: "--state" },
  ])("of which one $name are refused", async ({ text, typed, exit, says }) => {
    expect(await cli(["replay", fileOf(text), "--dry-run", ...typed])).toMatchObject({ exit, stderr: expect.stringContaining(says) });
  });
});

describe("the target", () => {
  test("must be this machine, unless --yes says otherwise", async () => {
    const file = await sqliteFile();
    for (const url of ["https://example.com/cdyne/x", "http://192.0.2.1/cdyne/x", "http://[2001:db8::1]/cdyne/x", "http://localhost.example.com/"]) {
      expect(await cli(["replay", file, "--to", url])).toMatchObject({ exit: 2, stdout: "", stderr: expect.stringContaining("is not this machine") });
    }
    // Nobody is there: it is tried, which is what was asked for.
    const tried = await cli(["replay", file, "--to", "http://192.0.2.1:9/x", "--yes", "--timeout", "50ms", "--limit", "1"]);
    expect(tried).toMatchObject({ exit: 1, stdout: expect.stringMatching(/1 sent: 1 without an answer\.|None was sent\.\n1 found nobody there\./) });
  });

  test.each([
    [["--state", "discarded"], " (--state discarded)"],
    [["--type", "callPlaced", "--number", "+17575550199"], " (--type callPlaced --number)"],
    [["--since", "1h"], " (--since)"],
  ])("gets nothing where nothing is meant, which is said in plain words: %j", async (typed, words) => {
    const file = await sqliteFile();
    const { url, bodies } = await application();
    expect(await cli(["replay", file, ...typed, "--to", url])).toMatchObject({ exit: 0, stdout: `Nothing recorded matches${words}, so nothing was sent.\n` });
    expect(await cli(["replay", file, ...typed, "--dry-run"])).toMatchObject({ exit: 0, stdout: `Nothing recorded matches${words}, so nothing would be sent.\n` });
    expect(bodies).toEqual([]);
  });

  test("must be named, but for --dry-run, which sends nothing", async () => {
    const file = await sqliteFile();
    expect(await cli(["replay", file])).toMatchObject({ exit: 2, stderr: expect.stringContaining("--to") });
    const { bodies, url } = await application();
    expect(await cli(["replay", file, "--to", url, "--dry-run"])).toMatchObject({ exit: 0, stdout: expect.stringContaining("4 would be sent.") });
    expect(bodies).toEqual([]);
  });

  test.each([
    { status: 404, says: "404 in" },
    { status: 503, says: "503 in" },
    { status: 302, says: "(redirected, which loses the body)" },
  ])("that answers one with $status makes the exit code 1, and gets the rest", async ({ status, says }) => {
    const { bodies, url } = await application((body) => (String(body) === REFUSED ? 200 : String(body) === reply(1, "one") ? status : 200));
    const { exit, stdout } = await cli(["replay", await sqliteFile(), "--to", url]);
    expect({ exit, sent: bodies.length }).toEqual({ exit: 1, sent: 4 });
    expect(stdout).toContain(says);
    expect(stdout).toContain(`4 sent: 3 answered with 200, 1 answered with ${status}.`);
  });

  test("that is down is left alone after three", async () => {
    const { exit, json, stderr } = await cli(["replay", await sqliteFile(), "--json", "--to", `http://127.0.0.1:${await freePort()}/x`]);
    expect(exit).toBe(1);
    expect(stderr).toMatch(/None was sent\.\n3 found nobody there\. Is your application running\?\n1 not tried\.\n$/);
    expect(json().at(-1)).toEqual({ summary: { found: 4, sent: 0, unreached: 3, answers: {} } });
    expect(json()[0]).toMatchObject({ type: "smsSent", why: "nobody listens there" });
  });

  test("that has answered with 200 has answered, also where what it says never ends", async () => {
    const origin = await serve((req, res) => {
      req.resume();
      res.writeHead(200).write("thank you, and");
    });
    expect(await cli(["replay", await sqliteFile(), "--to", origin])).toMatchObject({ exit: 0, stdout: expect.stringContaining("4 sent: 4 answered with 200.") });
  });

  test("gets the headers of the vendor, as from the test kit", async () => {
    const heads: string[][] = [];
    const origin = await serve((req, res) => {
      heads.push(req.rawHeaders);
      req.resume();
      res.end();
    });
    await deliver(`${origin}/x`, RECEIPT);
    await cli(["replay", await sqliteFile(), "--limit", "1", "--to", `${origin}/x`]);
    expect(heads[0]).toEqual(expect.arrayContaining(["CDYNE SMSv2", "application/x-www-form-urlencoded", "100-continue", String(RECEIPT.length)]));
    expect(heads[1]).toEqual([...(heads[0] ?? []), "cdyne-postback", "replay"]);
  });

  test("that never answers is waited for as long as was said", async () => {
    const origin = await serve(() => {});
    expect((await cli(["replay", await sqliteFile(), "--limit", "1", "--timeout", "50ms", "--to", origin])).stdout).toContain("no answer in time");
  });
});

test("Ctrl-C ends it with 130 and says how far it was", async () => {
  const arrived: string[] = [];
  const origin = await serve((req, res) => {
    req.resume();
    arrived.push("one");
    if (arrived.length === 1) res.end();
  });
  const run = start(["replay", await sqliteFile(), "--to", origin]);
  await until(() => arrived.length === 2);
  expect(await run.stop()).toBe(130);
  expect(run.stdout()).toContain("1 sent: 1 answered with 200.\n3 not sent.");
});

test("several at once keep the order within a subject", async () => {
  const file = join(newFolder(), "lines.jsonl");
  const body = (call: number, step: number) => `QueueID=${call}&ResponseCode=18&StartTime=2020-08-28T00%3a53%3a0${step}.608Z&callerid=7575550000&phonenumber=7575559999`;
  const bodies = [1, 2, 3, 4].flatMap((step) => [1, 2, 3].map((call) => body(call, step)));
  writeFileSync(file, bodies.map((one) => JSON.stringify({ body: one })).join("\n"));
  let running = 0;
  let most = 0;
  const seen: string[] = [];
  const origin = await serve((req, res) => {
    most = Math.max(most, (running += 1));
    let text = "";
    req.on("data", (chunk) => (text += String(chunk)));
    req.on("end", () => {
      seen.push(text);
      setTimeout(() => {
        running -= 1;
        res.end();
      }, seen.length % 3);
    });
  });
  expect((await cli(["replay", file, "--concurrency", "3", "--to", origin])).exit).toBe(0);
  expect(most).toBe(3);
  for (const call of [1, 2, 3]) expect(seen.filter((one) => one.startsWith(`QueueID=${call}&`))).toEqual(bodies.filter((one) => one.startsWith(`QueueID=${call}&`)));
});

test("one that is not answered holds back only those of its own subject", async () => {
  const file = join(newFolder(), "lines.jsonl");
  const body = (call: number, step: number) => `QueueID=${call}&ResponseCode=18&StartTime=2020-08-28T00%3a53%3a0${step}.608Z&callerid=7575550000&phonenumber=7575559999`;
  writeFileSync(file, [body(1, 1), body(1, 2), body(2, 1), body(3, 1)].map((one) => JSON.stringify({ body: one })).join("\n"));
  const seen: string[] = [];
  let free = (): void => {};
  const origin = await serve((req, res) => {
    let text = "";
    req.on("data", (chunk) => (text += String(chunk)));
    req.on("end", () => {
      seen.push(text);
      if (text === body(1, 1)) free = () => void res.end();
      else res.end();
    });
  });
  const run = start(["replay", file, "--concurrency", "2", "--to", origin]);
  await until(() => seen.length === 3);
  free();
  expect(await run.ended).toBe(0);
  expect(seen).toEqual([body(1, 1), body(2, 1), body(3, 1), body(1, 2)]);
});

describe("what is typed", () => {
  test.each(["1", "2026", "2026-02-31", "2026-02-30T10:00", "2026-01-31T25:00", "31.1.2026", "January 31, 2026", "2026-1-31", ""])("%j is no time", async (typed) => {
    for (const option of ["--since", "--until"]) {
      expect(await cli(["replay", "none.db", "--dry-run", option, typed])).toMatchObject({ exit: 2, stderr: expect.stringContaining(`${option}: expected a time`) });
    }
  });

  test.each([
    ["2026-01-31T12:01:00.000Z", [1, 2, 3]],
    ["2026-01-31T12:01Z", [1, 2, 3]],
    ["2026-01-31T14:01+02:00", [1, 2, 3]],
    ["2024-02-29", [0, 1, 2, 3]],
    ["2026-02-02", []],
    ["1.5h", []],
  ])("%j is a time", async (typed, indexes) => {
    const file = await sqliteFile();
    const { exit, json } = await cli(["replay", file, "--dry-run", "--json", "--since", typed]);
    expect({ exit, keys: json().map(({ key }) => key) }).toEqual({ exit: 0, keys: indexes.map((index) => postbacks[index]?.key) });
  });

  test.each([
    ["replay", "none.db", "--dry-run"],
    ["simulate", "http://localhost:1/x"],
    ["doctor", "http://localhost:1/x"],
    ["listen"],
  ])("a timeout of %s is one that a timer can count", async (...typed) => {
    for (const time of ["25d", "2147483648", "1e12", "Infinitys", "-1s"]) {
      expect(await cli([...typed, "--timeout", time])).toMatchObject({ exit: 2, stdout: "", stderr: expect.stringContaining("--timeout: expected a time") });
    }
  });

  test.each([
    ["replay", "none.db", "--dry-run"],
    ["simulate", "http://localhost:1/x"],
    ["doctor", "http://localhost:1/x"],
    ["listen"],
  ])("a timeout of %s has its unit", async (...typed) => {
    expect(await cli([...typed, "--timeout", "10"])).toMatchObject({ exit: 2, stdout: "", stderr: expect.stringContaining("--timeout: expected a time with its unit: say 10s or 10ms.") });
    expect((await cli([typed[0], "--help"])).stdout).toMatch(/--timeout <time>[^-]*500ms,\s+10s,\s+5m/);
  });

  test("a timeout may have a fraction", async () => {
    const origin = await serve(() => {});
    expect((await cli(["replay", await sqliteFile(), "--limit", "1", "--timeout", "0.5ms", "--to", origin])).stdout).toContain("no answer in time");
  });
});
