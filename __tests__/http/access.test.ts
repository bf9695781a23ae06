import { afterEach, describe, expect, it } from "@jest/globals";
import express from "express";
import { type PostbacksOptions, createPostbacks, memoryInbox } from "cdyne-postback";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { express5Host, hosts, plainHost } from "../support/hosts.js";
import { SENT, TOKEN } from "../support/packets.js";
import { closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";

const OTHER = "fedcba9876543210fedcba9876543210";
const THIRD = "00112233445566778899aabbccddeeff";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

describe.each(hosts)("$name", (host) => {
  it.each([
    ["a wrong token", `/cdyne/${OTHER}`],
    ["a token with a letter too many", `/cdyne/${TOKEN}0`],
    ["the start of the token", `/cdyne/${TOKEN.slice(0, 20)}`],
    ["a short wrong token", "/cdyne/wrong"],
    ["an escaped zero byte", "/cdyne/%00"],
    ["a name that every object has", "/cdyne/__proto__"],
    ["no token", "/cdyne"],
    ["an empty token", "/cdyne/"],
    ["the token in the query", `/cdyne?token=${TOKEN}`],
  ])("answers 404 to %s, with nothing in it, and neither records nor logs it", async (_, path) => {
    const postbacks = receiver();
    const origin = await serve(host.app(postbacks));
    for (const method of ["POST", "GET", "HEAD", "PUT"]) {
      const answer = await send(origin + path, { method, body: method === "POST" ? SENT : "" });
      expect(answer).toMatchObject({ status: 404, text: "" });
    }
    expect(await postbacks.health()).toMatchObject({ waiting: 0, running: 0 });
    expect(postbacks.events).toEqual([]);
    expect(postbacks.logged).toEqual([]);
  });

  it("takes the token in upper case, with a slash behind it, and with a query", async () => {
    const postbacks = receiver();
    const origin = await serve(host.app(postbacks));
    for (const path of [TOKEN.toUpperCase(), `${TOKEN}/`, `${TOKEN}?item=7&SMSSent=0`]) {
      expect((await send(`${origin}/cdyne/${path}`, { body: SENT })).status).toBe(200);
    }
    await until(() => postbacks.events.length > 0);
    expect(postbacks.events).toMatchObject([{ type: "smsSent" }]);
  });

  it("names the account of each token, and keeps the same postback of two accounts apart", async () => {
    const postbacks = receiver({ tokens: { acme: [TOKEN, THIRD], beta: OTHER } });
    const origin = await serve(host.app(postbacks));
    for (const token of [TOKEN, THIRD, OTHER]) await send(`${origin}/cdyne/${token}`, { body: SENT });
    await until(() => postbacks.events.length === 2);
    expect(postbacks.events.map(({ account }) => account)).toEqual(["acme", "beta"]);
    expect(new Set(postbacks.events.map(({ key }) => key)).size).toBe(2);
  });

  it("lets everybody in with `tokens: false`, at the mount itself", async () => {
    const postbacks = receiver({ tokens: false });
    const origin = await serve(host.app(postbacks));
    expect((await send(`${origin}/cdyne`, { body: SENT })).status).toBe(200);
    expect(postbacks.url(`${origin}/cdyne/`)).toBe(`${origin}/cdyne`);
  });

  it("answers 404 to an address that is not allowed and says so once, and takes one in a range", async () => {
    for (const [allow, status] of [
      [["192.0.2.7"], 404],
      [["192.0.2.0/24", "2001:db8::/32"], 404],
      [["127.0.0.1"], 200],
      [["10.0.0.0/8", "127.0.0.0/8"], 200],
    ] as const) {
      const postbacks = receiver({ allow });
      const origin = await serve(host.app(postbacks));
      for (let times = 0; times < 2; times += 1) {
        expect(await send(`${origin}/cdyne/${TOKEN}`, { body: SENT })).toMatchObject({ status, text: "" });
      }
      await send(`${origin}/cdyne/${OTHER}`, { body: SENT });
      expect(postbacks.logged.map(({ code }) => code)).toEqual(status === 404 ? ["CDYNE_ADDRESS_REFUSED"] : []);
    }
  });
});

describe("an address behind proxies", () => {
  const answer = async (trustProxy: unknown, forwarded: string | undefined, allow: string[]) => {
    const postbacks = receiver({ allow });
    const app = express();
    app.set("trust proxy", trustProxy);
    app.use("/cdyne", postbacks.router);
    const headers: Record<string, string> = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
    return (await send(`${await serve(app)}/cdyne/${TOKEN}`, { body: SENT, headers })).status;
  };

  it.each([
    ["no proxy: a claimed address does not pass", false, "192.0.2.7", 404],
    ["one proxy: the address that it names passes", 1, "192.0.2.7", 200],
    ["one proxy: what the client claimed before it does not", 1, "192.0.2.7, 198.51.100.1", 404],
    ["two proxies: the address that the outer one names passes", 2, "192.0.2.7, 198.51.100.1", 200],
    ["two proxies: what the client claimed before them does not", 2, "192.0.2.7, 203.0.113.9, 198.51.100.1", 404],
    ["one proxy that names nobody: its own address counts", 1, undefined, 404],
  ])("%s", async (_, trustProxy, forwarded, status) => {
    expect(await answer(trustProxy, forwarded, ["192.0.2.7"])).toBe(status);
  });

  it.each([
    ["an IPv6 address in a range", "2001:db8::17", ["2001:db8::/32"], 200],
    ["an IPv6 address outside", "2001:db9::17", ["2001:db8::/32"], 404],
    ["an IPv4 address in IPv6 notation", "::ffff:192.0.2.7", ["192.0.2.0/24"], 200],
    ["what is no address", "unknown", ["0.0.0.0/0", "::/0"], 404],
  ])("%s", async (_, forwarded, allow, status) => {
    expect(await answer(1, forwarded, allow)).toBe(status);
  });

  it("the plain listener never believes the header", async () => {
    const postbacks = receiver({ allow: ["192.0.2.7"] });
    const origin = await serve(plainHost.app(postbacks));
    const spoofed = { "x-forwarded-for": "192.0.2.7", "x-real-ip": "192.0.2.7" };
    expect((await send(`${origin}/cdyne/${TOKEN}`, { body: SENT, headers: spoofed })).status).toBe(404);
  });
});

describe("createPostbacks refuses", () => {
  const refused = (options: unknown): unknown => {
    try {
      createPostbacks(options as PostbacksOptions);
      return "accepted";
    } catch (error) {
      return error;
    }
  };

  it.each([
    ["no tokens", {}, "CDYNE_TOKEN_MISSING"],
    ["undefined", { tokens: undefined }, "CDYNE_TOKEN_MISSING"],
    ["null", { tokens: null }, "CDYNE_TOKEN_MISSING"],
    ["true", { tokens: true }, "CDYNE_TOKEN_MISSING"],
    ["an empty token", { tokens: "" }, "CDYNE_TOKEN_MISSING"],
    ["a blank token", { tokens: " ".repeat(20) }, "CDYNE_TOKEN_MISSING"],
    ["an empty list", { tokens: [] }, "CDYNE_TOKEN_MISSING"],
    ["a list with a hole", { tokens: [TOKEN, undefined] }, "CDYNE_TOKEN_MISSING"],
    ["no labels", { tokens: {} }, "CDYNE_TOKEN_MISSING"],
    ["a label without a token", { tokens: { acme: TOKEN, beta: [] } }, "CDYNE_TOKEN_MISSING"],
    ["an empty array of bytes", { tokens: new Uint8Array() }, "CDYNE_TOKEN_MISSING"],
    ["a short token", { tokens: "0123456789abcde" }, "CDYNE_TOKEN_SHORT"],
    ["a token in upper case", { tokens: "0123456789ABCDEF" }, "CDYNE_TOKEN_CHARACTERS"],
    ["a token with a slash", { tokens: "0123456789/abcdef" }, "CDYNE_TOKEN_CHARACTERS"],
    ["one token for two accounts", { tokens: { acme: TOKEN, beta: TOKEN } }, "CDYNE_TOKEN_REPEATED"],
    ["no address at all", { tokens: TOKEN, allow: [] }, "CDYNE_ALLOW_INVALID"],
    ["an address that is none", { tokens: TOKEN, allow: ["localhost"] }, "CDYNE_ALLOW_INVALID"],
    ["a range that is none", { tokens: TOKEN, allow: ["10.0.0.0/33"] }, "CDYNE_ALLOW_INVALID"],
    ["a range without a length", { tokens: TOKEN, allow: ["10.0.0.0/"] }, "CDYNE_ALLOW_INVALID"],
    ["a misspelt option", { tokens: TOKEN, handlerTimeOut: 5 }, "CDYNE_OPTION_INVALID"],
    ["a negative limit", { tokens: TOKEN, bodyLimit: -1 }, "CDYNE_OPTION_INVALID"],
    ["a time that no timer can count", { tokens: TOKEN, handlerTimeout: Infinity }, "CDYNE_OPTION_INVALID"],
    ["an inbox that is none", { tokens: TOKEN, inbox: {} }, "CDYNE_OPTION_INVALID"],
    ["an inbox by its name", { tokens: TOKEN, inbox: "postbacks.db" }, "CDYNE_OPTION_INVALID"],
    ["a function that would make an inbox", { tokens: TOKEN, inbox: sqliteInbox }, "CDYNE_OPTION_INVALID"],
    ["options in a list", [{ tokens: TOKEN }], "CDYNE_OPTION_INVALID"],
    ["a misspelt option of retry", { tokens: TOKEN, retry: { minDelai: 5 } }, "CDYNE_OPTION_INVALID"],
    ["a retry that is none", { tokens: TOKEN, retry: 5 }, "CDYNE_OPTION_INVALID"],
    ["an answer that waits for handlers that do not run", { tokens: TOKEN, deliver: false, inline: true }, "CDYNE_OPTION_INVALID"],
    ["a time longer than dates reach", { tokens: TOKEN, keep: { dead: Infinity } }, "CDYNE_OPTION_INVALID"],
    ["a logger that is none", { tokens: TOKEN, logger: "pino" }, "CDYNE_OPTION_INVALID"],
    ["nothing at all", undefined, "CDYNE_OPTION_INVALID"],
  ])("%s", (_, options, code) => {
    expect(refused(options)).toMatchObject({ name: "PostbackError", code });
  });

  it("and teaches: how to make a token, which option was meant, and never what the token is", () => {
    expect(refused({})).toMatchObject({ message: expect.stringMatching(/randomBytes\(16\).*tokens: false/) });
    expect(refused({ tokens: TOKEN, handlerTimeOut: 5 })).toMatchObject({ message: expect.stringContaining('Did you mean "handlerTimeout"?') });
    expect(refused({ tokens: TOKEN, retry: { minDelai: 5 } })).toMatchObject({ message: expect.stringContaining('`retry`: There is no "minDelai". Did you mean "minDelay"?') });
    expect(refused({ tokens: TOKEN, keep: { deliverd: "1d" } })).toMatchObject({ message: expect.stringContaining('`keep`: There is no "deliverd". Did you mean "delivered"?') });
    expect(refused({ tokens: TOKEN, inbox: "postbacks.db" })).toMatchObject({ message: expect.stringContaining("`inbox`: expected an inbox, such as sqliteInbox(") });
    expect(refused({ tokens: TOKEN, inbox: { ...memoryInbox(), record: () => {} } })).toMatchObject({ message: expect.stringMatching(/no method claim, .*close/) });
    expect(refused({ tokens: TOKEN, deliver: false, inline: true })).toMatchObject({ message: expect.stringMatching(/`inline`: with `deliver: false` .* leave out one/) });
    expect(refused({ tokens: TOKEN, concurrency: 0 })).toMatchObject({ message: expect.stringContaining("`concurrency`: ") });
    expect(refused({ tokens: { acme: TOKEN, beta: "short" } })).toMatchObject({ message: expect.stringContaining("Account: beta.") });
    expect(refused({ tokens: "0123456789ABCDEF" })).toMatchObject({ message: expect.not.stringContaining("0123456789ABCDEF") });
  });

  it("`inline` only together with `deliver: false`", () => {
    for (const options of [{ inline: true }, { inline: true, deliver: true }, { inline: false, deliver: false }, { deliver: false }]) {
      expect(refused({ tokens: TOKEN, ...options })).toBe("accepted");
    }
  });
});

describe("sqliteInbox()", () => {
  it("says what it takes when it gets the file alone", () => {
    expect(() => sqliteInbox("a.db" as never)).toThrow(
      expect.objectContaining({ code: "CDYNE_OPTION_INVALID", message: expect.stringContaining("sqliteInbox(): It takes an object: { file") }),
    );
  });
});

describe("postbacks.url()", () => {
  it("gives the newest token of an account behind the mount", async () => {
    const postbacks = receiver({ tokens: { acme: [TOKEN, THIRD], beta: OTHER } });
    expect(postbacks.url("https://example.com/cdyne", { account: "acme" })).toBe(`https://example.com/cdyne/${TOKEN}`);
    expect(postbacks.url("https://example.com/cdyne/", { account: "beta" })).toBe(`https://example.com/cdyne/${OTHER}`);
  });

  it("gives a URL that works", async () => {
    const postbacks = receiver();
    const origin = await serve(express5Host.app(postbacks));
    expect((await send(postbacks.url(`${origin}/cdyne`), { body: SENT })).status).toBe(200);
  });

  it.each([
    ["no account where there are several", "https://example.com", undefined, "CDYNE_ACCOUNT_UNKNOWN"],
    ["an account that is not there", "https://example.com", "gamma", "CDYNE_ACCOUNT_UNKNOWN"],
    ["a base without a host", "/cdyne", "acme", "CDYNE_URL_INVALID"],
    ["a base with a query", "https://example.com/?a=1", "acme", "CDYNE_URL_INVALID"],
    ["a base with blanks", " https://example.com/", "acme", "CDYNE_URL_INVALID"],
    ["a base in upper case", "https://example.com/CDYNE", "acme", "CDYNE_URL_INVALID"],
  ])("refuses %s", (_, base, account, code) => {
    const postbacks = receiver({ tokens: { acme: TOKEN, beta: OTHER } });
    expect(() => postbacks.url(base, { account })).toThrow(expect.objectContaining({ code }));
  });

  it("says which accounts there are", () => {
    const message = (tokens: PostbacksOptions["tokens"], account?: string): unknown => {
      try {
        return receiver({ tokens }).url("https://example.com", { account });
      } catch (error) {
        return error instanceof Error && error.message;
      }
    };
    expect(message({ acme: TOKEN, beta: OTHER })).toMatch(/ Name one of: acme, beta\.$/);
    expect(message(TOKEN, "acme")).toMatch(/`tokens` has no labels/);
  });
});
