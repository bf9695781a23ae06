import { describe, expect, it } from "@jest/globals";
import { type Inbox, classify, memoryInbox } from "cdyne-postback";
import { REPLY, SENT, receipt, reply } from "../support/packets.js";

const claimed = async (inbox: Inbox, limit = 10) => (await inbox.claim(limit)).map(({ postback }) => postback.raw);

describe("the memory inbox", () => {
  it("says that it is not durable", () => {
    expect(memoryInbox().durable).toBe(false);
  });

  it("knows a repeat while the first waits, while it is out, and after it was delivered", async () => {
    const inbox = memoryInbox();
    const record = async () => inbox.record([classify(SENT)]);
    expect(await inbox.record([classify(SENT), classify(SENT)])).toEqual(["new", "repeat"]);
    expect(await record()).toEqual(["repeat"]);
    const [claim] = await inbox.claim(10);
    expect(await record()).toEqual(["repeat"]);
    await inbox.settle([{ id: claim?.id ?? "", outcome: "delivered" }]);
    expect(await record()).toEqual(["repeat"]);
    expect(await inbox.claim(10)).toEqual([]);
  });

  it("hands out the first of each subject, and the next when that is settled", async () => {
    const inbox = memoryInbox();
    const [one, two, three] = [receipt("1"), receipt("2"), receipt("3")];
    await inbox.record([one, two, REPLY, three].map((body) => classify(body)));
    expect(await claimed(inbox)).toEqual([one, REPLY]);
    expect(await claimed(inbox)).toEqual([]);
    await inbox.settle([{ id: classify(one).key, outcome: "dead" }]);
    expect(await claimed(inbox)).toEqual([two]);
    expect(await inbox.health()).toMatchObject({ waiting: 1, running: 2, dead: 1 });
  });

  it("hands out a subject's next before what was recorded after it", async () => {
    const inbox = memoryInbox();
    const [one, two] = [receipt("1"), receipt("2")];
    await inbox.record([one, two, reply(1), reply(2)].map((body) => classify(body)));
    expect(await claimed(inbox, 1)).toEqual([one]);
    await inbox.settle([{ id: classify(one).key, outcome: "delivered" }]);
    expect(await claimed(inbox)).toEqual([two, reply(1), reply(2)]);
  });

  it("does not let postbacks without a subject wait for each other", async () => {
    const inbox = memoryInbox();
    await inbox.record([classify("a=1"), classify("a=2")]);
    expect(await claimed(inbox)).toEqual(["a=1", "a=2"]);
  });

  it("hands out no more than is asked for, oldest first", async () => {
    const inbox = memoryInbox();
    const bodies = Array.from({ length: 5 }, (_, number) => reply(number));
    await inbox.record(bodies.map((body) => classify(body)));
    expect(await claimed(inbox, 2)).toEqual(bodies.slice(0, 2));
    expect(await claimed(inbox, 2)).toEqual(bodies.slice(2, 4));
  });

  it("refuses all of what does not fit, and takes repeats all the same", async () => {
    const inbox = memoryInbox({ limit: 2 });
    await inbox.record([classify(reply(1))]);
    await expect(inbox.record([classify(reply(2)), classify(reply(3))])).rejects.toMatchObject({ code: "CDYNE_INBOX_FULL" });
    expect((await inbox.health()).waiting).toBe(1);
    expect(await inbox.record([classify(reply(2)), classify(reply(1))])).toEqual(["new", "repeat"]);
    expect(await inbox.record([classify(reply(1))])).toEqual(["repeat"]);
  });

  it("remembers at least as many delivered keys as its limit says, and no more than four times as many", async () => {
    const inbox = memoryInbox({ limit: 3 });
    const deliver = async (number: number) => {
      const [recorded] = await inbox.record([classify(reply(number))]);
      for (const { id } of await inbox.claim(1)) await inbox.settle([{ id, outcome: "delivered" }]);
      return recorded;
    };
    for (let number = 1; number <= 13; number += 1) expect(await deliver(number)).toBe("new");
    expect(await Promise.all([11, 12, 13].map(deliver))).toEqual(["repeat", "repeat", "repeat"]);
    expect(await deliver(1)).toBe("new");
  });

  it("knows a repeat of one that waits, however many others have been delivered since", async () => {
    const inbox = memoryInbox({ limit: 3 });
    await inbox.record([classify(receipt("first")), classify(receipt("second"))]);
    await inbox.claim(1);
    for (let number = 1; number <= 50; number += 1) {
      await inbox.record([classify(reply(number))]);
      for (const { id } of await inbox.claim(1)) await inbox.settle([{ id, outcome: "delivered" }]);
    }
    expect(await inbox.record([classify(receipt("first")), classify(receipt("second"))])).toEqual(["repeat", "repeat"]);
  });

  it("takes no notice of a settlement that it does not know", async () => {
    const inbox = memoryInbox();
    await inbox.settle([{ id: "7", outcome: "delivered" }]);
    expect(await inbox.health()).toEqual({ waiting: 0, running: 0, dead: 0, oldest: undefined });
  });

  it("rejects everything after close()", async () => {
    const inbox = memoryInbox();
    await inbox.close();
    for (const call of [inbox.record([]), inbox.claim(1), inbox.settle([])]) {
      await expect(call).rejects.toMatchObject({ code: "CDYNE_CLOSED" });
    }
  });

  it.each([{ limit: 0 }, { limit: -1 }, { limit: 1.5 }, { limit: NaN }, { limt: 5 }])("refuses %p", (options) => {
    expect(() => memoryInbox(options)).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));
  });
});
