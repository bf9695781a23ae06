import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createPostbacks } from "cdyne-postback";
import { createClient } from "cdyne-postback/client";
import { postgresInbox } from "cdyne-postback/postgres";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { type Vendor, startVendor } from "cdyne-postback/testing";
import Database from "libsql";
import { generate } from "selfsigned";
import { createDatabase } from "../support/postgres.js";
import { REPLY, SENT, TOKEN, reply } from "../support/packets.js";
import { closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";
import { cli, endRuns, newFolder, start } from "./running.js";

const vendors = new Set<Vendor>();

afterEach(async () => {
  await endRuns();
  await closeServers();
  await closeReceivers();
  await Promise.all([...vendors].map(async (vendor) => vendor.close()));
  vendors.clear();
});

const soundUrl = async (): Promise<string> => `${await serve(receiver().listener)}/cdyne/${TOKEN}`;

/** Runs the doctor for its findings, as a script would. */
async function doctor(...typed: string[]): Promise<{ exit: number; codes: unknown[]; details: string; stdout: string }> {
  const { exit, stdout, json } = await cli(["doctor", ...typed, "--json"]);
  const findings = json().slice(0, -1);
  expect(stdout).not.toContain(TOKEN);
  return { exit, codes: findings.map(({ code }) => code), details: findings.map(({ detail }) => detail).join("\n"), stdout };
}

describe("cdyne-postback doctor", () => {
  it("ends well where there are warnings only, and says what, why, and how to mend it", async () => {
    const { exit, stdout, stderr } = await cli(["doctor", await soundUrl()]);
    expect(stdout).toMatch(/^Looking at http:\/\/127\.0\.0\.1:\d+\/cdyne\/…\n\nwarning DOCTOR_ADDRESS_PRIVATE\n {2}The host is this machine/);
    expect(stdout).toMatch(/\n {2}Why it matters: .*\n(?: .*\n)*? {2}To mend it: /);
    expect(stdout).toMatch(/\nFound: 1 warning\.\n$/);
    expect(stdout).not.toContain(TOKEN);
    expect(stderr).toBe("");
    expect(exit).toBe(0);
  });

  it("ends with 1 where there is an error, which it says first", async () => {
    const { exit, stdout } = await cli(["doctor", (await soundUrl()).slice(0, -1)]);
    expect(stdout).toMatch(/^Looking at .*\n\nerror DOCTOR_TOKEN_UNKNOWN\n/);
    expect(stdout).toMatch(/\nFound: 1 error, 1 warning\.\n$/);
    expect(exit).toBe(1);
  });

  it("gives a script one finding per line, and their number at the end", async () => {
    const { json, exit } = await cli(["doctor", await soundUrl(), "--json"]);
    const text = expect.any(String);
    expect(json()).toEqual([
      { code: "DOCTOR_ADDRESS_PRIVATE", severity: "warning", what: text, why: text, mend: text },
      { summary: { error: 0, warning: 1, note: 0 } },
    ]);
    expect(exit).toBe(0);
  });

  it("ends with 130 when it is interrupted while it waits for an answer", async () => {
    let asked = false;
    const url = await serve(() => (asked = true));
    const run = start(["doctor", `${url}/${TOKEN}`]);
    await until(() => asked);
    expect(await run.stop()).toBe(130);
    expect(run.stdout()).not.toContain("DOCTOR_");
  });

  it.each([
    ["nothing to look at", [], "There is nothing to look at"],
    ["a time that is none", ["--timeout", "soon", "--file", "x"], "--timeout"],
    ["a URL without https://", [`example.com/cdyne/${TOKEN}`], "The URL does not begin with https:// or http://."],
    ["a host and port without http://", [`localhost:3000/cdyne/${TOKEN}`], "The URL does not begin with https:// or http://."],
    ["a number without a key", ["--number", "+17575550100"], "CDYNE_LICENSE_KEY"],
    ["--key without any key", ["--key"], "CDYNE_LICENSE_KEY"],
    ["certificates that are not there", ["https://localhost/x", "--ca", "none.pem"], "ENOENT"],
    ["certificates that are not PEM", ["https://localhost/x", "--ca", join(__dirname, "running.ts")], "there is no certificate in the file"],
  ])("refuses %s", async (_, typed, says) => {
    const { exit, stdout, stderr } = await cli(["doctor", ...typed]);
    expect(stderr).toContain(says);
    expect(stdout + stderr).not.toContain(TOKEN);
    expect(exit).toBe(2);
  });
});

describe("cdyne-postback doctor --ca", () => {
  it("refuses a certificate that cannot be read before it looks at the host", async () => {
    const file = join(newFolder(), "ca.pem");
    writeFileSync(file, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    const { exit, stderr } = await cli(["doctor", await soundUrl(), "--ca", file]);
    expect(stderr).toContain("--ca: a certificate in the file cannot be read.");
    expect(exit).toBe(2);
  });

  it("takes one that is sound", async () => {
    const { cert } = await generate([{ name: "commonName", value: "localhost" }], { keyType: "ec" });
    const file = join(newFolder(), "ca.pem");
    writeFileSync(file, `Ours:\n${cert}\n${cert}`);
    expect(await doctor(await soundUrl(), "--ca", file)).toMatchObject({ exit: 0, codes: ["DOCTOR_ADDRESS_PRIVATE"] });
  });
});

describe("Whatever a host answers, cdyne-postback doctor prints", () => {
  const percent = (text: string, times: number): string => (times === 0 ? text : percent(text, times - 1).replace(/[a-f]|%/gi, (char) => `%${char.charCodeAt(0).toString(16)}`));

  it.each([
    ["as it is", TOKEN],
    ["in upper case", TOKEN.toUpperCase()],
    ["percent-encoded", percent(TOKEN, 1)],
    ["percent-encoded twice, in upper case", percent(TOKEN.toUpperCase(), 2)],
  ])("no token of a redirect: %s", async (_, token) => {
    const url = await serve((_req, res) => void res.writeHead(302, { location: `/login/${token}/next` }).end());
    for (const json of [[], ["--json"]]) {
      const { stdout, stderr } = await cli(["doctor", `${url}/cdyne/${TOKEN}`, ...json]);
      expect(stdout).toContain("/login/…/…");
      expect((stdout + stderr).toLowerCase()).not.toContain(token.toLowerCase());
    }
  });

  it("no token that was given percent-encoded", async () => {
    const url = await serve((_req, res) => void res.writeHead(302, { location: `/login/${TOKEN}/next` }).end());
    const { stdout, stderr } = await cli(["doctor", `${url}/cdyne/${percent(TOKEN, 1)}`]);
    expect(stdout).toContain("/login/…/…");
    expect((stdout + stderr).toLowerCase()).not.toContain(TOKEN);
    const odd = await serve((_req, res) => void res.writeHead(200, { "content-type": "x/geheimnis-äö" }).end());
    expect((await cli(["doctor", `${odd}/cdyne/geheimnis-%c3%a4%c3%b6`])).stdout).not.toContain("geheimnis-");
  });

  it("no token that is not at the end of the URL", async () => {
    const url = await serve((_req, res) => void res.writeHead(200, { "content-type": `x/${TOKEN}` }).end());
    const { stdout, stderr } = await cli(["doctor", `${url}/cdyne/${TOKEN}/sms`]);
    expect(stdout).toMatch(/^Looking at http:\/\/127\.0\.0\.1:\d+\/cdyne\/…\/…\n/);
    expect(stdout).toContain("It answers with x/….");
    expect((stdout + stderr).toLowerCase()).not.toContain(TOKEN);
  });

  it("no piece of a token that the host says has arrived", async () => {
    const request = { header: true, trustsProxy: false, forwardedFor: 0 };
    const inside = { request, production: false, durable: true, inbox: { answers: true }, delivers: true, handlers: ["any"], unhandled: [], warnings: [] };
    const report = JSON.stringify({ probe: 1, via: "stream", body: `CdynePostbackProbe=1&${TOKEN}`, fields: {}, now: Date.now(), inside });
    const { stdout } = await cli(["doctor", `${await serve((_req, res) => void res.end(report))}/cdyne/${TOKEN}`]);
    expect(stdout).toContain('arrived "Probe=1&…"');
    expect(stdout).not.toContain(TOKEN.slice(0, 6));
  });

  it("no token that comes as the code of a warning", async () => {
    const request = { header: true, trustsProxy: false, forwardedFor: 0 };
    const inside = { request, production: false, durable: true, inbox: { answers: true }, delivers: true, handlers: ["any"], unhandled: [], warnings: [TOKEN] };
    const report = JSON.stringify({ probe: 1, via: "stream", body: "", fields: {}, now: Date.now(), inside });
    const url = await serve((_req, res) => void res.end(report));
    expect((await cli(["doctor", `${url}/cdyne/${TOKEN}`])).stdout).not.toContain(TOKEN);
  });

  it.each([[], ["--json"]])("nothing that a terminal would obey %j", async (...json) => {
    const url = await serve((_req, res) => void res.writeHead(200, { "content-type": "text/plain\x9b2J\x9b31m" }).end("ok"));
    const { stdout } = await cli(["doctor", `${url}/cdyne/${TOKEN}`, ...json]);
    expect(stdout).toContain("text/plain�2J�31m.");
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});

describe("cdyne-postback doctor --key", () => {
  const NUMBER = "+17575550100";
  const startAsked = async () => {
    const vendor = await startVendor({ numbers: [NUMBER] });
    vendors.add(vendor);
    const ask = async (...typed: string[]) => doctor("--key", vendor.licenseKey, "--messaging-url", vendor.messagingUrl, ...typed);
    return { vendor, ask, client: createClient(vendor.clientOptions) };
  };

  it("has nothing to say where the vendor posts to this URL", async () => {
    const { ask, client } = await startAsked();
    const url = await soundUrl();
    await client.assignPostbacks({ url: () => url }, { base: url, numbers: [NUMBER] });
    expect(await ask(url, "--number", NUMBER)).toMatchObject({ exit: 0, codes: ["DOCTOR_ADDRESS_PRIVATE"] });
  });

  it("finds that nothing is set", async () => {
    const { ask } = await startAsked();
    expect(await ask("--number", NUMBER)).toMatchObject({ exit: 0, codes: ["DOCTOR_VENDOR_UNSET"] });
  });

  it("takes the key of the variable only where the vendor is to be asked", async () => {
    const { vendor } = await startAsked();
    const env = { CDYNE_LICENSE_KEY: vendor.licenseKey };
    const run = async (...typed: string[]) => cli(["doctor", await soundUrl(), "--messaging-url", vendor.messagingUrl, ...typed], { env });
    expect((await run()).stdout).not.toContain("DOCTOR_VENDOR");
    expect(vendor.requests).toEqual([]);
    for (const wish of [["--number", NUMBER], ["--key"]]) expect((await run(...wish)).stdout).toContain("DOCTOR_VENDOR_UNSET");
  });

  it("finds what goes to another URL or is not enabled, and tells no token of others", async () => {
    const { ask, client } = await startAsked();
    const url = await soundUrl();
    const others = url.replace(TOKEN, "fedcba98fedcba98fedcba98fedcba98");
    await client.setPostbackUrl({ url: others });
    await client.enablePostbacks();
    await client.setPostbackUrl({ number: NUMBER, type: "incomingMessage", url: "https://hooks.their-domain.com/secret/fedcba98fedcba98" });
    const { exit, codes, details, stdout } = await ask(url, "--number", NUMBER);
    expect(codes).toEqual(["DOCTOR_VENDOR_DISABLED", "DOCTOR_ADDRESS_PRIVATE", "DOCTOR_VENDOR_OTHER_URL", "DOCTOR_VENDOR_OTHER_URL"]);
    expect(details).toContain("licence key, all: the same with another token");
    expect(details).toContain("+17575550100, incomingMessage: https://hooks.their-domain.com/secret/…");
    expect(stdout).not.toContain("fedcba98");
    await client.setPostbackUrl({ number: NUMBER, type: "incomingMessage", url: "https://old.their-domain.com/hooks/othersecret123456789/sms" });
    expect((await ask(url, "--number", NUMBER)).details).toContain("incomingMessage: https://old.their-domain.com/hooks/…/…");
    expect(exit).toBe(1);
  });

  it("tries a key that the vendor does not know only once, and a number that is not ours beside the others", async () => {
    const { vendor, ask } = await startAsked();
    const wrong = await doctor("--key", "99999999-2222-3333-4444-555555555555", "--messaging-url", vendor.messagingUrl, "--number", NUMBER);
    expect(wrong).toMatchObject({ exit: 0, codes: ["DOCTOR_VENDOR_UNASKED"], details: "licence key: CDYNE_LICENSE_KEY_REFUSED" });
    expect(vendor.requests).toHaveLength(1);
    expect(await ask("--number", "+17575550199")).toMatchObject({ codes: ["DOCTOR_VENDOR_UNASKED"], details: "+17575550199: CDYNE_NOT_FOUND" });
  });
});

describe("cdyne-postback doctor --file", () => {
  /** What a receiver leaves in an inbox: one dead letter, and one that waits. */
  const leave = async (inbox: ReturnType<typeof sqliteInbox>): Promise<void> => {
    const postbacks = createPostbacks({ tokens: TOKEN, inbox, retry: { attempts: 1 }, logger: { warn: () => {}, error: () => {} } });
    postbacks.onSmsReply(() => {
      throw new TypeError("secret text");
    });
    const url = `${await serve(postbacks.listener)}/${TOKEN}`;
    for (const body of [REPLY, reply(2)]) await send(url, { body });
    await until(() => postbacks.counters.dead === 2);
    await postbacks.drain();
    await send(url, { body: SENT });
    await postbacks.close({ timeout: 1 });
  };
  const sqlite = (file: string, ...sql: string[]): void => {
    const database = new Database(file);
    for (const statement of sql) database.exec(statement);
    database.close();
  };

  it("finds dead letters in a SQLite file, by what went wrong, and changes nothing", async () => {
    const file = join(newFolder(), "postbacks.db");
    await leave(sqliteInbox({ file }));
    const before = readFileSync(file);
    const { exit, codes, details } = await doctor("--file", file);
    expect({ exit, codes }).toEqual({ exit: 0, codes: ["DOCTOR_DEAD_LETTERS"] });
    expect(details).toMatch(/^2 in all: 2 × smsReply: TypeError/);
    expect(details).not.toContain("secret");
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("knows the file of `listen`, and says how to send what was not passed on", async () => {
    const folder = newFolder();
    const application = await serve((_req, res) => void res.writeHead(500).end());
    const listening = start(["listen", "--port", "0", "--token", TOKEN, "--forward", `${application}/${TOKEN}`], { folder });
    const url = (await listening.prints(/http:\/\/localhost:\d+\/\w+/)).replace("localhost", "127.0.0.1");
    await send(url, { body: REPLY });
    await listening.prints(/kept for replay/);
    const both = await cli(["doctor", url, "--file", "cdyne-postbacks.db", "--json"], { folder });
    expect(both.json().map(({ code }) => code).filter((code) => code === "DOCTOR_DEAD_LETTERS" || code === "DOCTOR_FORWARD_FAILED")).toEqual(["DOCTOR_FORWARD_FAILED"]);
    await listening.stop();
    const { exit, json } = await cli(["doctor", "--file", "cdyne-postbacks.db", "--json"], { folder });
    expect(json().slice(0, -1)).toMatchObject([
      { code: "DOCTOR_FORWARD_FAILED", detail: "1 in all. To send them: npx cdyne-postback replay cdyne-postbacks.db --state dead --to <url>" },
    ]);
    expect(exit).toBe(0);
  });

  it("says of a file whose log may not be read that it cannot be read, and not that the inbox is down", async () => {
    const file = join(newFolder(), "postbacks.db");
    await leave(sqliteInbox({ file }));
    rmSync(`${file}-wal`, { force: true });
    mkdirSync(`${file}-wal`);
    expect(await doctor("--file", file)).toMatchObject({ exit: 1, codes: ["DOCTOR_INBOX_UNREADABLE"] });
  });

  it("finds them in PostgreSQL, too", async () => {
    const { url, drop } = await createDatabase();
    expect(await doctor("--file", url)).toMatchObject({ exit: 1, codes: ["DOCTOR_INBOX_UNREADABLE"] });
    await leave(postgresInbox({ connectionString: url }));
    expect(await doctor("--file", url)).toMatchObject({ exit: 0, codes: ["DOCTOR_DEAD_LETTERS"] });
    await drop();
  });

  it.each([
    ["that is not there", () => {}, "DOCTOR_INBOX_UNREADABLE", "Is the name right?"],
    ["that is no SQLite", (file: string) => writeFileSync(file, "hello"), "DOCTOR_INBOX_UNREADABLE", "no SQLite file"],
    ["that has another use", (file: string) => sqlite(file, "CREATE TABLE mine (a)"), "CDYNE_INBOX_OLDER", ""],
    ["that a newer version has written", (file: string) => sqlite(file, "CREATE TABLE postback (a)", "PRAGMA user_version = 99"), "CDYNE_INBOX_NEWER", ""],
  ])("refuses a file %s, and leaves it as it is", async (_, make, code, says) => {
    const file = join(newFolder(), "postbacks.db");
    make(file);
    const read = (): string => {
      try {
        return readFileSync(file, "latin1");
      } catch {
        return "none";
      }
    };
    const before = read();
    const { exit, codes, details } = await doctor("--file", file);
    expect({ exit, codes }).toEqual({ exit: 1, codes: [code] });
    expect(details).toContain(says);
    expect(read()).toBe(before);
  });
});
