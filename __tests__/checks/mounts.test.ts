import { afterEach, describe, expect, it } from "@jest/globals";
import { type Express, type RequestHandler, type Router } from "express";
import { SENT, TOKEN } from "../support/packets.js";
import { type Receiver, closeReceivers, receiver } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";
import { expresses } from "./expresses.js";

const OTHER = "fedcba9876543210fedcba9876543210";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

type Build = (app: Express, one: Receiver, other: Receiver, inner: Router) => unknown;

describe.each(expresses)("CDYNE_MOUNTED_TWICE in %s", (_, express) => {
  /** Leaves the router, or the route, for another token. */
  const guard = (token: string, what: "router" | "route" = "router"): RequestHandler => (req, _res, next) => next(req.originalUrl.endsWith(token) ? undefined : what);
  const guarded = (token: string, { router }: Receiver) => express.Router().use(guard(token), router);

  /** Posts to each path, twice; gives how often it was said, and the answers. */
  const post = async (build: Build, ...paths: string[]) => {
    const [one, other] = [receiver(), receiver({ tokens: OTHER })];
    const app = express();
    build(app, one, other, express.Router());
    const origin = await serve(app);
    const statuses = [];
    for (const path of [...paths, ...paths]) statuses.push((await send(origin + path, { body: SENT })).status);
    const said = [...one.logged, ...other.logged].filter(({ level }) => level === "warn");
    return { said: said.map(({ code }) => code), statuses: statuses.slice(0, paths.length) };
  };

  it.each<[string, string[], number[], Build]>([
    ["the same router twice below one path", [`/cdyne/${TOKEN}`], [200], (app, one) => app.use("/cdyne", one.router).use("/cdyne/", one.router)],
    ["another router below the same path, for what the first refuses", [`/cdyne/${OTHER}`], [404], (app, one, other) => app.use("/cdyne", one.router).use("/cdyne", other.router)],
    ["the same router twice at the root, at any path", ["/health"], [404], (app, one) => app.use(one.router).use(one.router)],
    ["the same router as a route behind its mount", [`/cdyne/${TOKEN}`], [200], (app, one) => app.use("/cdyne", one.router).post("/cdyne/:token", one.router)],
    ["the same route twice", [`/cdyne/${TOKEN}`], [200], (app, one) => app.post("/cdyne/:token", one.router, one.router)],
    ["both below one name that may be any", [`/acme/${TOKEN}`], [200], (app, one, other) => app.use("/:tenant", one.router).use("/:account", other.router)],
    ["one in a router inside a router", [`/a/b/${TOKEN}`], [200], (app, one, other, inner) => app.use("/a/b", one.router).use("/a", inner.use("/b", other.router))],
    ["behind something that may leave the application, as it leaves both", [`/cdyne/${TOKEN}`], [200], (app, one, other) => app.use(express.text(), (_req, _res, next) => next()).use("/cdyne", one.router).use("/cdyne", other.router)],
    ["behind something that leaves the router in which both are", [`/a/b/${TOKEN}`], [200], (app, one, other, inner) => app.use("/a", inner.use((_req, _res, next) => next()).use("/b", one.router).use("/b", other.router))],
    ["both in an application inside an application", [`/api/cdyne/${TOKEN}`], [200], (app, one, other) => app.use("/api", express().use("/cdyne", one.router).use("/cdyne", other.router))],
  ])("is said once: %s", async (_name, paths, statuses, build) => {
    expect(await post(build, ...paths)).toEqual({ said: ["CDYNE_MOUNTED_TWICE"], statuses });
  });

  it.each<[string, string[], number[], Build]>([
    ["the same router below two paths", [`/a/${TOKEN}`, `/b/${TOKEN}`], [200, 200], (app, one) => app.use("/a", one.router).use("/b", one.router)],
    ["the same router below a list of paths", [`/a/${TOKEN}`, `/b/${TOKEN}`], [200, 200], (app, one) => app.use(["/a", "/b"], one.router)],
    ["two routers below two paths, one of them deeper", [`/a/${TOKEN}`, `/a/b/${OTHER}`, "/a/b"], [200, 200, 404], (app, one, other) => app.use("/a", one.router).use("/a/b", other.router)],
    ["two routers at the root", [`/${TOKEN}`, `/${OTHER}`, "/health"], [200, 200, 404], (app, one, other) => app.use(one.router).use(other.router)],
    ["routes for several methods", [`/cdyne/${TOKEN}`], [200], (app, one) => app.get("/cdyne/:token", one.router).post("/cdyne/:token", one.router)],
    ["one path before a name that may be any", [`/cdyne/${TOKEN}`, `/acme/${OTHER}`], [200, 200], (app, one, other) => app.use("/cdyne", one.router).use("/:tenant", other.router)],
    ["one path before the root", [`/cdyne/${TOKEN}`, `/${OTHER}`], [200, 200], (app, one, other) => app.use("/cdyne", one.router).use(other.router)],
    ["one router inside two routers", [`/a/in/${TOKEN}`, `/b/in/${TOKEN}`], [200, 200], (app, one, _other, inner) => app.use("/a", inner.use("/in", one.router)).use("/b", inner)],
    ["each in a router that is left when the token is another's", [`/cdyne/${TOKEN}`, `/cdyne/${OTHER}`], [200, 200], (app, one, other) => app.use("/cdyne", guarded(TOKEN, one)).use("/cdyne", guarded(OTHER, other))],
    ["in a router that a route leaves", [`/cdyne/${TOKEN}`, `/cdyne/${OTHER}`], [200, 200], (app, one, other, inner) => app.use("/cdyne", inner.all("/:token", guard(TOKEN)).use(one.router)).use("/cdyne", other.router)],
    ["in a route that is left", [`/cdyne/${TOKEN}`, `/cdyne/${OTHER}`], [200, 200], (app, one, other) => app.use("/cdyne", express.Router().post("/:token", guard(TOKEN, "route"), one.router)).use("/cdyne", other.router)],
    ["behind something that rewrites the URL", [`/old/${TOKEN}`], [200], (app, one) => app.use((req, _res, next) => ((req.url = req.url.replace("old", "cdyne")), next())).use("/cdyne", one.router)],
  ])("is not said: %s", async (_name, paths, statuses, build) => {
    expect(await post(build, ...paths)).toEqual({ said: [], statuses });
  });

  it.each([
    ["after ten right ones", TOKEN, 200, ["CDYNE_MOUNTED_TWICE"]],
    ["after ten wrong ones", OTHER, 404, []],
  ])("is looked for in requests with a wrong token: %s", async (_name, token, status, said) => {
    const [one, other] = [receiver(), receiver({ tokens: OTHER })];
    const app = express().use("/:tenant", one.router).use("/acme", other.router);
    const origin = await serve(app);
    for (let times = 0; times < 10; times += 1) expect((await send(`${origin}/beta/${token}`, { body: SENT })).status).toBe(status);
    expect(one.logged).toEqual([]);
    expect((await send(`${origin}/acme/${OTHER}`, { body: SENT })).status).toBe(404);
    expect(one.logged.map(({ code }) => code)).toEqual(said);
  });

  it.each([
    ["20 segments", "/a".repeat(20), ["CDYNE_MOUNTED_TWICE"]],
    ["21 segments", "/a".repeat(21), []],
    ["500 characters", `/${"a".repeat(499)}`, ["CDYNE_MOUNTED_TWICE"]],
    ["501 characters", `/${"a".repeat(500)}`, []],
    ["as many segments as a request can have", "/a".repeat(8000), []],
  ])("is looked for in a path of %s, or not, because whoever posts one must not keep the process busy", async (_name, path, said) => {
    expect(await post((app, one) => app.use(one.router).use(one.router), path)).toEqual({ said, statuses: [404] });
  });

  it("is no longer looked for once it was said", async () => {
    const one = receiver();
    let looks = 0;
    const app = express();
    app.use((req, _res, next) => {
      const own: unknown = Reflect.get(req, "app");
      Object.defineProperty(req, "app", { get: () => ((looks += 1), own) });
      next();
    });
    app.use(one.router).use(one.router);
    const url = `${await serve(app)}/health`;
    expect((await send(url, { body: SENT })).status).toBe(404);
    expect(one.logged.map(({ code }) => code)).toEqual(["CDYNE_MOUNTED_TWICE"]);
    looks = 0;
    expect((await send(url, { body: SENT })).status).toBe(404);
    expect(looks).toBe(0);
  });

  it("survives an application that nobody can look into", async () => {
    const one = receiver();
    const app = express();
    app.use((req, _res, next) => {
      Object.defineProperty(req, "app", { get: () => { throw new Error("private"); } });
      next();
    });
    app.use("/cdyne", one.router);
    expect((await send(`${await serve(app)}/cdyne/${TOKEN}`, { body: SENT })).status).toBe(200);
    expect(one.logged).toEqual([]);
  });

  it("leaves what the application knows of a request as it was", async () => {
    const one = receiver();
    const app = express();
    const params: unknown[] = [];
    app.use("/:tenant", (req, _res, next) => one.router(req, _res, () => (params.push({ ...req.params }), next())));
    app.use("/:account", one.router);
    app.use((_req, res) => void res.status(201).end());
    expect((await send(`${await serve(app)}/acme/deep/er`, { body: SENT })).status).toBe(201);
    expect(params).toEqual([{ tenant: "acme" }]);
  });
});
