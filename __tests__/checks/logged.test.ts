import { Writable } from "node:stream";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type RequestHandler } from "express";
import morgan from "morgan";
import { type Options, pinoHttp } from "pino-http";
import { problems } from "../../lib/problems.js";
import { hosts } from "../support/hosts.js";
import { SENT, TOKEN } from "../support/packets.js";
import { closeReceivers, receiver } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

describe.each(hosts)("an access log before the router in $name", (host) => {
  /** What is said, and whether the log has the token in earnest. */
  const post = async (makeLog: (stream: Writable) => RequestHandler, tokens: string | false = TOKEN) => {
    const lines: string[] = [];
    const stream = new Writable({ write: (line, _, done) => (lines.push(String(line)), done()) });
    const postbacks = receiver({ tokens });
    const origin = await serve(host.app(postbacks, makeLog(stream)));
    for (let times = 0; times < 2; times += 1) expect((await send(`${origin}/cdyne${tokens ? `/${tokens}` : ""}`, { body: SENT })).status).toBe(200);
    return { said: postbacks.logged.map(({ code }) => code), written: lines.join("").includes(TOKEN) };
  };
  const pino = (options: Options) => (stream: Writable) => pinoHttp(options, stream) as RequestHandler;

  it.each([
    ["morgan", (stream: Writable) => morgan("combined", { stream }) as RequestHandler],
    ["morgan at once", (stream: Writable) => morgan("tiny", { stream, immediate: true }) as RequestHandler],
    ["pino-http", pino({})],
    ["pino-http whose own lines are short", pino({ quietReqLogger: true })],
    ["pino-http with a level for each answer", pino({ customLogLevel: () => "warn", level: "warn" })],
  ])("is told of once: %s", async (_, makeLog) => {
    expect(await post(makeLog)).toEqual({ said: ["CDYNE_TOKEN_LOGGED"], written: true });
  });

  it.each([
    ["pino-http that masks the URL", pino({ redact: ["req.url"] })],
    ["pino-http with a serializer that leaves it out", pino({ serializers: { req: () => ({ method: "POST" }) } })],
    ["pino-http that leaves out the path", pino({ autoLogging: { ignore: (req) => req.url?.startsWith("/cdyne") ?? false } })],
    ["pino-http that writes nothing by itself", pino({ autoLogging: false })],
    ["pino-http that is silent", pino({ level: "silent" })],
    ["something that puts a log of its own on the request", () => (req: object, _res: unknown, next: () => void) => {
      Object.assign(req, { log: { info: () => {} }, _startTime: 1 });
      next();
    }],
  ])("is none: %s", async (_, makeLog) => {
    expect(await post(makeLog)).toEqual({ said: [], written: false });
  });

  it("is not said to write what cannot be seen, and the message says how to switch it off", () => {
    expect(problems.CDYNE_TOKEN_LOGGED).toMatch(/most likely writes it/);
    expect(problems.CDYNE_TOKEN_LOGGED).toContain("`checks: { CDYNE_TOKEN_LOGGED: false }`");
  });

  it("has nothing to write where there is no token", async () => {
    expect(await post((stream) => morgan("combined", { stream }) as RequestHandler, false)).toEqual({ said: [], written: false });
  });
});
