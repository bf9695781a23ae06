import { describe, expect, it } from "@jest/globals";
import { classify, memoryInbox } from "cdyne-postback";
import { inboxContract } from "cdyne-postback/inbox-contract";
import { reply } from "../support/packets.js";

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

  it("remembers as many of those whose delivery has ended, and forgets the first to end", async () => {
    const inbox = memoryInbox({ limit: 3 });
    for (const number of [1, 2, 3, 4, 5]) {
      await inbox.record([classify(reply(number))]);
      const [claim] = await inbox.claim(1, 1000);
      await inbox.settle([{ id: claim?.id ?? "", state: "delivered", handled: [] }]);
    }
    const { items } = await inbox.list({ limit: 10 });
    expect(items.map(({ postback }) => postback.raw)).toEqual([reply(5), reply(4), reply(3)]);
    expect(await inbox.record([classify(reply(3)), classify(reply(2))])).toEqual(["repeat", "new"]);
  });
});
