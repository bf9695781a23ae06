import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type Inbox, createPostbacks } from "cdyne-postback";
import { postgresInbox } from "cdyne-postback/postgres";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { deliver, settled, smsReply, smsSent } from "cdyne-postback/testing";
import { createDatabase } from "../support/postgres.js";
import { TOKEN } from "../support/packets.js";
import { closeServers, send } from "../support/server.js";
import { cli, endRuns, newFolder, start } from "./running.js";

const REPLY = smsReply({ text: "yes", matched: smsSent() });

afterEach(async () => {
  await endRuns();
  await closeServers();
});

/** Has one dead letter. */
async function fill(inbox: Inbox): Promise<void> {
  const postbacks = createPostbacks({ tokens: TOKEN, inbox, retry: { attempts: 1 }, logger: { warn: () => {}, error: () => {} } });
  postbacks.onSmsReply(() => {
    throw new Error("No");
  });
  await deliver(postbacks, REPLY);
  await settled(postbacks);
  await postbacks.close();
}

async function inspecting(...typed: string[]): Promise<{ url: string; stop: () => Promise<number> }> {
  const { prints, stop } = start(["inspect", ...typed]);
  return { url: await prints(/http:\/\/localhost:\d+\//), stop };
}

const discard = async (url: string) =>
  send(`${url}discard`, { headers: { "sec-fetch-site": "same-origin" }, body: `key=${encodeURIComponent(REPLY.key)}` });

describe("cdyne-postback inspect", () => {
  it("shows a file, changes no byte of it, and ends with Ctrl-C", async () => {
    const file = join(newFolder(), "postbacks.db");
    await fill(sqliteInbox({ file }));
    const before = readFileSync(file);
    const { url, stop } = await inspecting(file);
    expect((await send(url, { method: "GET" })).text).toMatch(/Reply[^]*dead/);
    expect((await send(`${url}overview`, { method: "GET" })).text).toContain("DOCTOR_DEAD_LETTERS");
    expect((await discard(url)).status).toBe(403);
    expect(await stop()).toBe(0);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it("lets postbacks be discarded with --actions, and notes who has done it", async () => {
    const file = join(newFolder(), "postbacks.db");
    await fill(sqliteInbox({ file }));
    const { url, stop } = await inspecting(file, "--actions", "--name", "ada");
    expect((await discard(url)).status).toBe(303);
    expect((await send(`${url}overview`, { method: "GET" })).text).toMatch(/<td>ada<\/td><td>discard<\/td>/);
    expect(await stop()).toBe(0);
  });

  it("shows a database, which refuses to be written", async () => {
    const { url: database, drop } = await createDatabase();
    await fill(postgresInbox({ connectionString: database }));
    const { url, stop } = await inspecting(database);
    expect((await send(url, { method: "GET" })).text).toMatch(/Reply[^]*dead/);
    expect((await send(`${url}overview`, { method: "GET" })).status).toBe(200);
    expect(await stop()).toBe(0);
    await drop();
  });

  it("opens for a browser on this machine only", async () => {
    const file = join(newFolder(), "postbacks.db");
    await fill(sqliteInbox({ file }));
    const { url } = await inspecting(file, "--name", "ada");
    for (const headers of [{ host: "evil.example.com" }, { "x-forwarded-for": "192.0.2.1" }] as Record<string, string>[]) expect((await send(url, { method: "GET", headers })).status).toBe(403);
  });

  it("makes no file for a slip in its name", async () => {
    const folder = newFolder();
    for (const actions of [[], ["--actions"]]) {
      const { exit, stderr } = await cli(["inspect", "postback.db", ...actions], { folder });
      expect({ exit, stderr }).toEqual({ exit: 1, stderr: "error: There is no file postback.db. Is the name right?\n" });
    }
    expect(existsSync(join(folder, "postback.db"))).toBe(false);
  });
});
