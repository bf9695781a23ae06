import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { PostbackError, classify } from "cdyne-postback";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { RECEIPT, SENT, TOKEN, reply } from "../support/packets.js";
import { receiver, closeReceivers, until } from "../support/receiver.js";
import { closeServers, freePort, send, serve } from "../support/server.js";
import { type Run, cli, endRuns, newFolder, start } from "./running.js";

afterEach(endRuns);
afterEach(closeServers);
afterEach(closeReceivers);

/** Starts on a free port, and gives the run with the URL that it says. */
async function listen(typed: string[] = [], folder = newFolder(), env: Record<string, string> = {}): Promise<Run & { url: string; folder: string }> {
  const run = start(["listen", "--port", "0", ...typed], { folder, env });
  return { ...run, url: await run.prints(/http:\/\/localhost:\d+\/[\w-]+/), folder };
}

describe("what comes", () => {
  test("is printed as a line: time, event, who, and nothing that should not be read over a shoulder", async () => {
    const { url, prints, stdout } = await listen();
    expect((await send(url, { body: reply(1, "Come in") })).status).toBe(200);
    expect((await send(url, { body: RECEIPT })).status).toBe(200);
    await prints(/^\d\d:\d\d:\d\d {2}smsReply {11}\+1757•••9510 → \+1757•••9511 +7 characters$/m);
    await prints(/^\d\d:\d\d:\d\d {2}deliveryReceipt {4}7•••1 → \+1757•••3369 +\w+ 003/m);
    expect(stdout()).not.toMatch(/7575449510|Come in|7572373369/);
  });

  test("is printed in full with --show, without what could steer the terminal", async () => {
    const { url, prints, stdout } = await listen(["--show"]);
    await send(url, { body: reply(1, "Come \x1b[2Jin \u202e\x9b") });
    await prints(/\+17575449510 → \+17575449511 {2}"Come .*in/);
    expect(stdout()).not.toMatch(/\x1b\[2J|\u202e|\x9b/);
  });

  test("again is named as a repeat", async () => {
    const run = await listen();
    for (let time = 0; time < 2; time += 1) await send(run.url, { body: SENT });
    await run.prints(/smsSent.* again$/m);
    expect(await run.stop()).toBe(0);
    expect(run.stdout()).toContain("1 new, 1 again. Kept in cdyne-postbacks.db.");
  });

  test("is a line of JSON with --json, which replay can send again; what is for people goes to stderr", async () => {
    const run = await listen(["--json"]);
    await send(run.url, { body: reply(1, "Come in") });
    await until(() => run.json().length === 2);
    expect(run.json()).toEqual([
      { listening: { url: run.url, port: Number(new URL(run.url).port), file: join(run.folder, "cdyne-postbacks.db") } },
      expect.objectContaining({ recorded: "new", type: "smsReply", from: "+17575449510", text: "Come in", source: "postback", body: reply(1, "Come in") }),
    ]);
    expect(run.stderr()).toContain("smsReply");
  });

  test("that is no postback is told without its URL", async () => {
    const { url, prints, stdout } = await listen();
    expect((await send(`${url}x`, { body: SENT })).status).toBe(404);
    expect((await send(url, { method: "GET" })).status).toBe(200);
    await prints(/POST answered with 404: the URL does not end with the token/);
    await prints(/GET answered with 200/);
    expect(stdout().split(new URL(url).pathname.slice(1))).toHaveLength(2);
  });
});

describe("the PostBackURL", () => {
  test("survives a restart: its token lies beside the file, for its owner only", async () => {
    const first = await listen();
    await first.stop();
    const token = new URL(first.url).pathname.slice(1);
    const beside = join(first.folder, "cdyne-postbacks.db.token");
    expect(readFileSync(beside, "utf8")).toBe(`${token}\n`);
    expect(statSync(beside).mode & 0o777).toBe(0o600);
    expect(new URL((await listen([], first.folder)).url).pathname).toBe(`/${token}`);
  });

  test("has the token that is given, which is not written down", async () => {
    for (const [typed, env] of [[["--token", TOKEN], {}], [[], { CDYNE_TOKEN: TOKEN }]] as const) {
      const { url, folder } = await listen([...typed], undefined, env);
      expect(new URL(url).pathname).toBe(`/${TOKEN}`);
      expect(existsSync(join(folder, "cdyne-postbacks.db.token"))).toBe(false);
    }
  });

  test("is that of the public address, and says where the vendor is told of it", async () => {
    const run = start(["listen", "--port", "0", "--token", TOKEN, "--public", "https://example.com/hooks/"], {});
    await run.prints(new RegExp(`https://example.com/hooks/${TOKEN}\n`));
    expect(run.stdout()).toMatch(/client\.assignPostbacks\(\).*portal/);
    expect(run.stdout()).not.toContain("tunnel");
  });

  test("says how it can be made public, or that it is plain", async () => {
    const { url, stdout } = await listen();
    expect(stdout()).toContain(`cloudflared tunnel --url http://localhost:${new URL(url).port}`);
    const plain = start(["listen", "--port", "0", "--public", "http://example.com"]);
    await plain.prints(/plain http/);
  });
});

describe("--forward", () => {
  test("passes the bytes on as they came, also those that are not UTF-8", async () => {
    const bodies: Buffer[] = [];
    const app = await serve((req, res) => {
      const chunks: Buffer[] = [];
      req.on("data", (chunk: Buffer) => chunks.push(chunk));
      req.on("end", () => {
        bodies.push(Buffer.concat(chunks));
        res.end();
      });
    });
    const { url, prints } = await listen(["--forward", `${app}/cdyne/secret-of-the-application`]);
    const body = Buffer.from(reply(1).replace("Test", "Caf\xe9 %e9 %zz"), "latin1");
    await send(url, { body });
    await prints(/→ forwarded smsReply: 200 in \d+ ms$/m);
    expect(bodies).toEqual([body]);
  });

  test.each([
    { name: "answers 500", answer: 500, says: /500 in \d+ ms, kept for replay/ },
    { name: "answers 404", answer: 404, says: /404 in \d+ ms, kept for replay/ },
    { name: "redirects", answer: 301, says: /301 in \d+ ms \(redirected, which loses the body\), kept for replay/ },
    { name: "is too slow", answer: "never", says: /failed in \d+ ms \(no answer in time\), kept for replay/ },
    { name: "is not there", answer: "down", says: /failed in \d+ ms \(nobody listens there\), kept for replay/ },
  ])("keeps what an application that $name has not taken, tries it once, and tells nobody its URL", async ({ answer, says }) => {
    let requests = 0;
    const app = answer === "down" ? `http://127.0.0.1:${await freePort()}` : await serve((_req, res) => {
      requests += 1;
      if (typeof answer === "number") res.writeHead(answer, { location: "/elsewhere" }).end();
    });
    const run = await listen(["--forward", `${app}/cdyne/secret-of-the-application`, "--timeout", "200ms"]);
    expect((await send(run.url, { body: reply(1) })).status).toBe(200);
    await run.prints(says);
    expect(await run.stop()).toBe(0);
    expect(requests).toBe(answer === "down" ? 0 : 1);
    expect(run.stdout() + run.stderr()).not.toContain("secret-of-the-application");

    const { events, listener } = receiver();
    const again = `${await serve(listener)}/${TOKEN}`;
    expect((await cli(["replay", join(run.folder, "cdyne-postbacks.db"), "--state", "dead", "--to", again])).exit).toBe(0);
    await until(() => events.length === 1);
    expect(events[0]).toMatchObject({ raw: reply(1), source: "replay" });
  });
});

describe("without --forward", () => {
  test("what comes waits, and the next start with it passes it on", async () => {
    const first = await listen();
    await send(first.url, { body: reply(1) });
    await first.prints(/smsReply/);
    await first.stop();
    const { events, listener } = receiver();
    const app = `${await serve(listener)}/${TOKEN}`;
    await listen(["--forward", app], first.folder);
    await until(() => events.length === 1);
    expect(events[0]?.raw).toBe(reply(1));
  });
});

describe("it does not begin", () => {
  test("on a file that another one has; one that was killed has none", async () => {
    const first = await listen();
    const second = await cli(["listen", "--port", "0"], { folder: first.folder });
    expect(second).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^error: Another listen \(process \d+\) has .*\n$/) });
    await first.stop();
    writeFileSync(join(first.folder, "cdyne-postbacks.db.listen"), "4194305\n"); // More than Linux gives.
    await (await listen([], first.folder)).stop();
  });

  test("on the inbox of an application, unless it is told to", async () => {
    const folder = newFolder();
    const inbox = sqliteInbox({ file: join(folder, "cdyne-postbacks.db") });
    await inbox.record([classify(SENT)]);
    expect(await cli(["listen", "--port", "0"], { folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("was not made by listen") });
    await (await listen(["--yes"], folder)).stop();
    expect(await inbox.health()).toMatchObject({ waiting: 1 });
    await inbox.close();
  });


  test("where something listens already", async () => {
    const server = createServer().listen(Number(await freePort()), "127.0.0.1");
    await until(() => server.listening);
    const { port } = server.address() as { port: number };
    const { exit, stderr } = await cli(["listen", "--port", String(port)]);
    server.close();
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: `error: Cannot listen on 127.0.0.1, port ${port}: something listens there already; take another --port.\n` });
  });

  test("with a token that can be guessed, or a public address that the vendor could not post to", async () => {
    expect(await cli(["listen", "--port", "0", "--token", "short"])).toMatchObject({ exit: 1, stderr: expect.stringContaining("CDYNE_TOKEN_SHORT") });
    expect(await cli(["listen", "--port", "0", "--public", "https://example.com/Upper"])).toMatchObject({ exit: 1, stderr: expect.stringContaining("CDYNE_URL_INVALID") });
  });

  test.each([
    { what: "is no database", make: () => "hello, this is a text", says: "is no inbox of this library" },
    { what: "is a database of somebody else", make: () => otherDatabase(0), says: "is no inbox of this library" },
  ])("on a file that $what, which stays as it was", async ({ make, says }) => {
    const folder = newFolder();
    const file = join(folder, "other.db");
    writeFileSync(file, make());
    const { exit, stderr } = await cli(["listen", "--port", "0", "--file", "other.db"], { folder });
    expect(exit).toBe(1);
    expect(stderr).toContain(says);
    expect(readFileSync(file).equals(Buffer.from(make()))).toBe(true);
  });

  test("on a file that a newer version has written", async () => {
    const { folder, stop } = await listen();
    await stop();
    const file = join(folder, "cdyne-postbacks.db");
    const content = readFileSync(file);
    content.writeUInt32BE(99, 60); // SQLite's user_version.
    writeFileSync(file, content);
    const { exit, stderr } = await cli(["listen", "--port", "0"], { folder });
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: expect.stringContaining(new PostbackError("CDYNE_INBOX_NEWER").message) });
  });

  test("in a folder that is not there, or that nobody may write to", async () => {
    expect(await cli(["listen", "--port", "0", "--file", "nowhere/a.db"])).toMatchObject({ exit: 1, stderr: expect.stringMatching(/nowhere\/a\.db cannot be opened: .*\n$/) });
    // Not even root makes a file here.
    if (process.platform === "linux") {
      expect(await cli(["listen", "--port", "0", "--file", "/proc/a.db"])).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^error: \/proc\/a\.db cannot be opened: .*\n$/) });
    }
  });
});

/** The first page of a database with nothing of ours in it. */
function otherDatabase(version: number): Buffer {
  const page = Buffer.alloc(4096);
  page.write("SQLite format 3\0", "latin1");
  page.writeUInt16BE(4096, 16);
  page.writeUInt32BE(version, 60);
  return page;
}
