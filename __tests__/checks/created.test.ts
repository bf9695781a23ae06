import { createServer } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type NextFunction, type Request, type Response } from "express";
import { bundle } from "../support/bundle.js";
import { plainHost } from "../support/hosts.js";
import { endPrograms, run } from "../support/program.js";
import { SENT, TOKEN } from "../support/packets.js";
import { type Receiver, closeReceivers, receiver } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";
import { expresses } from "./expresses.js";

afterEach(async () => {
  endPrograms();
  await closeServers();
  await closeReceivers();
});

const codes = (postbacks: Receiver | undefined) => postbacks?.logged.map(({ code }) => code);
/** Calls itself until the stack is deeper than an error shows. */
const deep = (depth: number): Receiver => (depth === 0 ? receiver() : deep(depth - 1));

describe.each(expresses)("CDYNE_CREATED_IN_REQUEST in %s", (_, express) => {
  /** Posts twice; what is said is that of the second that was made. */
  const post = async (handle: (make: () => Receiver, req: Request, res: Response, next: NextFunction) => unknown, make: () => Receiver = receiver) => {
    let made: Receiver | undefined;
    const app = express();
    app.use(express.text({ type: "*/*" }));
    app.use("/cdyne", async (req, res, next) => handle(() => (made = make()), req, res, next));
    app.use((_req, res) => void res.status(201).end());
    const url = `${await serve(app)}/cdyne/${TOKEN}`;
    await send(url, { body: SENT });
    const { status } = await send(url, { body: SENT });
    return { status, said: codes(made) };
  };

  it.each<[string, Parameters<typeof post>[0], (() => Receiver)?]>([
    ["in the handler", (make, req, res, next) => make().router(req, res, next)],
    ["deep in what the handler calls", (make, req, res, next) => make().router(req, res, next), () => deep(50)],
    ["when the handler has waited", async (make, req, res, next) => {
      await pause(1);
      make().router(req, res, next);
    }],
    ["by something that promises it", async (make, req, res, next) => {
      await pause(1);
      const postbacks = await (async () => make())();
      postbacks.router(req, res, next);
    }],
    ["with the listener", async (make, req, res) => {
      await pause(1);
      make().listener(req, res);
    }],
  ])("is said of the second: %s", async (_name, handle, make = receiver) => {
    expect(await post(handle, make)).toEqual({ status: 200, said: ["CDYNE_CREATED_IN_REQUEST"] });
  });

  it("is said when nothing comes to it at all", async () => {
    const handle: Parameters<typeof post>[0] = (make, _req, _res, next) => (make(), next());
    expect(await post(handle)).toEqual({ status: 201, said: ["CDYNE_CREATED_IN_REQUEST"] });
  });

  it("is not said of one that was made before, while others are being served", async () => {
    const app = express();
    const origin = await serve(app);
    await send(origin);
    const postbacks = receiver();
    app.use("/cdyne", postbacks.router);
    await Promise.all([1, 2, 3].map(async () => send(`${origin}/cdyne/${TOKEN}`, { body: SENT })));
    expect(codes(postbacks)).toEqual([]);
  });
});

describe("CDYNE_CREATED_IN_REQUEST without Express", () => {
  it("is said of the second", async () => {
    let made: Receiver | undefined;
    const url = `${await serve((req, res) => (made = receiver()).listener(req, res))}/${TOKEN}`;
    await send(url, { body: SENT });
    expect((await send(url, { body: SENT })).status).toBe(200);
    expect(codes(made)).toEqual(["CDYNE_CREATED_IN_REQUEST"]);
  });

  it("is not said at the start of a program, whatever comes at once", async () => {
    const server = createServer();
    const postbacks = receiver();
    server.on("request", postbacks.listener);
    expect((await send(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { body: SENT })).status).toBe(200);
    expect(codes(postbacks)).toEqual([]);
  });

  it("is not said of a request that came by no socket, as tests make them", async () => {
    const postbacks = receiver();
    const req = Object.assign(Readable.from([SENT]), { method: "POST", url: `/${TOKEN}`, headers: {}, socket: { remoteAddress: "127.0.0.1" } });
    const status = await new Promise((resolve) => postbacks.listener(req as never, { writeHead: resolve, end: () => {}, listeners: () => [] } as never));
    expect([status, codes(postbacks)]).toEqual([200, []]);
  });

  it.each([
    ["in a module that a request was the first to ask for", "made-when-loaded.ts"],
    ["in such a module that waits for something before", "made-after-waiting.ts"],
    ["that the first request needs, and the others take", "made-when-needed.ts"],
  ])("is not said of one %s", async (_, file) => {
    const program = run("__tests__/checks/first-asked.ts", { MODULE: bundle(join(__dirname, file)) });
    expect(await program.ended).toBe(0);
    expect(program.output()).toBe('{"codes":[],"received":2}\n');
  }, 30_000);

  it("leaves the length of stacks as it was, and survives one that cannot be had", async () => {
    const before = Object.entries(Object.getOwnPropertyDescriptors(Error)).filter(([name]) => name === "stackTraceLimit" || name === "prepareStackTrace");
    Error.stackTraceLimit = 7;
    Error.prepareStackTrace = () => { throw new Error("no"); };
    try {
      expect(codes(receiver())).toEqual([]);
      expect(Error.stackTraceLimit).toBe(7);
    } finally {
      Reflect.deleteProperty(Error, "prepareStackTrace");
      Object.defineProperties(Error, Object.fromEntries(before));
    }
  });
});
