import { once } from "node:events";
import { connect, createServer } from "node:http2";
import { type AddressInfo, connect as connectTo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import express from "express";
import { type Listener } from "cdyne-postback";
import { bodyReader } from "../../lib/http/body.js";
import { hosts } from "../support/hosts.js";
import { RECEIPT, SENT, TOKEN } from "../support/packets.js";
import { closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, exchange, send, serve } from "../support/server.js";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

describe.each(hosts)("$name reads", (host) => {
  const start = async () => {
    const postbacks = receiver();
    const origin = await serve(host.app(postbacks));
    const received = async () => {
      await until(() => postbacks.events.length === 1);
      return postbacks.events[0];
    };
    return { origin, url: `${origin}/cdyne/${TOKEN}`, received, postbacks };
  };

  it.each([
    ["no content type", {}],
    ["a wrong content type", { "content-type": "text/xml; charset=nonsense" }],
    ["a content type that is no type at all", { "content-type": "?" }],
    ["a charset that is not there", { "content-type": "application/x-www-form-urlencoded; charset=x-unknown" }],
  ])("a body with %s", async (_, headers) => {
    const { origin, received } = await start();
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const request = `POST /cdyne/${TOKEN} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${lines.join("")}Content-Length: ${SENT.length}\r\n\r\n${SENT}`;
    expect(await exchange(origin, request)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await received()).toMatchObject({ type: "smsSent", raw: SENT });
  });

  it("a body in chunks of one byte", async () => {
    const { origin, received } = await start();
    const chunks = RECEIPT.replace(/./g, "1\r\n$&\r\n");
    const request = `POST /cdyne/${TOKEN} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
    expect(await exchange(origin, request)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await received()).toMatchObject({ type: "deliveryReceipt", raw: RECEIPT, receipt: { stat: "DELIVERED TO CARRIER" } });
  });

  it("bytes that are not UTF-8, and keeps them readable", async () => {
    const { url, received } = await start();
    const body = Buffer.concat([Buffer.from("SMSResponse=1&MessageID=1f&Message="), Buffer.from([0x63, 0x61, 0x66, 0xe9])]);
    expect((await send(url, { body })).status).toBe(200);
    expect(await received()).toMatchObject({ type: "smsReceived", text: "café" });
  });

  it("JSON, which people test with", async () => {
    const { url, received } = await start();
    const body = JSON.stringify({ SMSResponse: "1", MessageID: "1F", Message: "héllo" });
    await send(url, { body, headers: { "content-type": "application/json" } });
    expect(await received()).toMatchObject({ type: "smsReceived", messageId: "1f", text: "héllo" });
  });

  it("a body that a proxy has compressed, up to the limit", async () => {
    const { url, received, postbacks } = await start();
    const headers = { "content-encoding": "gzip" };
    expect((await send(url, { body: gzipSync("x".repeat(70_000)), headers })).status).toBe(413);
    expect((await send(url, { body: gzipSync(RECEIPT), headers })).status).toBe(200);
    expect(await received()).toMatchObject({ type: "deliveryReceipt", raw: RECEIPT });
    expect(postbacks.logged.map(({ code }) => code)).toEqual(["CDYNE_BODY_TOO_LARGE"]);
  });

  it.each([
    ["is not compressed although it says so", RECEIPT, "gzip"],
    ["is compressed and cut off", gzipSync(RECEIPT).subarray(0, -12), "gzip"],
    ["is compressed in a way that nobody knows", RECEIPT, "zstd2"],
  ])("nothing of a body that %s, and does not blame the inbox", async (_, body, encoding) => {
    const { url, postbacks } = await start();
    expect((await send(url, { body, headers: { "content-encoding": encoding } })).status).toBe(415);
    expect(postbacks.logged).toMatchObject([{ level: "error", code: "CDYNE_BODY_ENCODED" }]);
    expect((await postbacks.list()).items).toEqual([]);
  });

  it("a body after answering `Expect: 100-continue`", async () => {
    const { origin, received } = await start();
    const head = `POST /cdyne/${TOKEN} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: ${SENT.length}\r\n\r\n`;
    expect(await exchange(origin, head, (text) => text.includes("\r\n\r\n"))).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    expect((await send(`${origin}/cdyne/${TOKEN}`, { body: SENT })).status).toBe(200);
    expect(await received()).toMatchObject({ raw: SENT });
  });

  it("nothing of a body that breaks off, and records nothing of it", async () => {
    const { origin, url, postbacks, received } = await start();
    const head = `POST /cdyne/${TOKEN} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n${SENT}`;
    await exchange(origin, head, (text) => text.includes("100 Continue"));
    await send(url, { body: RECEIPT });
    expect(await received()).toMatchObject({ type: "deliveryReceipt" });
    expect(postbacks.events).toHaveLength(1);
    expect(postbacks.logged).toEqual([]);
  });

  it("names that every object has as plain data", async () => {
    const { url, received } = await start();
    await send(url, { body: "QueueID=7&ResponseCode=12&__proto__=a&constructor=b&toString=c" });
    const event = await received();
    expect(event).toMatchObject({ type: "callPlaced", subject: "call:7" });
    expect(Object.entries(event?.fields ?? {})).toContainEqual(["__proto__", "a"]);
    expect(Reflect.get({}, "a")).toBeUndefined();
  });
});

describe("over HTTP/2, the listener", () => {
  const post = async (listener: Listener, body: string, headers: Record<string, string>, end: boolean) => {
    const server = createServer(listener as never);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const stream = session.request({ ":method": "POST", ":path": `/${TOKEN}`, ...headers });
    const status = new Promise<unknown>((resolve) => {
      stream.on("response", (response) => resolve(response[":status"]));
      stream.on("error", () => resolve("broken off"));
      stream.on("close", () => resolve("broken off"));
    });
    stream.write(body);
    if (end) stream.end();
    else server.once("request", () => setImmediate(() => session.destroy()));
    const got = await status;
    session.destroy();
    await new Promise((resolve) => server.close(resolve));
    return got;
  };

  it("takes a postback", async () => {
    const postbacks = receiver();
    expect(await post(postbacks.listener, SENT, {}, true)).toBe(200);
    await until(() => postbacks.events.length === 1);
    expect(postbacks.events).toMatchObject([{ raw: SENT }]);
  });

  it("records nothing of a body that breaks off", async () => {
    const postbacks = receiver();
    expect(await post(postbacks.listener, SENT, {}, false)).toBe("broken off");
    expect(await post(postbacks.listener, RECEIPT, {}, true)).toBe(200);
    await until(() => postbacks.events.length === 1);
    expect(postbacks.events).toMatchObject([{ raw: RECEIPT }]);
  });

  it("says 503 to a compressed body whose length is not announced, as it cannot be told from none", async () => {
    const postbacks = receiver();
    expect(await post(postbacks.listener, "x", { "content-encoding": "gzip" }, true)).toBe(503);
    expect(postbacks.events).toEqual([]);
  });
});

describe("of a client that has hung up", () => {
  it.each([
    ["a body", {}, true],
    ["a compressed body", { "content-encoding": "gzip" }, true],
    ["the rest of a body", {}, false],
    ["the rest of a compressed body", { "content-encoding": "gzip" }, false],
  ])("nobody waits for %s", async (_, headers, before) => {
    const read = bodyReader(1000, 10_000);
    const result = new Promise((resolve) => {
      void serve((req, res) => {
        const gone = once(req, "close");
        if (before) void gone.then(() => resolve(read(req, res)));
        else resolve(read(req, res));
        req.destroy();
      }).then((origin) => void send(origin, { body: SENT, headers }).catch(() => {}));
    });
    expect(await result).toEqual({ failure: "gone" });
  });

  it("what has come of a compressed body is read, if it is all of it", async () => {
    const read = bodyReader(1000, 10_000);
    const result = new Promise((resolve) => {
      void serve((req, res) => resolve(read(req, res))).then((origin) => {
        const { hostname, port } = new URL(origin);
        const body = gzipSync(SENT);
        const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`;
        const socket = connectTo(Number(port), hostname, () => socket.write(Buffer.concat([Buffer.from(head), body]), () => socket.destroy()));
      });
    });
    expect(await result).toMatchObject({ body: Buffer.from(SENT) });
  });
});

describe("what a parser has made of a body", () => {
  const through = async (extended: boolean, body: string) => {
    const postbacks = receiver();
    const app = express();
    app.use(express.urlencoded({ extended }));
    app.use("/cdyne", postbacks.router);
    await send(`${await serve(app)}/cdyne/${TOKEN}`, { body });
    await until(() => postbacks.events.length === 1);
    return { ...postbacks.events[0]?.fields };
  };

  it.each([true, false])("keeps every name and value (extended: %s)", async (extended) => {
    const fields = await through(extended, "QueueID=7&ResponseCode=12&menu%5bone%5d=1&menu%5btwo%5d%5bx%5d=2&digit=1&digit=2&empty=");
    expect(fields).toEqual({
      QueueID: "7",
      ResponseCode: "12",
      "menu[one]": "1",
      "menu[two][x]": "2",
      digit: ["1", "2"],
      empty: "",
    });
  });

  it("is read from the stream when the parser only left an empty object", async () => {
    const postbacks = receiver();
    const app = express();
    app.use((req, _res, next) => {
      req.body = {};
      next();
    });
    app.use("/cdyne", postbacks.router);
    await send(`${await serve(app)}/cdyne/${TOKEN}`, { body: SENT });
    await until(() => postbacks.events.length === 1);
    expect(postbacks.events).toMatchObject([{ type: "smsSent", raw: SENT }]);
  });

  it("is read with `data` and `end`, where a host offers no more than these", async () => {
    const postbacks = receiver();
    const app = express();
    app.use((req, _res, next) => {
      req[Symbol.asyncIterator] = async function* () {};
      next();
    });
    app.use("/cdyne", postbacks.router);
    await send(`${await serve(app)}/cdyne/${TOKEN}`, { body: SENT });
    await until(() => postbacks.events.length === 1);
    expect(postbacks.events).toMatchObject([{ type: "smsSent", raw: SENT }]);
  });

  it("counts against the limit as well", async () => {
    const postbacks = receiver({ bodyLimit: 100 });
    const app = express();
    app.use(express.text({ type: () => true }));
    app.use("/cdyne", postbacks.router);
    const url = `${await serve(app)}/cdyne/${TOKEN}`;
    expect((await send(url, { body: "x".repeat(101) })).status).toBe(413);
    expect((await send(url, { body: "x".repeat(100) })).status).toBe(200);
  });

  it("is left alone, even when it is frozen", async () => {
    const postbacks = receiver();
    const body = Object.freeze({ SMSSent: "0", MessageID: "1f", Strange: Object.freeze(["a", "b"]) });
    const app = express();
    app.use((req, _res, next) => {
      req.body = body;
      next();
    });
    app.use("/cdyne", postbacks.router);
    await send(`${await serve(app)}/cdyne/${TOKEN}`, { body: SENT });
    await until(() => postbacks.events.length === 1);
    expect(postbacks.events).toMatchObject([{ type: "smsRefused", fields: { Strange: ["a", "b"] } }]);
    expect(body).toEqual({ SMSSent: "0", MessageID: "1f", Strange: ["a", "b"] });
  });
});
