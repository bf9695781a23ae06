import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { type Inbox, type RecordedPostback, classify } from "cdyne-postback";
import { TOKEN, receipt, reply } from "../support/packets.js";
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
      const enough = load.acknowledged.size + randomInt(1, 200);
      await until(() => load.acknowledged.size >= enough, 20);
      await receiver.kill();
      await posting;
      const inbox = durable.open();
      for (const { postback } of await everything(inbox, "delivered")) {
        if (!noted.has(postback.key)) noted.set(postback.key, worked(log).get(postback.key)?.starts ?? 0);
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

/** Postbacks that are posted side by side until the receiver is gone. */
class Load {
  /** The keys of those that were answered with 200. */
  readonly acknowledged = new Set<string>();
  #posted = 0;

  async post(url: string): Promise<void> {
    await Promise.all(Array.from({ length: 10 }, async () => this.#postInTurn(url)));
  }

  async #postInTurn(url: string): Promise<void> {
    for (;;) {
      const number = (this.#posted += 1);
      const body = number % 3 === 0 ? receipt(String(number)).replace("7aa29a2f7a", String(number % 7)) : reply(number);
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const answer = await fetch(url, { method: "POST", headers, body }).catch(() => undefined);
      if (!answer) return;
      if (answer.status === 200) this.acknowledged.add(classify(body).key);
    }
  }
}

async function everything(inbox: Inbox, state: RecordedPostback["state"]): Promise<RecordedPostback[]> {
  const items: RecordedPostback[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await inbox.list({ state, limit: 1000, cursor });
    items.push(...page.items);
    if (page.next === undefined) return items;
    cursor = page.next;
  }
}
