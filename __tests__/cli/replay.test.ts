import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { type Inbox, type Postback, classify } from "cdyne-postback";
import { postgresInbox } from "cdyne-postback/postgres";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { RECEIPT, REFUSED, SENT, TOKEN, reply } from "../support/packets.js";
import { createDatabase, query } from "../support/postgres.js";
import { closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, freePort, serve } from "../support/server.js";
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
async function application() {
  const { events, listener } = receiver();
  return { events, url: `${await serve(listener)}/cdyne/${TOKEN}` };
}

/** Anybody's application: gives every body, and answers what it is told. */
async function host(answer: (body: Buffer) => number = () => 200) {
  const bodies: Buffer[] = [];
  const origin = await serve((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      bodies.push(Buffer.concat(chunks));
      res.writeHead(answer(Buffer.concat(chunks)), { location: "/elsewhere" }).end();
    });
  });
  return { bodies, url: `${origin}/anything`, texts: () => bodies.map(String) };
}

describe("from a SQLite file", () => {

  test("sends everything byte by byte, oldest first, and says how each was answered", async () => {
    const file = await sqliteFile();
    const { url, texts } = await host();
    const { exit, stdout } = await cli(["replay", file, "--to", url]);
    expect(exit).toBe(0);
    expect(texts()).toEqual(BODIES);
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d {2}smsReply .*\+1757•••9510.* 3 characters {2}200 in \d+ ms$/m);
    expect(stdout).toMatch(/4 sent: 4 answered with 200\.\n$/);
    expect(stdout).not.toMatch(/7575449510/);
  });

  test("marks them, so that a receiver of ours knows", async () => {
    const { events, url } = await application();
    expect((await cli(["replay", await sqliteFile(), "--to", url])).exit).toBe(0);
    await until(() => events.length === BODIES.length);
    expect(events.map(({ raw, source }) => ({ raw, source }))).toEqual(expect.arrayContaining(BODIES.map((raw) => ({ raw, source: "replay" }))));
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
    const { url, texts } = await host();
    expect((await cli(["replay", await sqliteFile(), "--to", url, ...typed])).exit).toBe(0);
    expect(texts()).toEqual(sent.map((index) => BODIES[index]));
  });

  test("changes nothing in it", async () => {
    const file = await sqliteFile();
    const all = async () => {
      const inbox = sqliteInbox({ file });
      const page = await inbox.list({ limit: 100 });
      await inbox.close();
      return page;
    };
    const before = await all();
    const { url } = await host();
    await cli(["replay", file, "--to", url]);
    expect(await all()).toEqual(before);
  });

  test("that is not there makes none", async () => {
    const folder = newFolder();
    const { exit, stderr } = await cli(["replay", "none.db", "--dry-run"], { folder });
    expect(exit).toBe(1);
    expect(stderr).toContain("none.db cannot be read. Is the name right?");
    expect(readdirSync(folder)).toEqual([]);
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
      const { url, texts } = await host();
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
    const { url, bodies } = await host();
    expect((await cli(["replay", file, "--to", url])).exit).toBe(0);
    expect(bodies).toEqual([Buffer.from(SENT), bytes, Buffer.from(RECEIPT)]);
  });

  test("finds the same as an inbox", async () => {
    const file = fileOf(lines(...BODIES.map((body, index) => ({ body, receivedAt: at(index) }))));
    const found = async (...typed: string[]) => (await cli(["replay", file, "--dry-run", "--json", ...typed])).json().map(({ key }) => key);
    const keys = postbacks.map(({ key }) => key);
    expect(await found("--type", "smsReply")).toEqual([keys[1], keys[2]]);
    expect(await found("--number", "7572373369")).toEqual([keys[3]]);
    expect(await found("--until", at(1).toISOString())).toEqual([keys[0]]);
    expect(await found("--limit", "1")).toEqual([keys[3]]);
    expect(await found("--key", keys[2] ?? "")).toEqual([keys[2]]);
  });

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
    expect(tried).toMatchObject({ exit: 1, stdout: expect.stringContaining("1 sent: 1 without an answer.") });
  });

  test("must be named, but for --dry-run, which sends nothing", async () => {
    const file = await sqliteFile();
    expect(await cli(["replay", file])).toMatchObject({ exit: 2, stderr: expect.stringContaining("--to") });
    const { bodies, url } = await host();
    expect(await cli(["replay", file, "--to", url, "--dry-run"])).toMatchObject({ exit: 0, stdout: expect.stringContaining("4 would be sent.") });
    expect(bodies).toEqual([]);
  });

  test.each([
    { status: 404, says: "404 in" },
    { status: 503, says: "503 in" },
    { status: 302, says: "(redirected, which loses the body)" },
  ])("that answers one with $status makes the exit code 1, and gets the rest", async ({ status, says }) => {
    const { bodies, url } = await host((body) => (String(body) === REFUSED ? 200 : String(body) === reply(1, "one") ? status : 200));
    const { exit, stdout } = await cli(["replay", await sqliteFile(), "--to", url]);
    expect({ exit, sent: bodies.length }).toEqual({ exit: 1, sent: 4 });
    expect(stdout).toContain(says);
    expect(stdout).toContain(`4 sent: 3 answered with 200, 1 answered with ${status}.`);
  });

  test("that is down is left alone after three", async () => {
    const { exit, json } = await cli(["replay", await sqliteFile(), "--json", "--to", `http://127.0.0.1:${await freePort()}/x`]);
    expect(exit).toBe(1);
    expect(json().at(-1)).toEqual({ summary: { found: 4, sent: 3, answers: { none: 3 } } });
    expect(json()[0]).toMatchObject({ type: "smsSent", why: "nobody listens there" });
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
