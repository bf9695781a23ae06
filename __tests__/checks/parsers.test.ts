import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type RequestHandler } from "express";
import { classify } from "cdyne-postback";
import { type Host, hosts } from "../support/hosts.js";
import { RECEIPT, REPLY, SENT, TOKEN } from "../support/packets.js";
import { closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, exchange, send, serve } from "../support/server.js";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

type Parsers = Host["parsers"];
type Posted = string | Buffer;
/** An application's own way with a parsed body. */
const change = (how: (body: never) => unknown): RequestHandler => (req, _res, next) => ((req.body = how(req.body as never)), next());
const cafe = Buffer.from(REPLY.replace("Message=Test", "Message=caf%e9"));
const bytes = Buffer.concat([Buffer.from(REPLY.replace("Message=Test", "Message=caf")), Buffer.from([0xe9])]);

describe.each(hosts)("parsers before the router in $name", (host) => {
  const post = async (before: RequestHandler[], bodies: Posted[], headers = {}) => {
    const postbacks = receiver();
    const url = `${await serve(host.app(postbacks, ...before))}/cdyne/${TOKEN}`;
    for (const body of bodies) expect((await send(url, { body, headers })).status).toBe(200);
    return postbacks.logged.map(({ code }) => code);
  };

  it.each<[string, (parsers: Parsers) => RequestHandler[], Posted]>([
    ["keeps only some of the fields", ({ urlencoded }) => [urlencoded({ extended: true }), change(({ MessageID }: Record<string, string>) => ({ MessageID, SMSSent: "1" }))], SENT],
    ["cuts the bytes", ({ raw }) => [raw({ type: "*/*" }), change((body: Buffer) => body.subarray(0, 80))], SENT],
    ["cuts the text", ({ text }) => [text({ type: "*/*" }), change((body: string) => body.slice(0, 30))], SENT],
    ["reads bytes as a charset that they do not have", ({ text }) => [text({ type: "*/*" })], bytes],
    ["unescapes bytes as a charset that they do not have", ({ urlencoded }) => [urlencoded({ extended: false })], cafe],
    ["takes pieces of a receipt's text for fields", ({ urlencoded }) => [urlencoded({ extended: true })], RECEIPT.replace("text:", "text:me & you = us")],
    ["makes objects of a receipt's text", ({ urlencoded }) => [urlencoded({ extended: true })], RECEIPT.replace("text:", "text:a[b]=c")],
  ])("that %s are told of once, also when it is not the first body", async (_, before, body) => {
    expect(await post(before(host.parsers), [SENT.replace("9a35", "1111"), body, body])).toEqual(["CDYNE_PARSER_LOSES"]);
  });

  it.each<[string, (parsers: Parsers) => RequestHandler[], object?]>([
    ["urlencoded()", ({ urlencoded }) => [urlencoded({ extended: true })]],
    ["urlencoded() of querystring", ({ urlencoded }) => [urlencoded({ extended: false })]],
    ["json()", ({ json }) => [json()]],
    ["text()", ({ text }) => [text({ type: "*/*" })]],
    ["raw()", ({ raw }) => [raw({ type: "*/*" })]],
    ["one that keeps the bytes", ({ urlencoded }) => [urlencoded({ extended: true, verify: (req, _res, body) => Object.assign(req, { rawBody: body }) }), change(() => ({}))]],
    ["none", () => []],
  ])("that lose nothing are not told of: %s", async (_, before) => {
    const bodies = [
      SENT,
      REPLY.replace("Message=Test", "Message=caf%c3%a9+%f0%9f%98%80+%ef%bf%bd"),
      REPLY.replace("Message=Test", "Message="),
      RECEIPT,
      RECEIPT.replaceAll(" ", "+").replaceAll(":", "%3a"),
      "QueueID=7&ResponseCode=18&choice[0]=a&choice[0]=b&my var=1&phonenumber=7575449511",
    ];
    expect(await post(before(host.parsers), bodies)).toEqual([]);
  });

  const written = ["100%deal", "50% off", "100%", "%zz", "a%2", "%%", "R&D", "tea & cake", "a&b=c", "a&Message=b", "tea &amp; cake", "&#233;", "a;b", "a=b", "a[b]", "a&b[c]=d", "caf\u00e9", "\u{1f600} 5%"];
  const latin = ["caf\u00e9", "caf\u00e9 100%deal"].map((text) => Buffer.from(text, "latin1"));
  const escaped = ["caf%c3%a9", "%f0%9f%98%80+%ef%bf%bd", "caf%e9", "caf%e9+100%", "100%25deal", "%25e9", "a%2bb", "%ed%a0%80", "a%00b"];

  it.each<[string, (parsers: Parsers) => RequestHandler]>([
    ["urlencoded()", ({ urlencoded }) => urlencoded({ extended: true })],
    ["urlencoded() of querystring", ({ urlencoded }) => urlencoded({ extended: false })],
    ["text()", ({ text }) => text({ type: "*/*" })],
    ["raw()", ({ raw }) => raw({ type: "*/*" })],
  ])("are told of exactly where something else is left than was posted: %s", async (_, parser) => {
    const bodyOf = (packet: string, text: Posted): Buffer => {
      const [before = "", after = ""] = packet.split("@");
      return Buffer.concat([before, text, after].map((part) => Buffer.from(part)));
    };
    const bodies = [
      ...[...written.slice(1), ...latin, ...escaped].map((text) => bodyOf(REPLY.replace("Message=Test", "Message=@"), text)),
      // In a receipt `%de` that was unescaped cannot be told from U+FFFD that was posted as it is: both take three bytes.
      ...[...written.slice(1), ...latin].map((text) => bodyOf(RECEIPT.replace("text:", "text:@"), text)),
    ];
    const told: string[] = [];
    const differ: string[] = [];
    for (const body of bodies) {
      const postbacks = receiver();
      await send(`${await serve(host.app(postbacks, parser(host.parsers)))}/cdyne/${TOKEN}`, { body });
      await until(() => postbacks.events.length === 1);
      if (postbacks.logged.length > 0) told.push(String(body));
      if (!isDeepStrictEqual(postbacks.events[0]?.fields, classify(body).fields)) differ.push(String(body));
    }
    expect(told).toEqual(differ);
  });

  it.each<[string, Posted]>([
    ["a receipt with U+FFFD in its text", RECEIPT.replace("text:", "text:what\ufffd?")],
    ["a reply with U+FFFD, and more escaped than the vendor does", REPLY.replace("Message=Test", "Message=%EF%BF%BD%21")],
    ["a reply with U+FFFD, and less escaped than the vendor does", REPLY.replace("Message=Test", "Message=it's~%EF%BF%BD")],
    ["a reply with U+FFFD, and nothing escaped", decodeURIComponent(REPLY.replaceAll("+", " ")).replace("Message=Test", "Message=a: \ufffd")],
    ["many &", `${REPLY}${"&".repeat(900)}`],
    ["letters that are escaped", REPLY.replace("Message=Test", `Message=${"%41".repeat(500)}`)],
    ["an encoded receipt with another field before its code", RECEIPT.replaceAll(" ", "+").replaceAll(":", "%3a").replace("&Code", "&Extra=1&my+own=2&Code")],
    ["an MMS receipt with another field before its code", RECEIPT.replace(/sm:.*text:/, "DeliveredToDevice&Extra=1")],
    ["a receipt with another field at its beginning", `my var=1&${RECEIPT}`],
  ])("that leave everything are not told of, whatever was posted: %s", async (_, body) => {
    const { urlencoded, text, raw } = host.parsers;
    for (const parser of [urlencoded({ extended: true }), urlencoded({ extended: false }), text({ type: "*/*" }), raw({ type: "*/*" })]) {
      const postbacks = receiver();
      await send(`${await serve(host.app(postbacks, parser))}/cdyne/${TOKEN}`, { body });
      await until(() => postbacks.events.length === 1);
      expect({ ...postbacks.events[0]?.fields }).toEqual({ ...classify(body).fields });
      expect(postbacks.logged).toEqual([]);
    }
  });

  it("that leave a percentage as it was posted are not told of", async () => {
    const { urlencoded } = host.parsers;
    expect(await post([urlencoded({ extended: true })], [REPLY.replace("Message=Test", "Message=100%deal")])).toEqual([]);
  });

  it("are not told of for a body that came in chunks: nobody has said how long it was", async () => {
    const postbacks = receiver();
    const origin = await serve(host.app(postbacks, host.parsers.text({ type: "*/*" })));
    const body = REPLY.replace("Message=Test", "Message=\ufffd");
    const head = `POST /cdyne/${TOKEN} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await exchange(origin, `${head}${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(postbacks.logged).toEqual([]);
  });

  it("that inflate a body are not told of", async () => {
    const before = [host.parsers.raw({ type: "*/*" })];
    expect(await post(before, [gzipSync(`${SENT}${"&a=".padEnd(400)}`)], { "content-encoding": "gzip" })).toEqual([]);
    expect(await post([], [gzipSync(SENT)], { "content-encoding": "gzip" })).toEqual([]);
  });

  it("of JSON are not told of: nobody knows how it was written", async () => {
    const headers = { "content-type": "application/json" };
    expect(await post([host.parsers.json()], [JSON.stringify({ SMSSent: "1", MessageID: "1", odd: { a: ["\ufffd"] } }, null, 200)], headers)).toEqual([]);
  });
});
