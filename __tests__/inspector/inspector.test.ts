import { type ServerResponse, createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { type Postbacks, classify, createPostbacks, memoryInbox } from "cdyne-postback";
import { type InspectorOptions, inspector } from "cdyne-postback/inspector";
import { deliver, settled, smsReply, smsSent } from "cdyne-postback/testing";
import express5 from "express";
import express4 from "express4";
import { TOKEN } from "../support/packets.js";
import { inboxWith, until } from "../support/receiver.js";
import { type Answer, type Post, closeServers, exchange, send, serve } from "../support/server.js";

const open = new Set<Postbacks>();

function receiver(inbox = memoryInbox()): Postbacks {
  const postbacks = createPostbacks({ tokens: TOKEN, inbox, retry: { attempts: 1 }, logger: { warn: () => {}, error: () => {} } });
  postbacks.onAny(() => {
    throw new TypeError("No");
  });
  open.add(postbacks);
  return postbacks;
}

afterEach(async () => {
  jest.restoreAllMocks();
  jest.useRealTimers();
  delete process.env["NODE_ENV_BEFORE"];
  await Promise.all([...open].map(async (one) => one.close({ timeout: 1 })));
  open.clear();
  await closeServers();
});

/** The page at the root of a server, over an inbox with one dead letter. */
async function page(options?: InspectorOptions) {
  const postbacks = receiver();
  const postback = smsReply({ text: "a secret", matched: smsSent({ to: "+17575550123" }) });
  await deliver(postbacks, postback);
  await settled(postbacks);
  const url = await serve(inspector(postbacks, options));
  const ask = async (path: string, { headers, ...rest }: Post = {}): Promise<Answer> => send(`${url}/${path}`, { method: "GET", headers: { ...headers }, ...rest });
  return { postbacks, postback, url, ask };
}

const SAME = { "sec-fetch-site": "same-origin" };

describe("without `authorize`", () => {
  it("opens for a browser on this machine", async () => {
    const { ask } = await page();
    expect((await ask("")).status).toBe(200);
  });

  it.each(["forwarded", "via", "x-forwarded-for", "x-forwarded-proto", "x-real-ip", "cf-connecting-ip"])("stays closed behind a proxy that says %s", async (name) => {
    const { ask } = await page();
    const { status, text } = await ask("", { headers: { [name]: "127.0.0.1" } });
    expect(status).toBe(403);
    expect(text).not.toContain("a secret");
  });

  it("stays closed for a name from elsewhere that points to this machine, and for HTTP 1.0, as proxies speak it", async () => {
    const { ask, url } = await page();
    expect((await ask("", { headers: { host: "evil.example.com" } })).status).toBe(403);
    expect(await exchange(url, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")).toMatch(/^HTTP\/1\.1 403 /);
  });

  it("stays closed for another machine", async () => {
    const postbacks = receiver();
    const show = inspector(postbacks);
    const url = await serve((req, res) => {
      Object.defineProperty(req.socket, "remoteAddress", { value: "192.0.2.1" });
      show(req, res);
    });
    expect((await send(url, { method: "GET" })).status).toBe(403);
  });

  it("stays closed in production", async () => {
    const { ask } = await page();
    const before = process.env["NODE_ENV"];
    process.env["NODE_ENV"] = "production";
    const { status } = await ask("");
    process.env["NODE_ENV"] = before;
    expect(status).toBe(403);
  });
});

describe("with `authorize`", () => {
  it.each([false, undefined, ""])("refuses whom it gives %p, on every path", async (permission) => {
    const { ask, postback } = await page({ authorize: async () => permission });
    for (const path of ["", "overview", `postback?key=${postback.key}`, "inspector.events"]) expect((await ask(path)).status).toBe(403);
    expect((await ask("redeliver", { method: "POST", headers: { ...SAME, "content-type": "application/x-www-form-urlencoded" }, body: `key=${postback.key}` })).status).toBe(403);
  });

  it("lets in behind a proxy, too, and knows the request of the host", async () => {
    const { ask } = await page({ authorize: (req) => req.headers.cookie === "session=ada" && { name: "ada" } });
    expect((await ask("", { headers: { "x-forwarded-for": "192.0.2.1" } })).status).toBe(403);
    const { status, text } = await ask("", { headers: { "x-forwarded-for": "192.0.2.1", cookie: "session=ada" } });
    expect(status).toBe(200);
    expect(text).toContain("ada");
  });

  it("lets nobody in when it fails, and passes on the error", async () => {
    const postbacks = receiver();
    const app = express5().use(inspector(postbacks, { authorize: async () => Promise.reject(new Error("The session store is down.")) }));
    const errors: unknown[] = [];
    app.use(((error: unknown, _req, res, _next) => {
      errors.push(error);
      res.status(500).end();
    }) as express5.ErrorRequestHandler);
    expect((await send(await serve(app), { method: "GET" })).status).toBe(500);
    expect(errors).toEqual([new Error("The session store is down.")]);
  });

  it.each([undefined, false, 0, null, ""])("takes `reveal: %p` for a no, and whatever is true of `readOnly` for a yes", async (no) => {
    const { ask, postback } = await page({ authorize: () => ({ name: 42, reveal: no, readOnly: 1 }) as never });
    expect((await ask("?reveal=yes")).text).not.toMatch(/a secret|5550123/);
    expect((await ask("discard", { method: "POST", headers: { ...SAME, "content-type": "application/x-www-form-urlencoded" }, body: `key=${encodeURIComponent(postback.key)}` })).status).toBe(403);
  });

  it("refuses options that it does not know", () => {
    expect(() => inspector(receiver(), { authorise: () => true } as never)).toThrow(/authorize/);
  });
});

describe("actions", () => {
  const form = (headers: Record<string, string>, body: string): Post => ({ method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", ...headers }, body });

  it("are done for a page of this host", async () => {
    const { ask, postbacks, postback } = await page({ authorize: () => "ada" });
    const { status, headers } = await ask("discard", form(SAME, `key=${encodeURIComponent(postback.key)}`));
    expect({ status, location: headers.location }).toEqual({ status: 303, location: expect.stringContaining("discarded=1") });
    expect((await postbacks.get(postback.key))?.state).toBe("discarded");
    expect((await postbacks.audit()).items).toMatchObject([{ by: "ada", action: "discard", count: 1 }]);
  });

  it.each<[string, Record<string, string>]>([
    ["another host's page", { "sec-fetch-site": "cross-site" }],
    ["a page of a neighbouring host", { "sec-fetch-site": "same-site" }],
    ["another origin", { origin: "https://evil.example.com" }],
    ["a sandboxed frame", { origin: "null" }],
    ["nobody who says where from", {}],
  ])("are refused to %s", async (_, headers) => {
    const { ask, postbacks, postback } = await page();
    expect((await ask("discard", form(headers, `key=${encodeURIComponent(postback.key)}`))).status).toBe(403);
    expect((await postbacks.get(postback.key))?.state).toBe("dead");
  });

  it("are done over plain http, where a browser says only its origin", async () => {
    const { ask, url, postback } = await page();
    expect((await ask("redeliver", form({ origin: url.replace("http", "ftp") }, `key=${encodeURIComponent(postback.key)}`))).status).toBe(403);
    expect((await ask("redeliver", form({ origin: url }, `key=${encodeURIComponent(postback.key)}`))).status).toBe(303);
  });

  it.each([{ readOnly: true }, { authorize: () => ({ name: "eve", readOnly: true }) }])("are refused where the page is read only: %p", async (options) => {
    const { ask, postbacks, postback } = await page(options);
    for (const action of ["redeliver", "discard"]) expect((await ask(action, form(SAME, `key=${encodeURIComponent(postback.key)}`))).status).toBe(403);
    expect((await postbacks.get(postback.key))?.state).toBe("dead");
    expect((await ask(`postback?key=${encodeURIComponent(postback.key)}`)).text).not.toContain("<button");
    expect((await ask("confirm?action=discard&state=dead")).status).toBe(400);
  });

  it("lead back to the list without what they have taken them out of, and say so when there was nothing to do", async () => {
    const { ask, postbacks } = await page();
    const { headers } = await ask("redeliver", form(SAME, "type=smsReply&state=dead&until=2999-01-01"));
    expect(headers.location).toBe("./?type=smsReply&redelivered=1");
    await settled(postbacks);
    expect((await ask("redeliver", form(SAME, "state=discarded"))).headers.location).toBe("./?redelivered=0");
    expect((await ask("?redelivered=0")).text).toContain("Nothing was redelivered");
  });

  it("are refused without a filter, with one that is none, and by GET", async () => {
    const { ask, postbacks } = await page();
    for (const body of ["", "state=", "state=nonsense", "key=", "until=never"]) expect([400, 303]).toContain((await ask("discard", form(SAME, body))).status);
    expect((await ask("discard?state=dead")).status).toBe(405);
    expect((await postbacks.list({ state: "dead" })).items).toHaveLength(1);
  });

  it.each([express5, express4])("read a form that a body parser has read before (%#)", async (express) => {
    const postbacks = receiver();
    const postback = smsReply({ text: "yes", matched: smsSent() });
    await deliver(postbacks, postback);
    await settled(postbacks);
    for (const parser of [express.urlencoded({ extended: true }), express.text({ type: "*/*" }), express.raw({ type: "*/*" }), express.json()]) {
      const url = await serve(express().use(parser).use("/inspect", inspector(postbacks)));
      const { status, headers, text } = await send(`${url}/inspect/redeliver`, form(SAME, `key=${encodeURIComponent(postback.key)}`));
      expect({ status, location: headers.location, text }).toEqual({ status: 303, location: expect.stringContaining("redelivered=1"), text: "" });
      await settled(postbacks);
    }
  });

  it("refuse a form with a field twice, which would mean more than is seen", async () => {
    const postbacks = receiver();
    const url = await serve(express5().use(express5.urlencoded({ extended: true })).use(inspector(postbacks)));
    expect((await send(`${url}/discard`, form(SAME, "type=smsSent&state=dead&state=waiting"))).status).toBe(400);
  });

  it("refuse a form that is too long", async () => {
    const { ask } = await page();
    expect((await ask("discard", form(SAME, `key=${"x".repeat(100_000)}`))).status).toBe(400);
  });
});

describe("what is asked for and cannot be", () => {
  it.each([
    ["?type=nonsense", 400, "Event: expected the name of an event."],
    ["?since=yesterday", 400, "Since: expected a date"],
    ["?since=5", 400, "Since: expected a date"],
    ["?since=2026-02-31", 400, "Since: expected a date"],
    ["?until=2026-01-31%2010:00", 400, "Until: expected a date"],
    ["?with=%2B17575550123", 400, "and number: expected a number"],
    ["?cursor=x", 400, "cursor"],
    ["postback?key=nothing", 404, "Nothing is recorded under this key"],
    ["subject?subject=message:nothing", 404, "Nothing is recorded about"],
    ["subject", 400, "Say of which message or call"],
    ["conversation", 400, "Say of which postback"],
    ["overview?range=century", 400, "range: expected hour, day, week, month."],
    ["confirm", 400, "filter the list first"],
  ])("is told in a page: %s", async (path, status, text) => {
    const { ask } = await page();
    const answer = await ask(path);
    expect(answer).toMatchObject({ status, headers: { "content-type": "text/html; charset=utf-8" } });
    expect(answer.text).toContain(text);
  });

  it("leaves the form as it was typed, to go on from", async () => {
    const { ask } = await page();
    const { text } = await ask("?with=%2B17575550123&account=acme");
    expect(text).toContain('<p class="notice problem" role="alert">and number: expected');
    for (const typed of ['name="with" value="+17575550123"', 'name="account" value="acme"']) expect(text).toContain(typed);
  });

  it("is a page when the inbox does not answer at all", async () => {
    const asked: unknown[] = [];
    const silent = inboxWith(() => ({ list: async (query) => new Promise(() => asked.push(query)) }));
    const url = await serve(inspector(receiver(silent)));
    jest.useFakeTimers({ doNotFake: ["setImmediate", "setInterval", "nextTick", "queueMicrotask", "Date", "performance"] });
    const answer = send(url, { method: "GET" });
    await until(() => asked.length > 0);
    jest.advanceTimersByTime(10_000);
    expect(await answer).toMatchObject({ status: 503, text: expect.stringContaining("CDYNE_INBOX_TIMEOUT") });
    jest.useRealTimers();
  });

  it("is a page without the message of an error when the inbox is down", async () => {
    const failing = inboxWith(() => ({ list: async () => Promise.reject(Object.assign(new Error("connect to db.internal:5432 with hunter2"), { code: "ECONNREFUSED" })) }));
    const url = await serve(inspector(receiver(failing)));
    const { status, text } = await send(url, { method: "GET" });
    expect(status).toBe(503);
    expect(text).toContain("ECONNREFUSED");
    expect(text).not.toContain("hunter2");
  });

  it("is a page when the inbox has no inspection", async () => {
    const url = await serve(inspector(receiver(inboxWith(() => ({})))));
    const { status, text } = await send(`${url}/overview`, { method: "GET" });
    expect({ status, text }).toEqual({ status: 503, text: expect.stringContaining("CDYNE_INSPECTION_MISSING") });
    expect((await send(url, { method: "GET" })).status).toBe(200);
  });
});

describe("what is masked", () => {
  it.each(["text=secret", "number=%2B17575550123", "number=%2B17575550123&with=%2B17575550100"])("is not found by searching for it either: %s", async (query) => {
    const { ask } = await page({ reveal: false });
    expect(await ask(`?${query}`)).toMatchObject({ status: 400, text: expect.stringContaining("only who may see numbers and texts can search them") });
    expect((await ask("")).text).not.toMatch(/name="(text|number|with)"/);
    expect((await ask(`confirm?action=discard&${query}`)).status).toBe(400);
  });

  it.each([
    ["a name that is a piece of an unencoded text", "SMSResponse=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&Message=Me+&+Bob:+call+17579990000"],
    ["a body that is no form", "FromPhoneNumber 17579990000 says my secret"],
    ["what a carrier has written for a reason", "DeliveryReceipt=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&DeliveryReceiptMessage=id:1 sub:001 stat:17579990000 err:999 text:&Code=999"],
  ])("may also be %s", async (_, body) => {
    const postbacks = receiver();
    await deliver(postbacks, body);
    const [item] = (await postbacks.list()).items;
    const url = await serve(inspector(postbacks, { reveal: false }));
    for (const path of ["", `postback?key=${encodeURIComponent(item?.postback.key ?? "")}&reveal=yes`]) expect((await send(`${url}/${path}`, { method: "GET" })).text).not.toMatch(/9990000|my secret/);
  });

  it("is not on the page that asks for a confirmation", async () => {
    const { ask } = await page();
    const { text } = await ask("confirm?action=discard&text=secret&number=%2B17575550123");
    expect(text).toContain("+1757•••0123");
    expect(text.replace(/<input[^>]*>|<a [^>]*>/g, "")).not.toMatch(/5550123|secret/);
  });
});

describe("the page that asks for a confirmation", () => {
  it("counts those with which it can be done, and what comes later is not meant", async () => {
    const { ask, postbacks } = await page();
    expect((await ask("confirm?action=discard&type=smsReply")).text).toContain("1 postback that can be discarded has all of this:");
    expect((await ask("confirm?action=redeliver&type=smsReply&state=waiting")).text).toContain("0 postbacks that can be redelivered");
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const [, until = ""] = /name="until" value="([^"]+)"/.exec((await ask(`confirm?action=discard&until=${later}`)).text) ?? [];
    expect(new Date(until).getTime()).toBeLessThanOrEqual(Date.now());
    expect((await postbacks.list({ state: "dead" })).items).toHaveLength(1);
  });
});

it.each(["GET /\\[ HTTP/1.1", "GET /%zz?%zz=%&cursor=%ff HTTP/1.1", "GET http://elsewhere/nothing HTTP/1.1"])("a request that makes no sense costs nothing: %s", async (line) => {
  const { ask, url } = await page();
  expect(await exchange(url, `${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 404 /);
  expect((await ask("")).status).toBe(200);
});

it.each(["/t/https:evil.com", "/t/javascript:alert(1)", "/t/a%2fb"])("the mount without a slash leads to itself, whatever its name: %s", async (path) => {
  const url = await serve(express5().use("/t/:any", inspector(receiver())));
  const { headers } = await send(url + path, { method: "GET" });
  expect(new URL(headers.location ?? "", url + path).href).toBe(`${url}${path}/`);
});

describe("every answer", () => {
  it("keeps personal data out of caches, frames and other hosts", async () => {
    const { ask, postback } = await page();
    for (const path of ["", "overview", `postback?key=${encodeURIComponent(postback.key)}&reveal=yes`, "nothing/there?key=x"]) {
      const { headers } = await ask(path);
      expect(headers).toMatchObject({ "cache-control": "no-store", "referrer-policy": "same-origin", "x-content-type-options": "nosniff", "x-frame-options": "DENY" });
      expect(headers["content-security-policy"]).toMatch(/default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
      expect(headers["content-security-policy"]).not.toContain("unsafe");
    }
  });

  it("has style and script in files of its own, together no more than 60 kB", async () => {
    const { ask } = await page();
    const { text } = await ask("");
    expect(text).not.toMatch(/<style|\bstyle=|<script(?! src=)|\bon\w+=|https?:\/\/(?!localhost|example\.com)/);
    const files = [...text.matchAll(/(?:href|src)="(\.\/[\w.]+\?v=[^"]+)"/g)].map(([, file = ""]) => file);
    const lengths = await Promise.all(files.map(async (file) => (await ask(file.slice(2))).text.length));
    expect(lengths).toHaveLength(2);
    expect(Math.min(...lengths)).toBeGreaterThan(500);
    expect(lengths.reduce((sum, length) => sum + length)).toBeLessThanOrEqual(60_000);
  });

  it("to HEAD has no body, and no end to wait for", async () => {
    const { ask } = await page();
    for (const path of ["", "inspector.events"]) expect(await ask(path, { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
  });
});

describe("the pages", () => {
  it("cut what is longer than a row should be, and show all of it on the page of the postback", async () => {
    const { postbacks, ask } = await page();
    const long = smsReply({ text: "x".repeat(5000), matched: smsSent({ to: "+17575550123" }) });
    await deliver(postbacks, long);
    await deliver(postbacks, classify(`SMSResponse=1&MessageID=1&MatchedMessageID=2&FromPhoneNumber=${"7".repeat(3000)}&ToPhoneNumber=17575449511&Message=a`));
    const { text } = await ask("?reveal=yes");
    expect(text.length).toBeLessThan(8000);
    expect(text).toMatch(/x{150}…/);
    expect((await ask(`postback?reveal=yes&key=${encodeURIComponent(long.key)}`)).text).toContain("x".repeat(5000));
  });

  it("know the replies to a message that nothing else has come about", async () => {
    const { ask, postback } = await page();
    const { text } = await ask(`postback?key=${encodeURIComponent(postback.key)}`);
    const [, address = ""] = /href="\.\/([^"]*)">The message that it answers/.exec(text) ?? [];
    expect(await ask(address.replaceAll("&amp;", "&"))).toMatchObject({ status: 200, text: expect.stringContaining("Reply</span>") });
  });

  it("say of a message with a picture alone what it is", async () => {
    const { postbacks, ask } = await page();
    await deliver(postbacks, classify("MMSResponse=1&MessageID=1&MatchedMessageID=2&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&Message="));
    expect((await ask("")).text).toContain("a picture");
  });
});

describe("mounted", () => {
  const shown = async (address: string): Promise<void> => {
    const answer = await fetch(address);
    expect(answer.status).toBe(200);
    const text = await answer.text();
    expect(text).toContain("<h1>Postbacks</h1>");
    // Each address of the page leads somewhere, from wherever the browser is.
    const links = [...text.matchAll(/(?:href|src)="([^"#]*)"/g)].map(([, link = ""]) => link.replaceAll("&amp;", "&")).filter((link) => !link.startsWith("data:"));
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect({ link, status: (await fetch(new URL(link, answer.url))).status }).toEqual({ link, status: 200 });
  };

  describe.each([
    ["Express 5", express5],
    ["Express 4", express4],
  ])("in %s", (_, express) => {
    it.each(["/", "/a", "/a/b"])("at %s, with and without a slash behind it", async (path) => {
      const postbacks = receiver();
      await deliver(postbacks, smsSent());
      const url = await serve(express().use(path, inspector(postbacks)));
      await shown(url + path);
      await shown(`${url}${path}/`.replace("//", "/").replace(":/", "://"));
    });

    it("leaves to others what is not its own", async () => {
      const postbacks = receiver();
      const app = express().use(inspector(postbacks)).use("/cdyne", postbacks.router).get("/about", (_req, res) => void res.send("us"));
      const url = await serve(app);
      expect((await send(`${url}/about`, { method: "GET" })).text).toBe("us");
      expect((await send(`${url}/cdyne/${TOKEN}`, { method: "GET" })).status).toBe(200);
      expect((await send(`${url}/nothing`, { method: "GET" })).status).toBe(404);
    });
  });

  it.each(["/", "/behind"])("behind a proxy that strips a prefix, at %s, with the same options", async (path) => {
    const postbacks = receiver();
    await deliver(postbacks, smsSent());
    const options = { authorize: () => true };
    const target = await serve(express5().use(path, inspector(postbacks, options)));
    const stripping = await serve((req, res) => {
      const onward = path === "/" ? (req.url ?? "").replace(/^\/tools\/sms/, "") : (req.url ?? "").replace(/^\/tools/, "/behind").replace("/behind/sms", "/behind");
      void fetch(target + onward, { redirect: "manual" }).then(async (answer) => {
        res.writeHead(answer.status, Object.fromEntries([...answer.headers].filter(([name]) => !/^(connection|keep-alive|transfer-encoding)$/.test(name))));
        res.end(await answer.text());
      });
    });
    await shown(`${stripping}/tools/sms/`);
  });

  it("as a plain listener, which answers for the rest with 404", async () => {
    const { ask, url } = await page();
    await shown(`${url}/`);
    expect((await ask("nothing")).status).toBe(404);
  });
});

describe("events", () => {
  it("end with the server, so that it can close", async () => {
    const postbacks = receiver();
    const server = createServer(inspector(postbacks)).listen(0, "127.0.0.1");
    await until(() => server.listening);
    const { body } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/inspector.events`);
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain("retry:");
    let isClosed = false;
    server.close(() => (isClosed = true));
    await until(() => isClosed, 3);
  });

  it("end with the server also when the inbox does not answer", async () => {
    const silent = inboxWith(() => ({ list: async () => new Promise(() => {}) }));
    const server = createServer(inspector(receiver(silent))).listen(0, "127.0.0.1");
    await until(() => server.listening);
    await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/inspector.events`);
    let isClosed = false;
    server.close(() => (isClosed = true));
    await until(() => isClosed, 3);
  });

  it("are for nobody who has left before it was known whether he or she may listen", async () => {
    const waiting: { decide: () => void; res: ServerResponse }[] = [];
    const slow: ServerResponse[] = [];
    const show = inspector(receiver(), { authorize: async () => new Promise((resolve) => waiting.push({ decide: () => resolve(true), res: slow.at(-1) as ServerResponse })) });
    const url = await serve((req, res) => {
      slow.push(res);
      show(req, res);
    });
    const leaving = new AbortController();
    const listening = fetch(`${url}/inspector.events`, { signal: leaving.signal }).catch(() => {});
    await until(() => waiting.length > 0);
    leaving.abort();
    await listening;
    await until(() => waiting[0]?.res.closed === true);
    waiting[0]?.decide();
    const other = fetch(`${url}/inspector.events`);
    await until(() => waiting.length > 1);
    waiting[1]?.decide();
    const reader = (await other).body?.pipeThrough(new TextDecoderStream()).getReader();
    while (!((await reader?.read())?.value ?? "").includes("event: change"));
    expect(waiting[0]?.res.headersSent).toBe(false);
    await reader?.cancel();
  });

  it("ask the inbox once for all who listen, and not at all when nobody does", async () => {
    let asked = 0;
    const inbox = memoryInbox();
    const counting = inboxWith(() => ({
      list: async (query) => {
        asked += 1;
        return inbox.list(query);
      },
    }));
    const url = await serve(inspector(receiver(counting)));
    const listening = await Promise.all(Array.from({ length: 5 }, async () => fetch(`${url}/inspector.events`)));
    const readers = listening.map(({ body }) => body?.pipeThrough(new TextDecoderStream()).getReader());
    for (const reader of readers) while (!((await reader?.read())?.value ?? "").includes("event: change"));
    expect(asked).toBeLessThan(3);
    await Promise.all(readers.map(async (reader) => reader?.cancel()));
  });
});
