import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { type Inbox, type RecordedPostback } from "cdyne-postback";
import { postgresInbox } from "cdyne-postback/postgres";
import { Load } from "../support/load.js";
import { TOKEN } from "../support/packets.js";
import { startServer } from "../support/postgres.js";
import { type DurableStore, durableStores } from "../support/stores.js";
import { ReceiverProcess, killReceivers, worked } from "../support/processes.js";
import { until } from "../support/receiver.js";

jest.setTimeout(120_000);

const ROUNDS = 20;

describe.each(durableStores)("a process on $name that is killed under load, again and again", ({ create }) => {
  let durable: DurableStore;
  const log = join(tmpdir(), `cdyne-postback-${process.pid}.log`);
  beforeEach(async () => {
    rmSync(log, { force: true });
    durable = await create();
  });
  afterEach(async () => {
    await killReceivers();
    rmSync(log, { force: true });
    await durable.remove();
  });

  it("has every postback delivered that was answered with 200, and none again that was noted as delivered", async () => {
    const load = new Load();
    const noted = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const receiver = await ReceiverProcess.start({ store: durable.store, token: TOKEN, log });
      const posting = load.post(receiver.url);
      const enough = load.acknowledged.size + randomInt(1, 100);
      await until(() => load.acknowledged.size >= enough, 20);
      await receiver.kill();
      await posting;
      const inbox = durable.open();
      const runs = worked(log);
      for (const { postback } of await everything(inbox, "delivered")) {
        if (!noted.has(postback.key)) noted.set(postback.key, runs.get(postback.key)?.starts ?? 0);
      }
      await inbox.close();
    }
    const last = await ReceiverProcess.start({ store: durable.store, token: TOKEN, log });
    const inbox = durable.open();
    await until(async () => {
      const { waiting, running } = await inbox.health();
      return waiting + running === 0;
    }, 30);
    await last.kill();
    const runs = worked(log);
    expect([...load.acknowledged].filter((key) => !runs.get(key)?.ends)).toEqual([]);
    expect([...noted].filter(([key, starts]) => runs.get(key)?.starts !== starts)).toEqual([]);
    expect(noted.size).toBeGreaterThan(ROUNDS);
    expect((await everything(inbox, "delivered")).length).toBeGreaterThanOrEqual(load.acknowledged.size);
    await inbox.close();
  });
});

describe("a PostgreSQL server that is killed under load, again and again", () => {
  const log = join(tmpdir(), `cdyne-postback-server-${process.pid}.log`);
  afterEach(async () => {
    await killReceivers();
    rmSync(log, { force: true });
  });

  it("costs 503s and no postback: what was answered with 200 is delivered, without a restart of the receiver", async () => {
    const server = await startServer();
    const store = { connectionString: server.url };
    const receiver = await ReceiverProcess.start({ store, token: TOKEN, log, recordTimeout: 2000 });
    const load = new Load();
    const posting = load.post(receiver.url);
    for (let round = 0; round < 3; round += 1) {
      const enough = load.acknowledged.size + randomInt(50, 200);
      await until(() => load.acknowledged.size >= enough, 20);
      const refused = load.refused;
      await server.kill();
      await until(() => load.refused > refused, 20);
      await server.restart();
    }
    const enough = load.acknowledged.size + 50;
    await until(() => load.acknowledged.size >= enough, 20);
    load.stop();
    await posting;
    const inbox = postgresInbox(store);
    await until(async () => {
      const { waiting, running } = await inbox.health();
      return waiting + running === 0;
    }, 30);
    const runs = worked(log);
    expect([...load.acknowledged].filter((key) => !runs.get(key)?.ends)).toEqual([]);
    await inbox.close();
    await receiver.kill();
    await server.stop();
  });
});

async function everything(inbox: Inbox, state: RecordedPostback["state"]): Promise<RecordedPostback[]> {
  const items: RecordedPostback[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await inbox.list({ state, limit: 1000, cursor });
    items.push(...page.items);
    if (page.next === undefined) return items;
    cursor = page.next;
  }
}
