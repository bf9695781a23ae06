import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { type Inbox, classify, memoryInbox } from "cdyne-postback";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { plainHost } from "../support/hosts.js";
import { REPLY, SENT, TOKEN, receipt } from "../support/packets.js";
import { run } from "../support/program.js";
import { closeReceivers, inboxWith, receiver, until } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

describe("deliver: false", () => {
  it("only records, whatever wakes it, and another receiver on the same inbox delivers", async () => {
    const wakes: (() => void)[] = [];
    const inbox = Object.assign(memoryInbox(), { watch: (wake: () => void) => void wakes.push(wake) });
    const web = receiver({ inbox, deliver: false });
    const url = `${await serve(plainHost.app(web))}/cdyne/${TOKEN}`;
    expect((await send(url, { body: SENT })).status).toBe(200);
    await web.start();
    await web.redeliver([classify(SENT).key]);
    wakes.forEach((wake) => wake());
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(await web.health()).toMatchObject({ waiting: 1, running: 0 });
    const worker = receiver({ inbox });
    await worker.start();
    await until(() => worker.events.length === 1);
    expect((await send(url, { body: REPLY })).status).toBe(200);
    await until(() => worker.events.length === 2);
    expect(web.events).toEqual([]);
  });

  it("wakes the other where the inbox can tell, before its timer does", async () => {
    jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "queueMicrotask", "Date"] });
    const wakes: (() => void)[] = [];
    const memory = memoryInbox();
    const inbox: Inbox = inboxWith(() => ({
      claim: async (limit, lease) => memory.claim(limit, lease),
      settle: async (settlements) => memory.settle(settlements),
      watch: (wake) => void wakes.push(wake),
    }));
    const worker = receiver({ inbox });
    await worker.start();
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    await memory.record([classify(SENT)]);
    expect(wakes).toHaveLength(1);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(worker.events).toEqual([]);
    wakes.forEach((wake) => wake());
    await until(() => worker.events.length === 1);
    jest.useRealTimers();
  });
});

describe("a process that only delivers", () => {
  it("stays for what comes and for retries until close()", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cdyne-postback-"));
    const FILE = join(folder, "postbacks.db");
    const inbox = sqliteInbox({ file: FILE });
    await inbox.record([classify(SENT)]);
    await inbox.close();
    const program = run("__tests__/support/only-delivers.ts", { FILE });
    expect(await program.ended).toBe(0);
    expect(program.output()).toBe("attempt 1\nattempt 2\n");
    rmSync(folder, { recursive: true });
  });
});

describe("inline: true", () => {
  it("answers after the handlers, and 200 also when they fail, because it is recorded", async () => {
    const postbacks = receiver({ inline: true });
    const done: string[] = [];
    postbacks.onSmsSent(async () => {
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      done.push("sent");
    });
    postbacks.onSmsReply(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      done.push("reply");
      throw new Error("fails");
    });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    expect((await send(url, { body: SENT })).status).toBe(200);
    expect(done).toEqual(["sent"]);
    expect((await send(url, { body: REPLY })).status).toBe(200);
    expect(done).toEqual(["sent", "reply"]);
    expect(await postbacks.health()).toMatchObject({ waiting: 0, running: 0, dead: 1 });
  });

  it("does not wait for the handlers of others", async () => {
    const postbacks = receiver({ inline: true });
    let end = (): void => {};
    postbacks.onSmsSent(async () => new Promise<void>((resolve) => (end = resolve)));
    const done: string[] = [];
    postbacks.onDeliveryReceipt(() => void done.push("receipt"));
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    const slow = send(url, { body: SENT });
    await until(async () => (await postbacks.health()).running === 1);
    expect((await send(url, { body: receipt("fast") })).status).toBe(200);
    expect(done).toEqual(["receipt"]);
    end();
    expect((await slow).status).toBe(200);
  });

  it("does not wait for a repeat, which has no handlers to wait for", async () => {
    const postbacks = receiver({ inline: true });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    for (let times = 0; times < 2; times += 1) expect((await send(url, { body: SENT })).status).toBe(200);
    expect(postbacks.events).toHaveLength(1);
  });

  it("does not wait longer than handlers may take", async () => {
    const postbacks = receiver({ inline: true, handlerTimeout: 20 });
    postbacks.onDeliveryReceipt(async () => new Promise(() => {}));
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    expect((await send(url, { body: receipt("hangs") })).status).toBe(200);
  });
});
