import fc from "fast-check";
import { afterEach, describe, expect, it } from "@jest/globals";
import { memoryInbox } from "cdyne-postback";
import { hosts } from "../support/hosts.js";
import { REPLY, SENT, TOKEN } from "../support/packets.js";
import { closeReceivers, inboxWith, receiver, until } from "../support/receiver.js";
import { closeServers, exchange, send, serve } from "../support/server.js";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

describe.each(hosts)("$name answers", (host) => {
  const start = async (options: Parameters<typeof receiver>[0] = {}) => {
    const postbacks = receiver(options);
    const origin = await serve(host.app(postbacks));
    return { postbacks, origin, url: `${origin}/cdyne/${TOKEN}` };
  };

  it("200 with nothing in it when a postback was recorded", async () => {
    const { url } = await start();
    const answer = await send(url, { body: SENT });
    expect(answer).toMatchObject({ status: 200, text: "", headers: { "content-length": "0" } });
  });

  it("200 to a repeat, and delivers it once", async () => {
    const { url, postbacks } = await start();
    const answers = await Promise.all(Array.from({ length: 20 }, async () => send(url, { body: REPLY })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    await until(async () => (await postbacks.health()).waiting === 0);
    expect(postbacks.events).toHaveLength(1);
  });

  it.each([
    ["nothing", "", "empty-body"],
    ["what nobody knows", "Hello=1", "no-marker"],
    ["a marker without its id", "SMSSent=1&MessageID=", "message-id-missing"],
    ["bytes without sense", Buffer.from([0xff, 0x00, 0x25, 0x26, 0x3d]), "no-marker"],
  ])("200 to %s, and delivers it as unknown with a reason", async (_, body, code) => {
    const { url, postbacks } = await start();
    expect((await send(url, { body })).status).toBe(200);
    await until(() => postbacks.events.length === 1);
    expect(postbacks.events).toMatchObject([{ type: "unknown", reason: { code } }]);
  });

  it("413 when the body is larger than allowed, and records nothing", async () => {
    const { url, postbacks } = await start({ bodyLimit: 100 });
    expect(await send(url, { body: "x".repeat(101) })).toMatchObject({ status: 413, text: "" });
    expect((await send(url, { body: "x".repeat(100) })).status).toBe(200);
    expect(postbacks.logged).toMatchObject([{ level: "error", code: "CDYNE_BODY_TOO_LARGE" }]);
    await until(() => postbacks.events.length === 1);
  });

  it("413 to 64 kB and more by default, also when the length is not announced", async () => {
    const { origin } = await start();
    const head = `POST /cdyne/${TOKEN} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
    const size = 65_537;
    const answer = await exchange(origin, `${head}${size.toString(16)}\r\n${"x".repeat(size)}\r\n0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it("408 when the body does not arrive in time, and hangs up", async () => {
    const { origin, postbacks } = await start({ readTimeout: 50 });
    const answer = await exchange(origin, `POST /cdyne/${TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc`);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect(postbacks.logged).toMatchObject([{ level: "error", code: "CDYNE_BODY_TOO_SLOW" }]);
    expect(postbacks.events).toEqual([]);
  });

  it("503 when the inbox cannot record, records again when it can, and never tells why", async () => {
    let broken = true;
    const inbox = inboxWith((memory) => ({
      record: async (postbacks) => {
        if (broken) throw new Error("disk of 17575449510 is full");
        return memory.record(postbacks);
      },
    }));
    const { url, postbacks } = await start({ inbox });
    expect(await send(url, { body: SENT })).toMatchObject({ status: 503, text: "" });
    expect(postbacks.logged).toMatchObject([{ level: "error", code: "CDYNE_RECORD_FAILED" }]);
    expect(JSON.stringify(postbacks.logged)).not.toContain("17575449510");
    broken = false;
    expect((await send(url, { body: SENT })).status).toBe(200);
  });

  it("503 when the inbox does not record in time", async () => {
    const { url, postbacks } = await start({ inbox: inboxWith(() => ({ record: async () => new Promise(() => {}) })), recordTimeout: 20 });
    expect(await send(url, { body: SENT })).toMatchObject({ status: 503, text: "" });
    expect(postbacks.logged).toMatchObject([{ code: "CDYNE_RECORD_TIMEOUT" }]);
  });

  it("503 when the memory inbox is full, and 200 again when there is room", async () => {
    const { url, postbacks } = await start({ inbox: memoryInbox({ limit: 1 }), concurrency: 1 });
    let release = () => {};
    postbacks.onAny(async () => new Promise<void>((resolve) => (release = resolve)));
    const numbered = (number: number) => ({ body: SENT.replace("5f60c550c706", String(number).padStart(12, "0")) });
    expect((await send(url, numbered(1))).status).toBe(200);
    await until(async () => (await postbacks.health()).running === 1);
    expect((await send(url, numbered(2))).status).toBe(200);
    expect((await send(url, numbered(3))).status).toBe(503);
    expect(postbacks.logged).toContainEqual(expect.objectContaining({ code: "CDYNE_INBOX_FULL" }));
    release();
    await until(async () => (await postbacks.health()).waiting === 0);
    expect((await send(url, numbered(3))).status).toBe(200);
  });

  it("503 after close()", async () => {
    const { url, postbacks } = await start();
    await postbacks.close();
    expect(await send(url, { body: SENT })).toMatchObject({ status: 503, text: "" });
    expect(postbacks.logged).toMatchObject([{ code: "CDYNE_CLOSED" }]);
  });

  it("a friendly sentence to GET, the same without it to HEAD, and counts its length in bytes", async () => {
    const { url, postbacks } = await start();
    const get = await send(url, { method: "GET" });
    expect(get).toMatchObject({ status: 200, headers: { "content-type": "text/plain; charset=utf-8" } });
    expect(get.text).toMatch(/PostBackURL/);
    expect(get.headers["content-length"]).toBe(String(Buffer.byteLength(get.text)));
    expect(await send(url, { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
    expect(postbacks.events).toEqual([]);
  });

  it.each(["PUT", "DELETE", "PATCH", "OPTIONS"])("405 to %s, and which methods there are", async (method) => {
    const { url } = await start();
    expect(await send(url, { method })).toMatchObject({ status: 405, text: "", headers: { allow: "GET, HEAD, POST" } });
  });

  it("nothing of the inside and nothing of the postback in any answer, whatever handlers do", async () => {
    const { url, postbacks } = await start();
    postbacks.onSmsSent(() => {
      throw new TypeError("secret of the house");
    });
    const answer = await send(url, { body: SENT });
    expect(answer).toMatchObject({ status: 200, text: "" });
    await until(async () => (await postbacks.health()).dead === 1);
  });

  it("before the handlers run, so that a handler that blocks cannot delay it", async () => {
    const postbacks = receiver();
    const answered: boolean[] = [];
    let ended = () => false;
    const origin = await serve(
      host.app(postbacks, (_req, res, next) => {
        ended = () => res.writableEnded;
        next();
      }),
    );
    postbacks.onSmsSent(() => void answered.push(ended()));
    await send(`${origin}/cdyne/${TOKEN}`, { body: SENT });
    await until(() => answered.length === 1);
    expect(answered).toEqual([true]);
  });

  it("any bytes with a status of the table, and goes on working", async () => {
    const { origin, url } = await start();
    const bytes = fc.uint8Array({ maxLength: 2000 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom("", "gzip", "nonsense"), async (body, encoding) => {
        const head = `POST /cdyne/${TOKEN} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${body.length}\r\n\r\n`;
        expect(await exchange(origin, Buffer.concat([Buffer.from(head), body]))).toMatch(/^HTTP\/1\.1 (200|413|415|503) /);
      }),
    );
    expect((await send(url, { body: SENT })).status).toBe(200);
  });
});
