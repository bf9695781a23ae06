import { afterEach, describe, expect, it } from "@jest/globals";
import Libsql from "libsql";
import { type Inbox, classify, memoryInbox } from "cdyne-postback";
import { deliver } from "cdyne-postback/testing";
import { inWords } from "../../lib/inbox/in-words.js";
import { THEM, US, closeVendors, correspondents } from "../support/correspondence.js";
import { RECEIPT, REPLY, SENT, reply } from "../support/packets.js";
import { query } from "../support/postgres.js";
import { closeReceivers, inboxWith, receiver, until } from "../support/receiver.js";
import { closeServers } from "../support/server.js";
import { durableStores } from "../support/stores.js";

/** How to end and remove what a test has opened. */
const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0)) await close();
  await closeReceivers();
  await closeServers();
  await closeVendors();
});

describe("what is done by hand", () => {
  it("is noted with who did it, in words without numbers", async () => {
    const postbacks = receiver({ retry: { attempts: 1 } });
    postbacks.onAny(() => {
      throw new Error("17575449510");
    });
    for (const body of [SENT, REPLY, RECEIPT]) await deliver(postbacks, body);
    await until(async () => (await postbacks.health()).dead === 3);
    expect(await postbacks.count({ state: "dead" })).toEqual({ count: 3, more: false });
    expect(await postbacks.count({ limit: 2 })).toEqual({ count: 2, more: true });
    expect(await postbacks.discard({ number: "757-544-9510" }, { by: "Ann" })).toBe(2);
    expect(await postbacks.discard([classify(RECEIPT).key])).toBe(1);
    const [first, second] = (await postbacks.audit()).items;
    expect(first).toEqual({ at: expect.any(Date), action: "discard", by: undefined, which: `key ${classify(RECEIPT).key}`, count: 1 });
    expect(second).toEqual({ at: expect.any(Date), action: "discard", by: "Ann", which: "number …10", count: 2 });
    expect(await postbacks.redeliver({ state: "discarded", type: "smsReply" }, { by: "Bob" })).toBe(1);
    const page = await postbacks.audit({ limit: 1 });
    expect(page.items).toMatchObject([{ action: "redeliver", by: "Bob", which: "type smsReply, state discarded", count: 1 }]);
    expect((await postbacks.audit({ limit: 2, cursor: page.next })).items).toEqual([first, second]);
  });

  it("lets what stands behind go on", async () => {
    const postbacks = receiver({ retry: { minDelay: 3_600_000, maxDelay: 3_600_000 } });
    const seen: string[] = [];
    postbacks.onAny(({ raw }) => {
      seen.push(raw);
      if (raw === RECEIPT) throw new Error();
    });
    const second = RECEIPT.replace("Code=003", "Code=000");
    await deliver(postbacks, RECEIPT);
    await deliver(postbacks, second);
    await until(async () => (await postbacks.list({ state: "waiting" })).items.some(({ failures }) => failures.length === 1));
    await postbacks.discard([classify(RECEIPT).key]);
    await until(async () => (await postbacks.list({ state: "delivered" })).items.length === 1);
    expect(seen).toEqual([RECEIPT, second]);
  });

  it("ends the request that waits for it, and no other", async () => {
    const postbacks = receiver({ inline: true });
    const release: (() => void)[] = [];
    postbacks.onAny(async () => new Promise<void>((resolve) => release.push(resolve)));
    const second = RECEIPT.replace("Code=003", "Code=000");
    const ended: string[] = [];
    const post = async (body: string): Promise<unknown> => deliver(postbacks, body).then(() => ended.push(body));
    const posts = [post(RECEIPT)];
    await until(() => release.length === 1);
    posts.push(post(second));
    await until(async () => (await postbacks.health()).waiting === 1);
    expect(await postbacks.discard([classify(second).key])).toBe(1);
    await until(() => ended.length === 1);
    expect(ended).toEqual([second]);
    for (const end of release) end();
    await Promise.all(posts);
    expect([ended, release.length]).toEqual([[second, RECEIPT], 1]);
  });

  it("is told in words", () => {
    expect(inWords({ keys: ["a", "b"], account: "acme", subject: "message:1" })).toBe("2 keys, account acme, subject message:1");
    const since = new Date(0);
    expect(inWords({ between: ["+17575449510", "+17575449511"], text: "secret", since, until: since })).toBe(
      "between …10 and …11, a text of 6 characters, since 1970-01-01T00:00:00.000Z, until 1970-01-01T00:00:00.000Z",
    );
  });
});

describe("each failure", () => {
  it("is kept with its attempt, time, handler and error, and the end of delivery with its time", async () => {
    const postbacks = receiver({ retry: { minDelay: 1, maxDelay: 1 } });
    let runs = 0;
    postbacks.onSmsReply(function save() {
      runs += 1;
      if (runs < 3) throw new RangeError("17575449510 wrote");
    });
    postbacks.onSmsReply(() => {});
    await deliver(postbacks, REPLY);
    await until(async () => (await postbacks.list({ state: "delivered" })).items.length === 1);
    const found = await postbacks.get(classify(REPLY).key);
    expect(found?.failures).toEqual([1, 2].map((attempt) => ({ attempt, at: expect.any(Date), handler: "smsReply:save", error: expect.stringMatching(/^RangeError at .*inspection\.test\.ts/) })));
    expect(found).toMatchObject({ lastError: undefined, handled: expect.arrayContaining(["smsReply:save"]) });
    expect(found?.settledAt?.getTime()).toBeGreaterThanOrEqual(found?.failures[1]?.at.getTime() ?? NaN);
  });
});

describe("a page over an inbox", () => {
  it("has an overview of a range of time", async () => {
    const postbacks = receiver();
    postbacks.onAny(() => {});
    for (const body of [SENT, REPLY]) await deliver(postbacks, body);
    await until(async () => (await postbacks.list({ state: "delivered" })).items.length === 2);
    const day = await postbacks.overview();
    expect(day.buckets).toHaveLength(24);
    expect(day.until.getTime() - day.since.getTime()).toBe(86_400_000);
    const [since, end] = [new Date(Date.now() - 60_000), new Date(Date.now() + 60_000)];
    const { buckets, ...overview } = await postbacks.overview({ since, until: end, buckets: 1 });
    expect(buckets).toEqual([{ since, types: { smsSent: 1, smsReply: 1 }, states: { delivered: 2 } }]);
    expect(overview).toMatchObject({ since, until: end, count: 2, failures: [], delays: { median: expect.any(Number) } });
  });

  it("has a conversation: what came, what somebody wrote, and what we sent", async () => {
    const { client, postbacks, vendor } = await correspondents();
    vendor.handset(THEM).replies("Yes, I will");
    postbacks.onSmsReply(async (event) => event.respond("Thank you"));
    await client.sendMessage({ from: US, to: THEM, text: "Will you come?" });
    await until(async () => (await postbacks.sends({ between: [US, THEM] })).filter(({ state }) => state === "sent").length === 2);
    const [answer, question] = await postbacks.sends({ between: [THEM, "757-555-0100"] });
    expect([answer, question]).toMatchObject([{ to: THEM, length: 9 }, { to: THEM, from: US, length: 14 }]);
    expect(await postbacks.sends({ messageIds: [question?.messageId?.toUpperCase() ?? ""] })).toEqual([question]);
    expect((await postbacks.list({ between: [THEM, US], text: "yes, i" })).items).toMatchObject([{ postback: { text: "Yes, I will", from: THEM } }]);
    expect((await postbacks.list({ between: [THEM, "+17575550112"] })).items).toEqual([]);
  });

  it("needs an inbox that can be looked at, or else goes on without an audit", async () => {
    const postbacks = receiver({ inbox: inboxWith(() => ({})) });
    const missing = { code: "CDYNE_INSPECTION_MISSING" };
    await expect(postbacks.count()).rejects.toMatchObject(missing);
    await expect(postbacks.discard(["key"])).rejects.toMatchObject(missing);
    await expect(postbacks.overview()).rejects.toMatchObject(missing);
    await expect(postbacks.audit()).rejects.toMatchObject(missing);
    await expect(postbacks.sends({ messageIds: [] })).rejects.toMatchObject(missing);
    await expect(postbacks.redeliver(["key"], { by: "Ann" })).rejects.toMatchObject(missing);
    expect(await postbacks.redeliver(["key"])).toBe(0);
  });

  it.each([
    ["list(): `text`", async () => receiver().list({ text: " " })],
    ["list(): `between", async () => receiver().list({ between: [""] as never })],
    ["count(): `limit`", async () => receiver().count({ limit: 0 })],
    ["discard(): Say which", async () => receiver().discard({})],
    ["discard()", async () => receiver().discard(["key"], { who: "Ann" } as object)],
    ["redeliver(): `by`", async () => receiver().redeliver(["key"], { by: 5 as never })],
    ["overview(): `since` must be before", async () => receiver().overview({ since: new Date(2), until: new Date(1) })],
    ["overview(): `buckets`", async () => receiver().overview({ buckets: 1001 })],
    ["audit(): `cursor`", async () => receiver().audit({ cursor: "x" })],
    ["list(): `cursor`", async () => receiver().list({ cursor: "9".repeat(16) })],
    ["audit(): `cursor`", async () => receiver().audit({ cursor: "9".repeat(30) })],
    ["list(): `since`: expected a time in the years 1 to 9999.", async () => receiver().list({ since: new Date("0000-12-31T23:59:59.999Z") })],
    ["count(): `until`: expected a time in the years 1 to 9999.", async () => receiver().count({ until: new Date("+012026-01-01T00:00:00.000Z") })],
    ["discard(): `since`", async () => receiver().discard({ since: new Date("-000044-03-15T00:00:00.000Z") })],
    ["redeliver(): `until`", async () => receiver().redeliver({ until: new Date(8.64e15) })],
    ["overview(): `since`", async () => receiver().overview({ since: new Date(-8.64e15) })],
    ["sends(): `until`", async () => receiver().sends({ between: ["1", "2"], until: new Date(8.64e15) })],
    ["sends(): It takes either", async () => receiver().sends({})],
    ["sends(): It takes either", async () => receiver().sends({ between: ["1", "2"], messageIds: [] })],
  ])("is not asked for in a way that cannot be: %s", async (whose, ask) => {
    await expect(ask()).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID", message: expect.stringContaining(whose) });
  });
});

describe.each(durableStores)("$name", (kind) => {
  it("takes every time and every cursor that it can be asked with", async () => {
    const made = await kind.create();
    opened.push(async () => made.remove());
    const postbacks = receiver({ inbox: made.open() });
    const [since, until] = [new Date("0001-01-01T00:00:00.000Z"), new Date("9999-12-31T23:59:59.999Z")];
    const cursor = "9".repeat(15);
    expect(await postbacks.list({ since, until, cursor })).toEqual({ items: [], next: undefined });
    expect(await postbacks.audit({ cursor })).toEqual({ items: [], next: undefined });
    expect(await postbacks.discard({ since, until })).toBe(0);
    expect(await postbacks.sends({ between: ["1", "2"], until })).toEqual([]);
    expect(await postbacks.overview({ since, until })).toMatchObject({ count: 0 });
    expect(await postbacks.overview({ until: new Date(since.getTime() + 1) })).toMatchObject({ since, count: 0 });
    await postbacks.close();
  });
});

const MANY = 45_000;
const COPIED = "type, subject, source, received_at, from_number, to_number, fields, event, raw";

/** Copies the first postback of a store `MANY` times, beside the library. */
async function multiply(store: { file: string } | { connectionString: string }): Promise<void> {
  if ("file" in store) {
    const database = new Libsql(store.file);
    database.exec(`
      WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${MANY})
      INSERT INTO postback (key, line, state, ${COPIED}) SELECT key || n, line || n, 'delivered', ${COPIED} FROM postback, number`);
    database.close();
    return;
  }
  const content = `insert into cdyne_postback.content (key, ${COPIED}) select key || n, ${COPIED} from cdyne_postback.content, generate_series(1, ${MANY}) as n`;
  const delivery = "insert into cdyne_postback.delivery (seq, received_at, line, state) select seq, received_at, key, 'delivered' from cdyne_postback.content where seq > 1";
  await query(store.connectionString, `begin; ${content}; ${delivery}; commit`);
}

/** All pages of a filter, with how many postbacks each has. */
async function pagesOf(inbox: Inbox, filter: Parameters<Inbox["list"]>[0]): Promise<number[]> {
  const pages: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await inbox.list({ ...filter, cursor });
    pages.push(page.items.length);
    cursor = page.next;
  } while (cursor !== undefined);
  return pages;
}

describe.each(durableStores)("$name with more than it looks at at once", (kind) => {
  it("goes on on the next page where no index helps, and leaves others their turn", async () => {
    const made = await kind.create();
    const receivedAt = new Date(Date.now() - 60_000);
    const first = made.open();
    await first.record([classify(SENT, { receivedAt })]);
    // Two libraries of SQLite in one process do not know each other's locks.
    await first.close();
    await multiply(made.store);
    const inbox = made.open();
    opened.push(async () => inbox.close().then(async () => made.remove()));
    await inbox.record([classify(reply(1), { account: "acme" }), classify(REPLY)]);
    expect(await pagesOf(inbox, { type: "smsRefused", limit: 10 })).toEqual([0, 0, 0]);
    expect(await pagesOf(inbox, { account: "acme", limit: 10 })).toEqual([1, 0, 0]);
    expect(await pagesOf(inbox, { text: "test", limit: 1 })).toEqual([1, 1, 0, 0]);
    expect(await pagesOf(inbox, { until: new Date(receivedAt.getTime() + 1), limit: 20_000 })).toEqual([19_998, 20_000, 5003]);
    expect(await pagesOf(inbox, { since: new Date(receivedAt.getTime() + 1), limit: 10 })).toEqual([2]);
    expect(await pagesOf(inbox, { state: "waiting", limit: 10 })).toEqual([3]);
    expect(await pagesOf(inbox, { number: "+17575449511", state: "waiting", limit: 2 })).toEqual([2, 1]);
    expect(await pagesOf(inbox, { number: "+17575449510", account: "acme", limit: 2 })).toEqual([1, 0, 0]);
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);
    expect(await inbox.inspection?.count({ account: "nobody" }, 10)).toEqual({ count: 0, more: false });
    clearInterval(counting);
    expect(turns).toBeGreaterThan(0);
    expect(await inbox.inspection?.count({ type: "smsSent" }, 1000)).toEqual({ count: 1000, more: true });
    const overview = await inbox.inspection?.overview({ since: new Date(0), until: new Date(Date.now() + 1000), buckets: 1 });
    expect(overview?.count).toBe(20_000);
    expect(overview?.since.getTime()).toBeGreaterThan(0);
    expect(await inbox.redeliver({ type: "smsSent", subject: "none" })).toBe(0);
    expect(await inbox.inspection?.discard({ type: "smsSent" }, { at: new Date(), by: "Ann", which: "type smsSent" })).toBe(1);
  }, 60_000);
});

it("the memory inbox keeps as many dead letters as may wait, also when one is discarded and redelivered", async () => {
  const inbox = memoryInbox({ limit: 2 });
  await inbox.record([classify(SENT), classify(RECEIPT)]);
  expect(await inbox.inspection?.discard({ type: "smsSent" }, { at: new Date(), by: undefined, which: "" })).toBe(1);
  expect(await inbox.redeliver({ state: "discarded" })).toBe(1);
  expect(await inbox.health()).toMatchObject({ waiting: 2, dead: 0 });
  expect((await inbox.claim(10, 1000)).length).toBe(2);
});
