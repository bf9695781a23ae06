import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type Client, type ClientOptions, VendorError, createClient } from "cdyne-postback/client";
import { type Answer, KEY, MESSAGE, json, keepingLogger, messagingVendor, sent, taken } from "../support/messaging-vendor.js";
import { closeServers, freePort, serve } from "../support/server.js";

afterEach(closeServers);

const TEXT = "a text that nobody else reads";
const SMS = { to: "7575559999", text: TEXT };
const STATUS = json(sent());
const HTML: Answer = { contentType: "text/html", body: "<html><body><h1>Service 7575559999 unavailable</h1></body></html>" };

const asksForStatus = async (client: Client): Promise<unknown> => client.messageStatus(MESSAGE);
const sends = async (client: Client): Promise<unknown> => client.sendMessage(SMS);

/** What was thrown, and how often the vendor was asked. */
async function failureOf(act: (client: Client) => Promise<unknown>, answers: Answer[], options: Partial<ClientOptions> = {}) {
  const vendor = await messagingVendor(...answers);
  const error: unknown = await act(vendor.client(options)).catch((reason: unknown) => reason);
  return { error, asked: vendor.requests.length };
}

describe("a read that fails", () => {
  it.each<[string, Answer]>([
    ["500", { status: 500, ...HTML }],
    ["503", { status: 503 }],
    ["429", { status: 429 }],
    ["a connection that is cut", { cut: true }],
    ["an answer that is cut", { cut: true, body: '{"Messa' }],
  ])("is made again: %s", async (_, failing) => {
    const vendor = await messagingVendor(failing, STATUS);
    expect(await vendor.client().messageStatus(MESSAGE)).toMatchObject({ messageId: MESSAGE });
    expect(vendor.requests).toHaveLength(2);
  });

  it("is made three times in all", async () => {
    expect(await failureOf(asksForStatus, [{ status: 503 }])).toMatchObject({
      error: { code: "CDYNE_VENDOR_STATUS", status: 503, retryable: true, uncertain: false, operation: "ReadMessageStatus" },
      asked: 3,
    });
  });

  it.each([400, 401, 403, 404])("is not made again after %d", async (status) => {
    expect(await failureOf(asksForStatus, [{ status, ...HTML }])).toMatchObject({ error: { code: "CDYNE_VENDOR_STATUS", status, retryable: false }, asked: 1 });
  });

  it("is not made again after an answer that the vendor meant", async () => {
    expect(await failureOf(asksForStatus, [json(sent({ MessageID: "00000000-0000-0000-0000-000000000000", MessageStatus: 404 }))])).toMatchObject({ error: { code: "CDYNE_NOT_FOUND" }, asked: 1 });
  });
});

describe("a send that fails", () => {
  it.each<[string, Answer, object]>([
    ["500 with a body", { status: 500, ...HTML }, { code: "CDYNE_VENDOR_STATUS", status: 500, retryable: true, uncertain: true }],
    ["400", { status: 400 }, { code: "CDYNE_VENDOR_STATUS", status: 400, retryable: false, uncertain: false }],
    ["202", { status: 202 }, { code: "CDYNE_VENDOR_STATUS", status: 202, uncertain: true }],
    ["a connection that is cut", { cut: true }, { code: "CDYNE_VENDOR_UNREACHABLE", retryable: true, uncertain: true }],
    ["an answer that is cut", { cut: true, body: '[{"Messa' }, { code: "CDYNE_VENDOR_UNREACHABLE", uncertain: true }],
    ["an HTML page", HTML, { code: "CDYNE_VENDOR_ANSWER", uncertain: true }],
    ["JSON that is too short", { body: '[{"MessageID":"9a35' }, { code: "CDYNE_VENDOR_ANSWER", uncertain: true }],
    ["nothing", { body: "" }, { code: "CDYNE_VENDOR_ANSWER", uncertain: true }],
    ["JSON of another shape", json([{ Message: `Oh dear, 7575559999` }]), { code: "CDYNE_VENDOR_ANSWER", uncertain: true }],
    ["XML that is too short", { contentType: "text/xml", body: "<ArrayOfOutgoingMessageResponse><OutgoingMessageResponse>" }, { code: "CDYNE_VENDOR_ANSWER", uncertain: true }],
  ])("is never made again: %s", async (_, answer, expected) => {
    const { error, asked } = await failureOf(sends, [answer, json([sent()])]);
    expect(error).toBeInstanceOf(VendorError);
    expect(error).toMatchObject({ operation: "SendMessage", ...expected });
    expect(asked).toBe(1);
  });

  it("because nobody is there is not uncertain", async () => {
    const client = createClient({ licenseKey: KEY, messagingUrl: `http://127.0.0.1:${await freePort()}` });
    await expect(client.sendMessage(SMS)).rejects.toMatchObject({ code: "CDYNE_VENDOR_UNREACHABLE", retryable: true, uncertain: false, cause: { code: "ECONNREFUSED" } });
  });
});

describe("a send whose connection fails", () => {
  const failing = (cause: object): typeof fetch => async () => Promise.reject(new TypeError("fetch failed", { cause }));
  const refused = { code: "ECONNREFUSED", syscall: "connect" };

  it.each<[string, object, boolean]>([
    ["connecting is refused", refused, false],
    ["connecting is refused by each of several addresses", { code: "ECONNREFUSED", errors: [refused, { code: "ETIMEDOUT", syscall: "connect" }] }, false],
    ["there is no way", { code: "ENETUNREACH", syscall: "connect" }, false],
    ["the name is unknown", { code: "ENOTFOUND", syscall: "getaddrinfo" }, false],
    ["the name is not known now", { code: "EAI_AGAIN", syscall: "getaddrinfo" }, false],
    ["connecting takes too long", { code: "UND_ERR_CONNECT_TIMEOUT" }, false],
    ["reading is refused", { code: "ECONNREFUSED", syscall: "read" }, true],
    ["there is no way any more", { code: "EHOSTUNREACH", syscall: "write" }, true],
    ["there is no network any more", { code: "ENETUNREACH", syscall: "read" }, true],
    ["nobody says when", { code: "ECONNREFUSED" }, true],
    ["one of several was no connecting", { code: "ECONNREFUSED", errors: [refused, { code: "EHOSTUNREACH", syscall: "read" }] }, true],
  ])("may have left unless it was by connecting: %s", async (_, cause, uncertain) => {
    const client = createClient({ licenseKey: KEY, fetch: failing(cause) });
    await expect(client.sendMessage(SMS)).rejects.toMatchObject({ code: "CDYNE_VENDOR_UNREACHABLE", retryable: true, uncertain });
  });

  it("is certain where a name has several addresses, and nobody is at any", async () => {
    const client = createClient({ licenseKey: KEY, messagingUrl: `http://localhost:${await freePort()}` });
    await expect(client.sendMessage(SMS)).rejects.toMatchObject({ code: "CDYNE_VENDOR_UNREACHABLE", uncertain: false });
  });
});

describe("an XML bomb", () => {
  const lol = Array.from({ length: 9 }, (_, index) => `<!ENTITY lol${index + 1} "${`&lol${index};`.repeat(10)}">`).join("");
  const bombs = [
    `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol0 "lol">${lol}]><SMSResponse><MessageID>&lol9;</MessageID></SMSResponse>`,
    `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]><SMSResponse><MessageID>&file;</MessageID></SMSResponse>`,
    "<a>".repeat(100_000),
    `${"<a>".repeat(50_000)}${"</a>".repeat(50_000)}`,
  ];

  it.each(bombs.map((bomb) => [bomb.slice(0, 60), bomb]))("is refused: %s", async (_, body) => {
    const started = Date.now();
    expect((await failureOf(async (client) => client.simpleSend(SMS), [{ contentType: "text/xml", body }])).error).toMatchObject({ code: "CDYNE_VENDOR_ANSWER", uncertain: true });
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it("of JSON is refused too", async () => {
    const body = "[".repeat(500_000) + "]".repeat(500_000);
    expect((await failureOf(sends, [{ body }])).error).toMatchObject({ code: "CDYNE_VENDOR_ANSWER" });
  });
});

describe("an answer", () => {
  it("of more than 32 MB is not read, nor asked for again", async () => {
    expect(await failureOf(asksForStatus, [{ body: `"${"x".repeat(33 * 1024 * 1024)}"` }])).toMatchObject({ error: { code: "CDYNE_VENDOR_ANSWER" }, asked: 1 });
  });

  it.each<[string, Answer]>([
    ["JSON without a content type", { contentType: "", body: STATUS.body ?? "" }],
    ["JSON as text", { contentType: "text/plain", body: `\uFEFF${STATUS.body ?? ""}` }],
    ["XML as text", { contentType: "text/plain", body: `<OutgoingMessageResponse><MessageID>${MESSAGE.toUpperCase()}</MessageID><MessageStatus>Ready</MessageStatus></OutgoingMessageResponse>` }],
    ["XML with a namespace", { contentType: "application/xml", body: `<?xml version="1.0"?>\n<x:Out xmlns:x="http://sms2.cdyne.com"><x:MessageID>${MESSAGE}</x:MessageID><x:MessageStatus>Ready</x:MessageStatus></x:Out>` }],
  ])("is read by what it is: %s", async (_, answer) => {
    const vendor = await messagingVendor(answer);
    expect(await vendor.client().messageStatus(MESSAGE)).toMatchObject({ messageId: MESSAGE, status: "Ready" });
  });

  it("that redirects is not followed", async () => {
    const other = await messagingVendor(json([sent()]));
    for (const status of [301, 302, 303, 307, 308]) {
      for (const act of [sends, asksForStatus]) {
        const { error } = await failureOf(act, [{ status, headers: { location: `${other.url}/SendMessage` } }]);
        expect(error).toMatchObject({ code: "CDYNE_VENDOR_STATUS", status, retryable: false, uncertain: false });
      }
    }
    expect(other.requests).toEqual([]);
  });

  it("has a date whose clock at its offset is UTC, unless that is switched off", async () => {
    const vendor = await messagingVendor(json(sent({ SentTime: "/Date(1590840267010-0700)/" })), json(sent({ SentTime: "/Date(1590840267010-0700)/" })), json(sent({ SentTime: "/Date(1590840267010)/" })));
    expect(await vendor.client().messageStatus(MESSAGE)).toMatchObject({ sentAt: new Date("2020-05-30T05:04:27.010Z") });
    expect(await vendor.client({ offsetDates: false }).messageStatus(MESSAGE)).toMatchObject({ sentAt: new Date(1590840267010) });
    expect(await vendor.client().messageStatus(MESSAGE)).toMatchObject({ sentAt: new Date(1590840267010) });
  });
});

describe("the time that a call may take", () => {
  it("ends a read without a further try, and a send as uncertain", async () => {
    expect(await failureOf(asksForStatus, [{ silent: true }], { timeout: 100 })).toMatchObject({ error: { code: "CDYNE_VENDOR_TIMEOUT", retryable: true, uncertain: false }, asked: 1 });
    expect(await failureOf(sends, [{ silent: true }], { timeout: 100 })).toMatchObject({ error: { code: "CDYNE_VENDOR_TIMEOUT", retryable: true, uncertain: true }, asked: 1 });
  });

  it("is for all tries together", async () => {
    const { error, asked } = await failureOf(async (client) => client.messageStatus(MESSAGE, { timeout: 400 }), [{ status: 503 }]);
    expect(error).toBeInstanceOf(VendorError);
    expect(asked).toBe(2);
  });

  it.each([0, -1, NaN, Infinity, "5s" as never])("cannot be %p", async (timeout) => {
    const vendor = await messagingVendor(STATUS);
    await expect(vendor.client().messageStatus(MESSAGE, { timeout })).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
    expect(vendor.requests).toEqual([]);
  });

  it("can be ended by a signal, with its reason", async () => {
    const reason = new Error("The user went home");
    const vendor = await messagingVendor({ silent: true });
    const ending = new AbortController();
    const sending = vendor.client().sendMessage(SMS, { signal: ending.signal });
    while (vendor.requests.length === 0) await new Promise(setImmediate);
    ending.abort(reason);
    await expect(sending).rejects.toBe(reason);
    await expect(vendor.client().sendMessage(SMS, { signal: ending.signal })).rejects.toBe(reason);
    await expect(vendor.client().simpleSend(SMS, { signal: ending.signal })).rejects.toBe(reason);
    await expect(vendor.client().messageStatus(MESSAGE, { signal: ending.signal })).rejects.toBe(reason);
    expect(vendor.requests).toHaveLength(1);
  });
});

describe("the rate limit", () => {
  it("lets no more out than it says", async () => {
    const times: number[] = [];
    const url = await serve((_, response) => {
      times.push(Date.now());
      response.writeHead(200, { "content-type": "application/json" }).end("true");
    });
    const client = createClient({ licenseKey: KEY, messagingUrl: url, rateLimit: { requests: 2, per: 300 } });
    await Promise.all(Array.from({ length: 5 }, async () => client.cancelMessage(MESSAGE)));
    expect(times).toHaveLength(5);
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(200);
    expect((times[4] ?? 0) - (times[2] ?? 0)).toBeGreaterThan(200);
  });

  it("leaves a send that was still waiting certain", async () => {
    const vendor = await messagingVendor(taken);
    const client = vendor.client({ rateLimit: { requests: 1, per: "1m" } });
    await client.sendMessage(SMS);
    await expect(client.sendMessage(SMS, { timeout: 50 })).rejects.toMatchObject({ code: "CDYNE_VENDOR_TIMEOUT", uncertain: false });
    expect(vendor.requests).toHaveLength(1);
  });

  it("is not used up by who does not wait any longer", async () => {
    const vendor = await messagingVendor(STATUS);
    const client = vendor.client({ rateLimit: { requests: 1, per: 400 } });
    await client.messageStatus(MESSAGE);
    const waiting = [client.messageStatus(MESSAGE, { timeout: 50 }), client.messageStatus(MESSAGE, { timeout: 50 }), client.messageStatus(MESSAGE, { timeout: 1000 })];
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect(vendor.requests).toHaveLength(2);
  });
});

describe("the licence key, numbers and texts", () => {
  const secrets = [KEY, "7575559999", TEXT, encodeURIComponent(TEXT)];
  const quoting: typeof fetch = async (url) => Promise.reject(new TypeError(`request to ${inspect(url)} failed`, { cause: new Error(inspect(url)) }));

  it.each<[string, Answer, Partial<ClientOptions>?]>([
    ["a status", { status: 500, body: `${KEY} ${TEXT} 7575559999` }],
    ["a page", { contentType: "text/html", body: `${KEY} ${TEXT} 7575559999` }],
    ["JSON that cannot be read", { body: `{"${TEXT}: 7575559999 ${KEY}` }],
    ["JSON of another shape", json({ MessageID: { [TEXT]: KEY }, To: [["7575559999"]] })],
    ["a cut connection", { cut: true }],
    ["no answer", { silent: true }, { timeout: 100 }],
    ["a fetch that quotes the URL", {}, { fetch: quoting, timeout: 300 }],
    ["a refusal", json(sent({ MessageID: "00000000-0000-0000-0000-000000000000", MessageStatus: 401 }))],
  ])("are in no error and no log: %s", async (_, answer, options = {}) => {
    const logger = keepingLogger();
    for (const act of [sends, asksForStatus, async (client: Client) => client.simpleSend(SMS)]) {
      const { error } = await failureOf(act, [answer], { ...options, logger });
      expect(error).toBeInstanceOf(VendorError);
      const said = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(logger.logged);
      expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
    }
  });

  it("are not shown by the client either", () => {
    expect(inspect(createClient({ licenseKey: KEY }), { depth: 10, showHidden: true })).not.toContain(KEY);
  });
});
