import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { PostbackError, classify } from "cdyne-postback";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { ExactBytes } from "../../lib/cli/exact-bytes.js";
import { RECEIPT, SENT, TOKEN, reply } from "../support/packets.js";
import { receiver, closeReceivers, until } from "../support/receiver.js";
import { closeServers, freePort, send, serve } from "../support/server.js";
import { application } from "./application.js";
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
    await prints(/^\d\d:\d\d:\d\d {4}1 {2}smsReply {11}\+1757•••9510 → \+1757•••9511 +7 characters$/m);
    await prints(/^\d\d:\d\d:\d\d {4}2 {2}deliveryReceipt {4}7•••1 → \+1757•••3369 +\w+ 003/m);
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

describe("the exact bytes of bodies that are not UTF-8", () => {
  const INBOX = "cdyne-postbacks.db";
  const latin1 = (number: number): Buffer => Buffer.from(reply(number).replace("Test", "Caf\xe9"), "latin1");
  const keptIn = (folder: string): Buffer[] =>
    readFileSync(join(folder, `${INBOX}.bytes`), "utf8")
      .split("\n")
      .filter((line) => line.endsWith("}"))
      .map((line) => Buffer.from((JSON.parse(line) as { base64: string }).base64, "base64"));

  /** What replay sends of all that is recorded. */
  async function replayed(folder: string): Promise<Buffer[]> {
    const { bodies, url } = await application();
    expect(await cli(["replay", join(folder, INBOX), "--to", url])).toMatchObject({ exit: 0 });
    return bodies;
  }

  test("are those of what was recorded, and not of a repeat with other bytes", async () => {
    const run = await listen();
    const first = Buffer.from(reply(1, "one"));
    for (const body of [first, Buffer.concat([first, Buffer.from("&Other=\xe9", "latin1")]), latin1(2), latin1(2)]) await send(run.url, { body });
    await run.stop();
    expect(run.stdout()).toContain("2 new, 2 again.");
    expect(keptIn(run.folder)).toEqual([latin1(2)]);
    expect(await replayed(run.folder)).toEqual([first, latin1(2)]);
  });

  test("are sent only where they are those of the text that is recorded", async () => {
    const run = await listen();
    await send(run.url, { body: reply(1) });
    await run.prints(/smsReply/);
    await run.stop();
    const { key } = classify(reply(1));
    writeFileSync(join(run.folder, `${INBOX}.bytes`), `${JSON.stringify({ key, base64: latin1(1).toString("base64") })}\n`);
    expect(await replayed(run.folder)).toEqual([Buffer.from(reply(1))]);
  });

  test("are kept behind a line that a crash has cut off", async () => {
    const first = await listen();
    await first.stop();
    writeFileSync(join(first.folder, `${INBOX}.bytes`), '{"base64":"RnJvbT');
    const run = await listen([], first.folder);
    for (const number of [1, 2]) await send(run.url, { body: latin1(number) });
    await run.stop();
    expect(keptIn(run.folder)).toEqual([latin1(1), latin1(2)]);
    expect(await replayed(run.folder)).toEqual([latin1(1), latin1(2)]);
  });

  test("are kept unpacked where the body came packed", async () => {
    const { bodies, url } = await application();
    const run = await listen(["--forward", url]);
    expect((await send(run.url, { body: gzipSync(latin1(1)), headers: { "content-encoding": "gzip" } })).status).toBe(200);
    await until(() => bodies.length === 1);
    await run.stop();
    expect(bodies).toEqual([latin1(1)]);
    expect(await replayed(run.folder)).toEqual([latin1(1)]);
  });

  test("are kept of a repeat where those of the first were lost, and only where its text is the same", async () => {
    const first = await listen();
    for (const number of [1, 2]) await send(first.url, { body: latin1(number) });
    await first.stop();
    rmSync(join(first.folder, `${INBOX}.bytes`));
    const run = await listen([], first.folder);
    await send(run.url, { body: latin1(1) });
    await send(run.url, { body: Buffer.concat([latin1(2), Buffer.from("&Other=1")]) });
    await run.stop();
    expect(run.stdout()).toContain("0 new, 2 again.");
    expect(keptIn(run.folder)).toEqual([latin1(1)]);
  });

  test("are not those of a repeat whose text was recorded from UTF-8", async () => {
    const run = await listen();
    const utf8 = Buffer.from(latin1(1).toString("latin1"));
    for (const body of [utf8, latin1(1)]) await send(run.url, { body });
    await run.stop();
    expect(run.stdout()).toContain("1 new, 1 again.");
    expect(await replayed(run.folder)).toEqual([utf8]);
  });

  describe("of requests that are under way", () => {
    const utf8 = Buffer.from(latin1(1).toString("latin1"));
    const { raw } = classify(utf8);
    const isRecorded = async (): Promise<boolean> => true;
    const heardHere = async (): Promise<ExactBytes> => ExactBytes.beside(join(newFolder(), INBOX));

    test.each([[[utf8, latin1(1)]], [[latin1(1), utf8]]])("are none where two that differ have the same text", async (bodies) => {
      const exact = await heardHere();
      const [first, second] = bodies.map((body) => exact.hear(body));
      await exact.settle(raw, true, isRecorded);
      first?.();
      await exact.settle(raw, false, isRecorded);
      second?.();
      exact.hear(latin1(1));
      await exact.settle(raw, false, isRecorded);
      expect(exact.of(raw)).toEqual(utf8);
    });

    test("are forgotten with the last of them", async () => {
      const exact = await heardHere();
      const forget = [exact.hear(latin1(1)), exact.hear(latin1(1))];
      forget[0]?.();
      expect(exact.of(raw)).toEqual(latin1(1));
      forget[1]?.();
      expect(exact.of(raw)).toEqual(utf8);
    });
  });

  describe("that were heard are forgotten", () => {
    /** Bodies that were heard, and are forgotten. */
    const forgotten: Buffer[] = [];

    beforeEach(() => {
      const hear = Reflect.get(ExactBytes.prototype, "hear");
      jest.spyOn(ExactBytes.prototype, "hear").mockImplementation(function (this: ExactBytes, bytes) {
        const forget = hear.call(this, bytes);
        return () => {
          forget();
          forgotten.push(bytes);
        };
      });
    });

    afterEach(() => {
      jest.restoreAllMocks();
      forgotten.length = 0;
    });

    test("where it was a probe", async () => {
      const run = await listen();
      const ways: Record<string, string>[] = [{ "cdyne-postback": "probe" }, {}];
      const body = Buffer.from("CdynePostbackProbe=\xe9", "latin1");
      for (const headers of ways) expect((await send(run.url, { body, headers })).text).toContain('"probe":1');
      await until(() => forgotten.length === 2);
      expect(forgotten).toEqual([body, body]);
    });

    test("where the client has hung up before it was answered", async () => {
      let settle = (): void => {};
      const settling = jest.spyOn(ExactBytes.prototype, "settle").mockReturnValue(new Promise((resolve) => (settle = resolve)));
      const run = await listen();
      const gone = request(run.url, { method: "POST", agent: false }).on("error", () => {});
      gone.end(latin1(1));
      await until(() => settling.mock.calls.length === 1);
      gone.destroy();
      await until(() => forgotten.length === 1).finally(settle);
    });
  });
});

describe("the files", () => {
  test("are for their owner only, and one that was there keeps its mode", async () => {
    const run = await listen();
    await send(run.url, { body: Buffer.from(reply(1).replace("Test", "\xe9"), "latin1") });
    await run.prints(/smsReply/);
    const modes = readdirSync(run.folder).map((name) => [name, statSync(join(run.folder, name)).mode & 0o777]);
    expect(Object.fromEntries(modes)).toEqual({
      "cdyne-postbacks.db": 0o600,
      "cdyne-postbacks.db-shm": 0o600,
      "cdyne-postbacks.db-wal": 0o600,
      "cdyne-postbacks.db.bytes": 0o600,
      "cdyne-postbacks.db.listen": 0o600,
      "cdyne-postbacks.db.token": 0o600,
    });
    const folder = newFolder();
    writeFileSync(join(folder, "cdyne-postbacks.db"), "", { mode: 0o640 });
    await listen([], folder);
    expect(statSync(join(folder, "cdyne-postbacks.db")).mode & 0o777).toBe(0o640);
  });
});

describe("the address", () => {
  test("must be one: none at all would be every address", async () => {
    for (const host of ["", " "]) {
      expect(await cli(["listen", "--port", "0", "--host", host])).toMatchObject({ exit: 2, stdout: "", stderr: expect.stringContaining("--host: expected an address") });
    }
  });

  test("that others can reach is warned of", async () => {
    const wide = await listen(["--host", "0.0.0.0"]);
    await wide.prints(/It listens on 0\.0\.0\.0, not on this machine alone/);
    const run = await listen(["--host", "localhost"]);
    await run.stop();
    expect(run.stderr()).toBe("");
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

  test("is said to stay the same only where its token is kept", async () => {
    const says = /Whoever knows the URL can post to it\. (.*)Ctrl-C ends/;
    const promised = async (typed: string[], env?: Record<string, string>) => says.exec(await (await listen(typed, undefined, env)).prints(says))?.[1];
    expect(await promised([])).toBe("It stays the same at the next start. ");
    expect(await promised(["--token", TOKEN])).toBe("");
    expect(await promised([], { CDYNE_TOKEN: TOKEN })).toBe("");
  });

  test("is not made without a token: what lies beside the file is refused when it holds none", async () => {
    for (const put of [
      (path: string) => writeFileSync(path, ""),
      (path: string) => writeFileSync(path, "0123\n"),
      (path: string) => symlinkSync(join(newFolder(), "nowhere"), path),
    ]) {
      const folder = newFolder();
      put(join(folder, "cdyne-postbacks.db.token"));
      const { exit, stdout, stderr } = await cli(["listen", "--port", "0"], { folder });
      expect({ exit, stdout }).toEqual({ exit: 1, stdout: "" });
      expect(stderr).toMatch(/^error: \S+\.token (holds no token|cannot hold the token: EEXIST)\. Remove .*\n$/);
      await listen(["--token", TOKEN], folder);
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
    const app = await application();
    const { url, prints } = await listen(["--forward", app.url]);
    const body = Buffer.from(reply(1).replace("Test", "Caf\xe9 %e9 %zz"), "latin1");
    await send(url, { body });
    await prints(/→ forwarded smsReply: 200 in \d+ ms$/m);
    expect(app.bodies).toEqual([body]);
  });

  test("is also taken from a variable, which other users of the machine cannot see", async () => {
    const app = await application();
    const { url } = await listen([], undefined, { CDYNE_FORWARD_URL: app.url });
    await send(url, { body: reply(1) });
    await until(() => app.bodies.length === 1);
  });

  test("says with a number which postback it has passed on", async () => {
    const answers = new Map<string, () => void>();
    const app = await serve((req, res) => {
      let body = "";
      req.on("data", (chunk) => (body += String(chunk)));
      req.on("end", () => answers.set(body, () => res.end()));
    });
    const { url, prints } = await listen(["--forward", `${app}/cdyne/${TOKEN}`]);
    for (const body of [SENT, RECEIPT]) await send(url, { body });
    await prints(/ 1 {2}smsSent [^]* 2 {2}deliveryReceipt/);
    await until(() => answers.size === 2);
    answers.get(RECEIPT)?.();
    await prints(/ {2}2 {2}→ forwarded deliveryReceipt: 200/);
    answers.get(SENT)?.();
    await prints(/ {2}1 {2}→ forwarded smsSent: 200/);
  });

  test("has its line behind the first one of what it has passed on, and its number, however fast the application is", async () => {
    const app = await application();
    const run = await listen(["--forward", app.url, "--json"]);
    const inbox = sqliteInbox({ file: join(run.folder, "cdyne-postbacks.db") });
    const held = jest.spyOn(ExactBytes.prototype, "settle").mockImplementation(async () => {
      // It is recorded, and has no line yet: the delivery takes it now, and had time to post it twice.
      await until(async () => (await inbox.health()).running === 1);
      for (const body of ["", ""]) await send(app.url, { body });
    });
    await send(run.url, { body: reply(1) }).finally(() => held.mockRestore());
    await run.prints(/→ forwarded/);
    await inbox.close();
    expect(run.stderr()).toMatch(/  1  smsReply [^]*  1  → forwarded smsReply: 200/);
    expect(run.json().slice(1)).toEqual([
      expect.objectContaining({ recorded: "new", key: classify(reply(1)).key }),
      expect.objectContaining({ forwarded: classify(reply(1)).key, status: 200 }),
    ]);
  });

  test("says at Ctrl-C what it still waits for, and what the next start passes on", async () => {
    let asked = 0;
    const hanging = await serve(() => (asked += 1));
    const run = await listen(["--forward", `${hanging}/cdyne/${TOKEN}`]);
    await send(run.url, { body: reply(1) });
    await until(() => asked === 1);
    const end = run.stop();
    await run.prints(/^1 still being passed on: answers are waited for up to 2 seconds\. Another Ctrl-C ends it at once\.$/m);
    expect(await end).toBe(0);
    expect(run.stdout()).toMatch(/Kept in cdyne-postbacks\.db\.\n1 not passed on in time: kept, and passed on by the next start with --forward\.\n$/);
    expect(run.stderr()).toBe("");
    const app = await application();
    const next = await listen(["--forward", app.url], run.folder);
    await until(() => app.bodies.length === 1);
    await next.prints(/→ forwarded smsReply: 200/);
    await next.stop();
    expect(next.stdout()).not.toMatch(/still being|in time/);
  });

  test("passes on at Ctrl-C what is answered in time", async () => {
    let answer = (): void => {};
    const app = await serve((_req, res) => (answer = () => void res.end()));
    const run = await listen(["--forward", `${app}/cdyne/${TOKEN}`]);
    const unasked = answer;
    await send(run.url, { body: reply(1) });
    await until(() => answer !== unasked);
    const end = run.stop();
    await run.prints(/still being passed on/);
    answer();
    expect(await end).toBe(0);
    expect(run.stdout()).toMatch(/→ forwarded smsReply: 200 [^]*Kept in cdyne-postbacks\.db\.\n$/);
  });

  test("says at the end how to send what was not taken", async () => {
    const { bodies, url } = await application((_body, count) => (count === 2 ? 200 : 500));
    const run = await listen(["--forward", `${url}//?a=b`, "--file", "my inbox.db"]);
    for (const number of [1, 2, 3]) await send(run.url, { body: reply(number) });
    await run.prints(/(kept for replay[^]*){2}/);
    await run.stop();
    const [, command = ""] = /2 not passed on\. To send them: npx cdyne-postback (.*)\n/.exec(run.stdout()) ?? [];
    expect(command).toBe(`replay 'my inbox.db' --state dead --to ${new URL(url).origin}/cdyne/<token>//`);
    const typed = [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, inside]) => inside ?? word.replace("<token>", TOKEN));
    await cli(typed, { folder: run.folder });
    expect(bodies).toHaveLength(5);
  });

  test("says so when it leads to itself, or its URL is perhaps not whole", async () => {
    const port = await freePort();
    const itself = start(["listen", "--port", port, "--forward", `http://localhost:${port}/cdyne/${TOKEN}`]);
    await itself.prints(/--forward leads to this listen itself/);
    const tunnel = start(["listen", "--port", "0", "--public", "https://example.com", "--forward", `https://example.com/cdyne/${TOKEN}`]);
    await tunnel.prints(/--forward leads to this listen itself/);
    const short = start(["listen", "--port", "0", "--forward", `http://localhost:${port}/cdyne`]);
    await short.prints(/--forward: the URL does not end with a token/);
    const { prints, stderr } = await listen(["--forward", `http://127.0.0.1:${await freePort()}/cdyne/${TOKEN}/`]);
    await prints(/Ctrl-C/);
    expect(stderr()).toBe("");
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
  test("on a file that another one has", async () => {
    const first = await listen();
    const second = await cli(["listen", "--port", "0"], { folder: first.folder });
    expect(second).toMatchObject({ exit: 1, stderr: expect.stringMatching(/^error: Another listen has .* already\..*\n$/) });
    await first.stop();
    await (await listen([], first.folder)).stop();
  });

  test.each([
    { what: "is empty", content: "" },
    { what: "has a process that is another program's by now", content: `${process.pid}\n` },
    { what: "was cut off", content: "41943" },
  ])("but where a file of an earlier one $what, it does", async ({ content }) => {
    const folder = newFolder();
    writeFileSync(join(folder, "cdyne-postbacks.db.listen"), content);
    await listen([], folder);
  });

  test("where the file for its lock has another use, which stays as it was", async () => {
    const folder = newFolder();
    const lock = join(folder, "cdyne-postbacks.db.listen");
    writeFileSync(lock, "mine");
    expect(await cli(["listen", "--port", "0"], { folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("has another use") });
    expect(readFileSync(lock, "utf8")).toBe("mine");
  });

  test("on the inbox of an application, unless it is told to", async () => {
    const folder = newFolder();
    const inbox = sqliteInbox({ file: join(folder, "cdyne-postbacks.db") });
    await inbox.record([classify(SENT)]);
    expect(await cli(["listen", "--port", "0"], { folder })).toMatchObject({ exit: 2, stderr: expect.stringContaining("was not made by listen") });
    await (await listen(["--yes"], folder)).stop();
    expect(await inbox.health()).toMatchObject({ waiting: 1 });
    await inbox.close();
  });

  test("twice: --yes holds for one run, and leaves nothing beside the inbox, also where the start fails", async () => {
    const folder = newFolder();
    const inbox = sqliteInbox({ file: join(folder, "app.db") });
    await inbox.record([classify(SENT)]);
    await inbox.close();
    const isLeftAlone = async (): Promise<void> => {
      expect(readdirSync(folder).filter((name) => name.includes(".listen"))).toEqual([]);
      expect(await cli(["listen", "--port", "0", "--file", "app.db"], { folder })).toMatchObject({ exit: 2, stderr: expect.stringContaining("was not made by listen") });
    };
    const run = await listen(["--yes", "--file", "app.db"], folder);
    expect(await cli(["listen", "--port", "0", "--yes", "--file", "app.db"], { folder })).toMatchObject({ exit: 1, stderr: expect.stringContaining("Another listen has") });
    expect(readdirSync(folder)).not.toContain("app.db.listen");
    await run.stop();
    await isLeftAlone();
    expect(await cli(["listen", "--port", "0", "--yes", "--file", "app.db", "--token", "short"], { folder })).toMatchObject({ exit: 1 });
    await isLeftAlone();
  });

  test("and a start that fails leaves no file that it has made, and each that was there", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await until(() => server.listening);
    const { port } = server.address() as { port: number };
    const fails = async (folder: string): Promise<void> => {
      const { stderr } = await cli(["listen", "--port", String(port), "--file", "new.db"], { folder });
      expect(stderr).toContain("something listens there already");
    };
    const folder = newFolder();
    await fails(folder);
    expect(readdirSync(folder)).toEqual([]);
    await (await listen(["--file", "new.db"], folder)).stop();
    const before = readdirSync(folder);
    await fails(folder);
    expect(readdirSync(folder)).toEqual(before);
    server.close();
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
    expect(readdirSync(folder)).toEqual(["other.db"]);
  });

  test("where a folder has the place of the exact bytes, and says so", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "cdyne-postbacks.db.bytes"));
    const { exit, stderr } = await cli(["listen", "--port", "0"], { folder });
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: expect.stringMatching(/^error: \S+\.bytes cannot be read: EISDIR\. Remove .*\n$/) });
    expect(readdirSync(folder)).toEqual(["cdyne-postbacks.db.bytes"]);
  });

  test("where the application may take no time at all to answer", async () => {
    expect(await cli(["listen", "--forward", "http://localhost/x", "--timeout", "0"])).toMatchObject({ exit: 2, stderr: expect.stringContaining("--timeout: expected more than 0") });
  });

  test("on what is no regular file, which would be waited for without end", async () => {
    const folder = newFolder();
    execFileSync("mkfifo", [join(folder, "pipe")]);
    for (const typed of [["listen", "--port", "0", "-f", "pipe"], ["replay", "pipe", "--to", "http://localhost/x"], ["doctor", "--file", "pipe"]]) {
      const { exit, stdout, stderr } = await cli(typed, { folder });
      expect({ exit, said: (stdout + stderr).replace(/\s+/g, " ") }).toEqual({ exit: 1, said: expect.stringContaining("pipe is no regular file") });
    }
    expect(readdirSync(folder)).toEqual(["pipe"]);
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
