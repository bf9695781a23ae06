import { afterEach, describe, expect, it } from "@jest/globals";
import { type NextFunction, type Request, type Response } from "express";
import express5 from "express";
import express4 from "express4";
import { REPLY, SENT, TOKEN } from "../support/packets.js";
import { closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, exchange, send, serve } from "../support/server.js";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

describe.each([
  ["Express 5", express5],
  ["Express 4", express4],
])("the router in %s", (_, express) => {
  it.each(["/cdyne", "/a/b/c", "/:tenant/hooks"])("works below %s", async (path) => {
    const postbacks = receiver();
    const app = express();
    app.use(path, postbacks.router);
    const url = `${await serve(app)}${path.replace(":tenant", "acme")}/${TOKEN}`;
    expect((await send(url, { body: SENT })).status).toBe(200);
    await until(() => postbacks.events.length === 1);
  });

  it("works in a router inside a router", async () => {
    const postbacks = receiver();
    const inner = express.Router();
    inner.use("/b", postbacks.router);
    const app = express();
    app.use("/a", inner);
    expect((await send(`${await serve(app)}/a/b/${TOKEN}`, { body: SENT })).status).toBe(200);
  });

  it("works behind a proxy that takes a prefix off the path", async () => {
    const postbacks = receiver();
    const app = express();
    app.use("/b", postbacks.router);
    const inside = await serve(app);
    const proxy = express();
    proxy.use("/a", (req: Request, res: Response, next: NextFunction) => {
      const chunks: Buffer[] = [];
      req.on("data", (chunk: Buffer) => chunks.push(chunk));
      req.on("end", () => {
        send(inside + req.url, { body: Buffer.concat(chunks) }).then(({ status }) => res.status(status).end(), next);
      });
    });
    const url = postbacks.url(`${await serve(proxy)}/a/b`);
    expect((await send(url, { body: SENT })).status).toBe(200);
    await until(() => postbacks.events.length === 1);
    expect(postbacks.events).toMatchObject([{ raw: SENT }]);
  });

  it("works mounted twice, and records a postback that comes both ways once", async () => {
    const postbacks = receiver();
    const app = express();
    app.use("/a", postbacks.router);
    app.use("/b", postbacks.router);
    const origin = await serve(app);
    for (const [path, body] of [
      ["a", SENT],
      ["b", SENT],
      ["b", REPLY],
    ] as const) {
      expect((await send(`${origin}/${path}/${TOKEN}`, { body })).status).toBe(200);
    }
    await until(() => postbacks.events.length === 2);
  });

  it("passes on what is deeper than a PostBackURL", async () => {
    const postbacks = receiver();
    const app = express();
    app.use("/cdyne", postbacks.router);
    app.post("/cdyne/reports/daily", (_req: Request, res: Response) => void res.status(201).end());
    const origin = await serve(app);
    expect((await send(`${origin}/cdyne/reports/daily`)).status).toBe(201);
    expect((await send(`${origin}/cdyne/${TOKEN}/${TOKEN}`, { body: SENT })).status).toBe(404);
    expect(postbacks.events).toEqual([]);
  });

  it("mounted at the root, passes on everything that is not a right token", async () => {
    const postbacks = receiver();
    const app = express();
    app.use(postbacks.router);
    app.all(["/", "/health", "/terms-and-conditions"], (_req: Request, res: Response) => void res.status(201).end());
    const origin = await serve(app);
    const statuses = [];
    for (const path of ["/", "/health", "/terms-and-conditions", `/${TOKEN}`]) {
      statuses.push((await send(origin + path, { body: SENT })).status);
    }
    expect(statuses).toEqual([201, 201, 201, 200]);
  });

  it("works as a route", async () => {
    const postbacks = receiver();
    const app = express();
    app.post("/hooks/:token", postbacks.router);
    app.use((_req: Request, res: Response) => void res.status(201).end());
    const origin = await serve(app);
    expect((await send(`${origin}/hooks/${TOKEN}`, { body: SENT })).status).toBe(200);
    expect((await send(`${origin}/hooks/wrong`, { body: SENT })).status).toBe(201);
  });

  it("works when a proxy puts the whole URL in place of the path", async () => {
    const postbacks = receiver();
    const app = express();
    app.use("/cdyne", postbacks.router);
    const origin = await serve(app);
    const head = `POST http://example.com/cdyne/${TOKEN} HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\nContent-Length: ${SENT.length}\r\n\r\n`;
    expect(await exchange(origin, head + SENT)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("without tokens, passes on everything but the mount itself", async () => {
    const postbacks = receiver({ tokens: false });
    const app = express();
    app.use("/cdyne", postbacks.router);
    app.post("/cdyne/health", (_req: Request, res: Response) => void res.status(201).end());
    const origin = await serve(app);
    expect((await send(`${origin}/cdyne/health`)).status).toBe(201);
    expect((await send(`${origin}/cdyne`, { body: SENT })).status).toBe(200);
  });

  it("leaves the host's error handler what is the host's, and hands it nothing of its own", async () => {
    const postbacks = receiver();
    const errors: unknown[] = [];
    const app = express();
    app.use(express.json({ type: () => true }));
    app.use("/cdyne", postbacks.router);
    app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
      errors.push(error.name);
      res.status(418).end();
    });
    const url = `${await serve(app)}/cdyne/${TOKEN}`;
    expect((await send(url, { body: SENT })).status).toBe(418);
    expect((await send(url, { body: '{"SMSSent":"1","MessageID":"9a35e913-ded0-7574-4642-5f60c550c706"}' })).status).toBe(200);
    expect(errors).toEqual(["SyntaxError"]);
  });

  it("hands the host's error handler a response that something before it has broken", async () => {
    const postbacks = receiver();
    const app = express();
    app.use((_req: Request, res: Response, next: NextFunction) => {
      res.writeHead = () => {
        Reflect.deleteProperty(res, "writeHead");
        throw new Error("broken");
      };
      next();
    });
    app.use("/cdyne", postbacks.router);
    app.use((_error: Error, _req: Request, res: Response, _next: NextFunction) => void res.status(418).end());
    expect((await send(`${await serve(app)}/cdyne/${TOKEN}`, { body: SENT })).status).toBe(418);
  });
});
