import { describe, expect, it } from "@jest/globals";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Inbox, classify, memoryInbox } from "cdyne-postback";
import { inboxContract } from "cdyne-postback/inbox-contract";
import { receipt, reply } from "../support/packets.js";

async function deliver(inbox: Inbox, from: number, to: number, state: "delivered" | "dead" = "delivered"): Promise<void> {
  for (let number = from; number <= to; number += 1) {
    await inbox.record([classify(reply(number))]);
    const [claim] = await inbox.claim(1, 1000);
    await inbox.settle([{ id: claim?.id ?? "", state, handled: [] }]);
  }
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function memoryInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe("the memory inbox", () => {
  for (const { name, check } of inboxContract(() => memoryInbox())) it(name, check);

  it("says that it is not durable", () => {
    expect(memoryInbox().durable).toBe(false);
  });

  it("refuses more than may wait, counts neither repeats nor what is out, and takes more when there is room", async () => {
    const inbox = memoryInbox({ limit: 2 });
    const replies = [1, 2, 3, 4].map((number) => classify(reply(number)));
    await inbox.record(replies.slice(0, 2));
    await expect(inbox.record(replies.slice(1, 3))).rejects.toMatchObject({ code: "CDYNE_INBOX_FULL" });
    expect(await inbox.record(replies.slice(0, 2))).toEqual(["repeat", "repeat"]);
    const [claim] = await inbox.claim(1, 1000);
    expect(await inbox.record(replies.slice(2, 3))).toEqual(["new"]);
    await inbox.settle([{ id: claim?.id ?? "", state: "delivered", handled: [] }]);
    await expect(inbox.record(replies.slice(3))).rejects.toMatchObject({ code: "CDYNE_INBOX_FULL" });
  });

  it("keeps the keys of those that were delivered, and not the bodies that they came in", async () => {
    const inbox = memoryInbox();
    const [size, count] = [50_000, 1000];
    const before = memoryInUse();
    for (let number = 0; number < count; number += 1) {
      // As text that was cut out of bytes, which is what a body is.
      const body = Buffer.from(`SMSResponse=1&MessageID=9a35e913-ded0-7574-4642-${String(number).padStart(12, "0")}&Message=${"x".repeat(size)}`);
      await inbox.record([classify(body)]);
      const [claim] = await inbox.claim(1, 1000);
      await inbox.settle([{ id: claim?.id ?? "", state: "delivered", handled: [] }]);
    }
    const { items } = await inbox.list({ limit: count });
    expect(memoryInUse() - before).toBeLessThan(3 * items.length * size);
  });

  it("lists the last hundred of those that were delivered, and knows the keys of more", async () => {
    const inbox = memoryInbox({ limit: 150 });
    await deliver(inbox, 1, 200);
    const { items } = await inbox.list({ limit: 1000 });
    expect(items.map(({ postback }) => postback.raw)).toEqual(Array.from({ length: 100 }, (_, index) => reply(200 - index)));
    expect(await inbox.record([classify(reply(51)), classify(reply(200))])).toEqual(["repeat", "repeat"]);
  });

  it("forgets keys in the end, but none that waits", async () => {
    const inbox = memoryInbox({ limit: 10 });
    await inbox.record([classify(receipt("first")), classify(receipt("waits"))]);
    const [first] = await inbox.claim(1, 60_000);
    await deliver(inbox, 1, 600);
    expect(await inbox.record([classify(reply(1)), classify(receipt("waits")), classify(receipt("first"))])).toEqual(["new", "repeat", "repeat"]);
    await inbox.settle([{ id: first?.id ?? "", state: "delivered", handled: [] }]);
  });

  it("keeps as many dead letters as may wait", async () => {
    const inbox = memoryInbox({ limit: 120 });
    await deliver(inbox, 1, 130, "dead");
    expect((await inbox.list({ limit: 1000, state: "dead" })).items).toHaveLength(120);
  });

  it("keeps what was discarded by hand as long as there is room beside the dead letters", async () => {
    const inbox = memoryInbox({ limit: 300 });
    const discard = async () => inbox.inspection?.discard({ state: "waiting" }, { at: new Date(), by: "Ann", which: "state waiting" });
    const kept = async (state: "dead" | "discarded") => (await inbox.list({ limit: 1000, state })).items;
    await inbox.record(Array.from({ length: 250 }, (_, number) => classify(reply(number))));
    expect(await discard()).toBe(250);
    await deliver(inbox, 1001, 1200);
    expect(await kept("discarded")).toHaveLength(250);
    await deliver(inbox, 2001, 2100, "dead");
    const discarded = await kept("discarded");
    expect([discarded.length, discarded.at(-1)?.postback.raw, (await kept("dead")).length]).toEqual([200, reply(50), 100]);
    expect(await inbox.redeliver({ state: "discarded" })).toBe(200);
    expect(await discard()).toBe(200);
    expect(await inbox.redeliver({ state: "discarded" })).toBe(200);
    expect(await inbox.health()).toMatchObject({ waiting: 200, dead: 100 });
  });
});
