import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createPostbacks } from "cdyne-postback";
import { createClient } from "cdyne-postback/client";
import { postgresInbox } from "cdyne-postback/postgres";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { type Vendor, startVendor } from "cdyne-postback/testing";
import Database from "libsql";
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
    expect(stdout).toMatch(/^Looking at .*\n\nerror DOCTOR_NOT_FOUND\n/);
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
    ["certificates that are not there", ["https://localhost/x", "--ca", "none.pem"], "ENOENT"],
  ])("refuses %s", async (_, typed, says) => {
    const { exit, stderr } = await cli(["doctor", ...typed]);
    expect(stderr).toContain(says);
    expect(exit).toBe(2);
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
    expect(details).toMatch(/^2: 2 × smsReply: TypeError/);
    expect(details).not.toContain("secret");
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("finds them in PostgreSQL, too", async () => {
    const { url, drop } = await createDatabase();
    expect(await doctor("--file", url)).toMatchObject({ exit: 1, codes: ["DOCTOR_INBOX_UNREADABLE"] });
    await leave(postgresInbox({ connectionString: url }));
    expect(await doctor("--file", url)).toMatchObject({ exit: 0, codes: ["DOCTOR_DEAD_LETTERS"] });
    await drop();
  });

  it.each([
    ["that is not there", () => {}, "DOCTOR_INBOX_UNREADABLE", "ENOENT"],
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
