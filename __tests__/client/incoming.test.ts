import { afterEach, describe, expect, it } from "@jest/globals";
import { z } from "zod";
import { type Client, type IncomingMessage } from "cdyne-postback/client";
import { type Answer, type Request, json, messagingVendor } from "../support/messaging-vendor.js";
import { closeServers } from "../support/server.js";

afterEach(closeServers);

const asked = z.object({ PageNumber: z.number(), PageSize: z.number(), UnreadMessagesOnly: z.boolean() });

interface Box {
  /** Whether reading marks as read. */
  marks: boolean;
  /** Whether the vendor looks at the page's number. */
  pages?: boolean;
}

/** A vendor's inbox of so many texts, as ReadIncomingMessages and GetUnreadIncomingMessages show it. */
function inbox(count: number, { marks, pages = true }: Box) {
  const unread = Array.from({ length: count }, (_, index) => ({ IncomingMessageID: `9a35e913-ded0-7574-4642-${String(index).padStart(12, "0")}`, Payload: `text ${index}`, Message: `text ${index}` }));
  const all = [...unread];
  return ({ body }: Request): Answer => {
    const { PageNumber = 1, PageSize = 7, UnreadMessagesOnly = true } = body ? asked.parse(JSON.parse(body)) : {};
    const box = UnreadMessagesOnly && marks ? unread : all;
    const from = pages ? (PageNumber - 1) * PageSize : 0;
    const page = box.slice(from, from + PageSize);
    if (marks) for (const one of page) if (unread.includes(one)) unread.splice(unread.indexOf(one), 1);
    return json(page);
  };
}

async function read(answer: (request: Request) => Answer, how: (client: Client, store: (messages: readonly IncomingMessage[]) => void) => Promise<number>) {
  const vendor = await messagingVendor(answer);
  const pages: (readonly IncomingMessage[])[] = [];
  const count = await how(vendor.client(), (messages) => void pages.push(messages));
  const texts = pages.flat().map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
  expect(count).toBe(texts.length);
  return { texts, pages: pages.map(({ length }) => length), requests: vendor.requests.length };
}

const TEXTS = Array.from({ length: 45 }, (_, index) => `text ${index}`);

describe("readIncoming()", () => {
  it.each<[string, Box, boolean]>([
    ["whatever reading marks", { marks: true }, false],
    ["of what is unread, when reading marks", { marks: true }, true],
    ["of what is unread, when reading does not mark", { marks: false }, true],
  ])("gives all pages, each text once: %s", async (_, box, unreadOnly) => {
    const { texts, pages } = await read(inbox(45, box), async (client, store) => client.readIncoming({ store, unreadOnly }));
    expect(texts).toEqual(TEXTS);
    expect(pages).toEqual([20, 20, 5]);
  });

  it.each([true, false])("ends when the vendor knows of no pages (unreadOnly: %s)", async (unreadOnly) => {
    const { texts, requests } = await read(inbox(5, { marks: false, pages: false }), async (client, store) => client.readIncoming({ store, unreadOnly }));
    expect(texts).toHaveLength(5);
    expect(requests).toBeLessThanOrEqual(3);
  });

  it("resolves to 0 without calling `store` when there is nothing", async () => {
    expect(await read(inbox(0, { marks: true }), async (client, store) => client.readIncoming({ store }))).toEqual({ texts: [], pages: [], requests: 1 });
  });

  it("reads no further page before `store` has resolved, and none when it rejects", async () => {
    const vendor = await messagingVendor(inbox(45, { marks: true }));
    const seen: number[] = [];
    const store = async (): Promise<void> => {
      await new Promise(setImmediate);
      seen.push(vendor.requests.length);
      if (seen.length === 2) throw new Error("The disk is full");
    };
    await expect(vendor.client().readIncoming({ store })).rejects.toThrow("The disk is full");
    expect(seen).toEqual([1, 2]);
    expect(vendor.requests).toHaveLength(2);
  });

  it("is asked again when it fails, unless it is for unread texts only", async () => {
    const failing = async () => messagingVendor({ status: 503 }, json([]));
    const vendor = await failing();
    expect(await vendor.client().readIncoming({ store: () => {} })).toBe(0);
    const unread = await failing();
    await expect(unread.client().readIncoming({ store: () => {}, unreadOnly: true })).rejects.toMatchObject({ code: "CDYNE_VENDOR_STATUS", uncertain: true });
    expect(unread.requests).toHaveLength(1);
  });

  it("keeps the parts of a long text, which may have one id", async () => {
    const part = (Payload: string, last: number) => ({ IncomingMessageID: "9a35e913-ded0-7574-4642-5f60c550c706", Payload, Udh: [5, 0, 3, 1, 2, last] });
    const vendor = await messagingVendor(json([part("Hello ", 1), part("world", 2)]), json([]));
    const parts: unknown[] = [];
    await vendor.client().readIncoming({ store: (messages) => parts.push(...messages.map(({ text, udh }) => [text, udh?.at(-1)])) });
    expect(parts).toEqual([
      ["Hello ", 1],
      ["world", 2],
    ]);
  });

  it("reads XML, and keeps a text of which something cannot be read", async () => {
    const xml = `<ArrayOfIncomingMessageResponse><IncomingMessageResponse><Attachments xmlns:a="x"><a:long>1</a:long><a:long>2</a:long></Attachments><Payload>Caf\u00e9 &lt;3 &#128512;</Payload>
      <ReceivedDate>2020-05-30T05:04:27.01</ReceivedDate><Udh>BQADAQI=</Udh></IncomingMessageResponse></ArrayOfIncomingMessageResponse>`;
    const odd = json([{ Payload: "odd", Udh: "?", Attachments: { a: { b: [] } }, ReceivedDate: "soon", From: { number: 1 } }]);
    const vendor = await messagingVendor({ contentType: "application/xml", body: xml }, odd, json([]));
    const messages: IncomingMessage[] = [];
    await vendor.client().readIncoming({ store: (page) => messages.push(...page) });
    expect(messages).toMatchObject([
      { text: "Café <3 😀", media: ["1", "2"], at: new Date("2020-05-30T05:04:27.010Z"), udh: Uint8Array.of(5, 0, 3, 1, 2) },
      { text: "odd", media: [], at: undefined, udh: undefined, from: undefined },
    ]);
  });
});

describe("unreadIncoming()", () => {
  it("reads until there is no more", async () => {
    const { texts, pages } = await read(inbox(45, { marks: true }), async (client, store) => client.unreadIncoming({ store }));
    expect(texts).toEqual(TEXTS);
    expect(pages).toEqual([7, 7, 7, 7, 7, 7, 3]);
  });

  it("ends when the vendor does not mark", async () => {
    const { texts, requests } = await read(inbox(5, { marks: false }), async (client, store) => client.unreadIncoming({ store }));
    expect(texts).toHaveLength(5);
    expect(requests).toBeLessThanOrEqual(3);
  });

  it("is never asked again blindly", async () => {
    const vendor = await messagingVendor({ cut: true }, json([]));
    await expect(vendor.client().unreadIncoming({ store: () => {} })).rejects.toMatchObject({ code: "CDYNE_VENDOR_UNREACHABLE", uncertain: true });
    expect(vendor.requests).toHaveLength(1);
  });
});
