import { readFileSync } from "node:fs";
import { type RequestListener, createServer } from "node:http";
import { createServer as createSafeServer } from "node:https";
import { type AddressInfo } from "node:net";
import { join } from "node:path";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import express from "express";
import { generate } from "selfsigned";
import { classify, createPostbacks } from "cdyne-postback";
import { createClient } from "cdyne-postback/client";
import { startVendor, testClock } from "cdyne-postback/testing";
import { type ExamineOptions, examine } from "../../lib/cli/doctor/examine.js";
import { spelling } from "../../lib/cli/doctor/checks/spelling.js";
import { type Finding } from "../../lib/findings/finding.js";
import { findings as known } from "../../lib/findings/findings.js";
import { isInsideHost } from "../../lib/networks.js";
import { express4Host, hosts } from "../support/hosts.js";
import { SENT, TOKEN } from "../support/packets.js";
import { proxy } from "../support/proxy.js";
import { closeReceivers, inboxWith, receiver, until } from "../support/receiver.js";
import { closeServers, freePort, send, serve } from "../support/server.js";

const environment = process.env["NODE_ENV"];
const safeServers = new Set<ReturnType<typeof createSafeServer>>();

afterEach(async () => {
  process.env["NODE_ENV"] = environment;
  await closeServers();
  await closeReceivers();
  for (const server of safeServers) server.close().closeAllConnections();
  safeServers.clear();
});

/** Every test's host is on this machine. */
const HERE = "DOCTOR_ADDRESS_PRIVATE";

/** All codes that any examination has come to. */
const seen = new Set<string>();

/** What the doctor finds, but for that. No finding may tell the secret. */
async function found(url: string | undefined, options?: ExamineOptions): Promise<Finding[]> {
  const findings = await examine(url, options);
  for (const { code } of findings) seen.add(code);
  expect(JSON.stringify(findings).toLowerCase()).not.toContain(TOKEN);
  return findings.filter(({ code }) => code !== HERE);
}

const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code).toSorted();

const mounted = (postbacks = receiver(), ...before: express.RequestHandler[]): RequestListener => {
  const app = express();
  before.forEach((one) => app.use(one));
  return app.use("/cdyne", postbacks.router);
};

describe("The doctor finds nothing wrong with", () => {
  it.each(hosts)("a sound host: $name", async (host) => {
    const postbacks = receiver();
    const url = `${await serve(host.app(postbacks))}/cdyne/${TOKEN}`;
    expect(await examine(url)).toMatchObject([{ code: HERE, severity: "warning" }]);
    expect(postbacks.counters.received).toBe(0);
    expect((await postbacks.list()).items).toEqual([]);
    expect(postbacks.logged).toEqual([]);
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["br", brotliCompressSync],
  ])("a sound host behind one that compresses all answers: %s", async (encoding, compress) => {
    expect(await found(`${await serve(await compressed(encoding, compress))}/cdyne/${TOKEN}`)).toEqual([]);
  });

  it("a sound host that compresses where it may", async () => {
    const encodings = new Set<unknown>();
    const app = mounted();
    const url = await serve((req, res) => {
      encodings.add(req.headers["accept-encoding"]);
      app(req, res);
    });
    expect(await found(`${url}/cdyne/${TOKEN}`)).toEqual([]);
    expect([...encodings]).toEqual(["identity"]);
  });

  it("a sound host behind a proxy that it trusts, which leaves all as it is", async () => {
    const app = express().set("trust proxy", 1).use("/cdyne", receiver().router);
    const front = proxy(await serve(app), { headers: (headers) => ({ ...headers, "x-forwarded-for": "192.0.2.7" }) });
    expect(codes(await found(`${await serve(front)}/cdyne/${TOKEN}`))).toEqual([]);
  });
});

interface SetUp {
  app: () => RequestListener | Promise<RequestListener>;
  path?: string;
  options?: ExamineOptions;
  finds: string[];
  says?: string;
}

const behind = async (meddling: Parameters<typeof proxy>[1], app = mounted()): Promise<RequestListener> => proxy(await serve(app), meddling);

/** Lets only so many requests through. */
const limited = (code: number, most: number, app = mounted()): RequestListener => {
  let count = 0;
  return (req, res) => {
    count += 1;
    if (count > most) res.writeHead(code, { "content-type": "text/html" }).end("<html>");
    else app(req, res);
  };
};

/** Compresses all answers, asked or not. */
const compressed = async (encoding: string, compress: (text: Buffer) => Buffer): Promise<RequestListener> => {
  const target = await serve(mounted());
  return (req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const kept = Object.entries(req.headers).filter(([name]) => name !== "transfer-encoding");
      const headers = Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
      void send(target + (req.url ?? ""), { method: req.method ?? "GET", headers, body: Buffer.concat(chunks) }).then(({ status: code, text }) => {
        res.writeHead(code, text === "" ? {} : { "content-encoding": encoding }).end(text === "" ? "" : compress(Buffer.from(text)));
      });
    });
  };
};

const status = (code: number, headers: Record<string, string> = {}, text = ""): RequestListener => (_req, res) => void res.writeHead(code, headers).end(text);

/** Takes the path in upper case only. */
const upperCaseOnly = (otherwise: RequestListener, before: RequestListener = () => {}): RequestListener => {
  const { listener } = receiver();
  return (req, res) => {
    before(req, res);
    if (!req.socket.destroyed) (req.url?.startsWith("/CDYNE/") ? listener : otherwise)(req, res);
  };
};

const wrong: Record<string, SetUp> = {
  "express.urlencoded() in front, with nesting": {
    app: () => mounted(receiver(), express.urlencoded({ extended: true })),
    finds: ["DOCTOR_BODY_PARSER_LOSES"],
    says: "a receipt, which the vendor does not encode",
  },
  "express.urlencoded() of Express 4": {
    app: () => express4Host.app(receiver(), express4Host.parsers.urlencoded({ extended: false })),
    finds: ["DOCTOR_BODY_PARSER_LOSES"],
  },
  "a parser of the host's own that loses nothing": {
    app: () =>
      mounted(receiver(), express.raw({ type: () => true }), (req, _res, next) => {
        if (Buffer.isBuffer(req.body)) req.body = { ...classify(req.body).fields };
        next();
      }),
    finds: ["DOCTOR_BODY_PARSED"],
  },
  "something in front that reads the body and keeps nothing": {
    app: () => mounted(receiver(), (req, _res, next) => void req.resume().on("end", () => next())),
    finds: ["DOCTOR_BODY_EMPTY"],
  },
  "a proxy that passes no body on": {
    app: async () => behind({ body: () => Buffer.alloc(0) }),
    finds: ["DOCTOR_BODY_EMPTY"],
  },
  "a proxy that cuts the body": {
    app: async () => behind({ body: (body) => body.subarray(0, 90) }),
    finds: ["DOCTOR_BODY_CUT"],
    says: "a long text",
  },
  "a proxy that encodes the body again": {
    app: async () => behind({ body: (body) => Buffer.from(new URLSearchParams(body.toString("latin1")).toString()) }),
    finds: ["DOCTOR_BODY_CHANGED", "DOCTOR_BODY_REENCODED"],
    says: "bytes that are not UTF-8",
  },
  "a proxy that takes headers away and is not trusted": {
    app: async () =>
      behind({ headers: ({ "cdyne-postback": _, ...headers }) => ({ ...headers, "x-forwarded-for": "192.0.2.7" }) }),
    finds: ["DOCTOR_HEADER_LOST", "DOCTOR_PROXY_ADDRESS"],
    says: "Proxies: 1.",
  },
  "a proxy that knows no chunks": {
    app: async () => behind({ body: (body, headers) => (headers["content-length"] === undefined ? Buffer.alloc(0) : body) }),
    finds: ["DOCTOR_CHUNKED"],
  },
  "a firewall that refuses bytes it does not like": {
    app: () =>
      mounted(receiver(), express.raw({ type: () => true }), (req, res, next) => {
        if (Buffer.isBuffer(req.body) && req.body.includes(0xe9)) res.sendStatus(403);
        else next();
      }),
    finds: ["DOCTOR_BODY_REFUSED"],
    says: "bytes that are not UTF-8 (403)",
  },
  "a limit of the body": {
    app: () => mounted(receiver({ bodyLimit: 1024 })),
    finds: ["DOCTOR_BODY_REFUSED"],
    says: "a long text (413)",
  },
  "a redirect to another place": {
    app: () => status(302, { location: `/login/${TOKEN}?next=${TOKEN}` }),
    finds: ["DOCTOR_REDIRECT"],
    says: "/login/…",
  },
  "a redirect from http to https": {
    app: () => (req, res) => void res.writeHead(301, { location: `https://127.0.0.1${req.url ?? ""}` }).end(),
    finds: ["DOCTOR_REDIRECT"],
    says: "https://127.0.0.1/cdyne/…",
  },
  "another path than that of the mount": { app: () => mounted(), path: `/hooks/${TOKEN}`, finds: ["DOCTOR_NOT_FOUND"] },
  "another host, which has an empty page for it": { app: () => status(404, { "content-type": "text/html" }), finds: ["DOCTOR_NOT_FOUND"] },
  "a wrong token": { app: () => mounted(), path: `/cdyne/${TOKEN.replaceAll("0", "1")}`, finds: ["DOCTOR_TOKEN_UNKNOWN"] },
  "an address that is not allowed": { app: () => mounted(receiver({ allow: ["192.0.2.0/24"] })), finds: ["DOCTOR_TOKEN_UNKNOWN"] },
  "a guard that asks for a password": { app: () => status(401, { "www-authenticate": "Basic" }), finds: ["DOCTOR_STATUS"], says: "401" },
  "a proxy without a backend": { app: () => status(502), finds: ["DOCTOR_STATUS"], says: "502" },
  "a login page": { app: () => status(200, { "content-type": "text/html" }, "<form>"), finds: ["DOCTOR_WEB_PAGE"] },
  "a login page that does not say what it is": { app: () => status(200, {}, "\n<!DOCTYPE html>"), finds: ["DOCTOR_WEB_PAGE"] },
  "a login page in raw deflate": {
    app: () => (_req, res) => void res.writeHead(200, { "content-encoding": "deflate" }).end(deflateRawSync("<!DOCTYPE html>".padEnd(100_000, "<p>"))),
    finds: ["DOCTOR_WEB_PAGE"],
  },
  "a page in deflate that is none": { app: () => status(200, { "content-encoding": "deflate" }, "<p>".repeat(100)), finds: ["DOCTOR_CATCH_ALL", "DOCTOR_PROBE_UNANSWERED"] },
  "an answer in deflate that is empty": { app: () => status(200, { "content-encoding": "deflate" }), finds: ["DOCTOR_CATCH_ALL", "DOCTOR_PROBE_UNANSWERED"] },
  "a handler in front that takes every post": { app: () => status(204), finds: ["DOCTOR_CATCH_ALL", "DOCTOR_PROBE_UNANSWERED"] },
  "a handler in front that says ok, and calls that HTML": { app: () => express().use((_req, res) => void res.send("ok")), finds: ["DOCTOR_CATCH_ALL", "DOCTOR_PROBE_UNANSWERED"] },
  "a page for whatever is not the right URL": {
    app: () => {
      const { listener } = receiver();
      return (req, res) => {
        if (req.url?.toLowerCase() === `/cdyne/${TOKEN}`) listener(req, res);
        else res.writeHead(200, { "content-type": "text/html" }).end("<p>Welcome");
      };
    },
    finds: ["DOCTOR_CATCH_ALL"],
    says: "A web page answers with 200",
  },
  "a limit that the wrong token meets (429)": { app: () => limited(429, 2), finds: ["DOCTOR_RATE_LIMIT"], says: "Status 429 after 3 requests" },
  "a limit that the letters meet (429)": { app: () => limited(429, 3), finds: ["DOCTOR_RATE_LIMIT"] },
  "a limit that the bodies meet (503)": { app: () => limited(503, 6), finds: ["DOCTOR_RATE_LIMIT"], says: "Status 503" },
  "a limit that the body in chunks meets (429)": { app: () => limited(429, 8), finds: ["DOCTOR_RATE_LIMIT"] },
  "a host that refuses everything after some requests (403)": { app: () => limited(403, 5), finds: ["DOCTOR_RATE_LIMIT"], says: "Status 403 after" },
  "a host that refuses everything after a wrong token (403)": { app: () => limited(403, 3), finds: ["DOCTOR_RATE_LIMIT"], says: "Status 403 after" },
  "a host that breaks off everything after some requests": {
    app: () => {
      const app = mounted();
      let count = 0;
      return (req, res) => ((count += 1) > 5 ? req.socket.destroy() : app(req, res));
    },
    finds: ["DOCTOR_RATE_LIMIT"],
    says: "No answer (ECONNRESET) after",
  },
  "a limit that the first post meets": { app: () => limited(429, 1), finds: ["DOCTOR_RATE_LIMIT"], says: "Status 429." },
  "a body that is answered with 503, which is no limit": {
    app: () =>
      mounted(receiver(), express.raw({ type: () => true }), (req, res, next) => {
        if (Buffer.isBuffer(req.body) && req.body.includes(0xe9)) res.sendStatus(503);
        else next();
      }),
    finds: ["DOCTOR_BODY_REFUSED"],
    says: "bytes that are not UTF-8 (503)",
  },
  "an older version, or another program with a token": {
    app: () => (req, res) => void res.writeHead(req.url === `/cdyne/${TOKEN}` ? 200 : 404).end(),
    finds: ["DOCTOR_PROBE_UNANSWERED"],
  },
  "probes switched off": { app: () => mounted(receiver({ probe: false })), finds: ["DOCTOR_PROBE_OFF"] },
  "an open door": { app: () => mounted(receiver({ tokens: false })), path: "/cdyne", finds: ["DOCTOR_OPEN_DOOR", "DOCTOR_TOKEN_WEAK"] },
  "an open door of the listener": { app: () => receiver({ tokens: false }).listener, finds: ["DOCTOR_OPEN_DOOR"] },
  "a login for whatever is not the right URL": {
    app: () => {
      const { listener } = receiver();
      return (req, res) => {
        if (req.url?.toLowerCase() === `/cdyne/${TOKEN}`) listener(req, res);
        else res.writeHead(303, { location: "/login" }).end();
      };
    },
    finds: ["DOCTOR_WRONG_TOKEN_REDIRECTED"],
  },
  "a slow host": {
    app: () => {
      const { listener } = receiver();
      return (req, res) => void setTimeout(() => listener(req, res), 30);
    },
    options: { slow: 20 },
    finds: ["DOCTOR_SLOW"],
  },
  "a host that never answers": { app: () => () => {}, options: { timeout: 50 }, finds: ["DOCTOR_NO_ANSWER"] },
  "a host that breaks off": { app: () => (req) => void req.socket.destroy(), finds: ["DOCTOR_UNREACHABLE"], says: "ECONNRESET" },
  "a host that takes the path in upper case only": {
    app: () => express().enable("case sensitive routing").use("/CDYNE", receiver().router),
    path: `/CDYNE/${TOKEN}`,
    finds: ["DOCTOR_LOWER_CASE", "DOCTOR_URL_UPPER_CASE"],
    says: "Status 404.",
  },
  "a host that takes the path in lower case only": {
    app: () => express().enable("case sensitive routing").use("/cdyne", receiver().router),
    finds: ["DOCTOR_UPPER_CASE"],
  },
  "a page for GET": {
    app: () => express().get("/cdyne/*all", (_req, res) => void res.send("Hello")).use("/cdyne", receiver().router),
    finds: ["DOCTOR_GREETING"],
  },
  "a host that takes every post and never answers GET": {
    app: () => mounted(receiver(), (req, _res, next) => req.method === "GET" || next()),
    options: { timeout: 300 },
    finds: ["DOCTOR_GREETING"],
    says: "No answer (ETIMEDOUT).",
  },
  "a host that takes every post and cuts off GET": {
    app: () => mounted(receiver(), (req, _res, next) => (req.method === "GET" ? req.socket.destroy() : next())),
    finds: ["DOCTOR_GREETING"],
    says: "No answer (ECONNRESET).",
  },
  "a host that fails at the path in lower case": {
    app: () => upperCaseOnly(status(500)),
    path: `/CDYNE/${TOKEN}`,
    finds: ["DOCTOR_LOWER_CASE", "DOCTOR_URL_UPPER_CASE"],
    says: "Status 500.",
  },
  "a host that never answers the path in lower case": {
    app: () => upperCaseOnly(() => {}),
    path: `/CDYNE/${TOKEN}`,
    options: { timeout: 300 },
    finds: ["DOCTOR_LOWER_CASE", "DOCTOR_URL_UPPER_CASE"],
    says: "No answer (ETIMEDOUT).",
  },
  "a host that is gone when the path in lower case is looked at": {
    app: () => {
      let gone = false;
      return upperCaseOnly((req) => ((gone = true), req.socket.destroy()), (req) => gone && req.socket.destroy());
    },
    path: `/CDYNE/${TOKEN}`,
    finds: ["DOCTOR_RATE_LIMIT", "DOCTOR_URL_UPPER_CASE"],
    says: "No answer (ECONNRESET) after 3 requests.",
  },
  "a host that does not answer a wrong token": {
    app: () => {
      const { listener } = receiver();
      return (req, res) => req.url?.toLowerCase() === `/cdyne/${TOKEN}` && listener(req, res);
    },
    options: { timeout: 300 },
    finds: ["DOCTOR_NOT_SEEN"],
    says: "A wrong token: no answer (ETIMEDOUT).",
  },
  "a memory inbox in production": {
    app: () => {
      process.env["NODE_ENV"] = "production";
      return mounted();
    },
    finds: ["DOCTOR_MEMORY_INBOX"],
  },
  "an inbox that is down": {
    app: () => mounted(receiver({ inbox: inboxWith(() => ({ health: async () => Promise.reject(Object.assign(new Error(TOKEN), { code: "SQLITE_IOERR" })) })) })),
    finds: ["DOCTOR_INBOX_DOWN"],
    says: "SQLITE_IOERR",
  },
  "dead letters, and a backlog": {
    app: () => {
      const health = async () => Promise.resolve({ waiting: 7, running: 1, dead: 3, oldest: new Date(Date.now() - 3_600_000) });
      return mounted(receiver({ inbox: inboxWith(() => ({ health })) }));
    },
    finds: ["DOCTOR_BACKLOG", "DOCTOR_DEAD_LETTERS"],
    says: "7 wait, 1 run, the oldest for 60 minutes",
  },
  "no handlers": {
    app: () => createPostbacks({ tokens: TOKEN }).listener,
    finds: ["DOCTOR_HANDLERS_NONE"],
  },
  "a clock that is slow": {
    app: () => mounted(receiver({ clock: testClock(new Date(Date.now() - 90_000)) })),
    finds: ["DOCTOR_CLOCK"],
    says: "-90 s",
  },
  "a clock that is fast": {
    app: () => mounted(receiver({ clock: testClock(new Date(Date.now() + 90_000)) })),
    finds: ["DOCTOR_CLOCK"],
  },
};

describe("The doctor does not take the letters for the reason", () => {
  const inLowerCaseOnly = (otherwise: RequestListener): RequestListener => {
    const { listener } = receiver();
    return (req, res) => (/[A-Z]/.test(req.url ?? "") ? otherwise : listener)(req, res);
  };

  it.each<[string, RequestListener]>([
    ["of a connection that is cut", (req) => void req.socket.destroy()],
    ["of a proxy whose backend is away", status(502)],
  ])("%s", async (_, otherwise) => {
    expect(await found(`${await serve(inLowerCaseOnly(otherwise))}/cdyne/${TOKEN}`)).toEqual([]);
  });
});

describe("The doctor finds out", () => {
  it.each(Object.entries(wrong))("%s", async (_, { app, path = `/cdyne/${TOKEN}`, options, finds, says = "" }) => {
    const url = `${await serve(await app())}${path}`;
    const findings = await found(url, options);
    expect(codes(findings)).toEqual(finds);
    expect(findings.map(({ detail = "" }) => detail).join(" ")).toContain(says);
  });

  it("events that came and nobody handled, and what the host has warned of", async () => {
    const postbacks = createPostbacks({ tokens: TOKEN, logger: { warn: () => {}, error: () => {} } });
    const handler = (): void => {};
    postbacks.onSmsReply(handler);
    postbacks.onSmsReply(handler);
    const url = `${await serve(postbacks.listener)}/${TOKEN}`;
    await send(url, { body: SENT });
    await until(() => postbacks.counters.delivered === 1);
    expect(await found(url)).toMatchObject([
      { code: "DOCTOR_UNHANDLED", detail: "smsSent" },
      { code: "CDYNE_HANDLER_REPEATED", severity: "warning" },
    ]);
    await postbacks.close();
  });

  it("that `Expect: 100-continue` is not answered", async () => {
    const { listener } = receiver();
    // To read the body asks for it, unless something else has read it.
    const server = createServer().on("checkContinue", (req, res) => {
      const chunks: Buffer[] = [];
      req.on("data", (chunk: Buffer) => chunks.push(chunk));
      req.on("end", () => listener(Object.assign(req, { rawBody: Buffer.concat(chunks) }), res));
    });
    server.on("request", listener);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect(codes(await found(`http://127.0.0.1:${port}/${TOKEN}`))).toEqual(["DOCTOR_CONTINUE"]);
    server.close().closeAllConnections();
  });

  it("that nobody listens", async () => {
    expect(await found(`http://127.0.0.1:${await freePort()}/cdyne/${TOKEN}`)).toMatchObject([{ code: "DOCTOR_UNREACHABLE", detail: "ECONNREFUSED" }]);
  });

  it("that there is no such name", async () => {
    expect(codes(await found(`http://no.such.name.localdomain/cdyne/${TOKEN}`))).toContain("DOCTOR_NAME_UNKNOWN");
  });
});

describe("The doctor asks the vendor, and finds that", () => {
  const asked = async (prepare: (client: ReturnType<typeof createClient>) => Promise<unknown>, licenseKey?: string): Promise<string[]> => {
    const vendor = await startVendor();
    try {
      const client = createClient({ ...vendor.clientOptions, ...(licenseKey && { licenseKey }), logger: { warn: () => {}, error: () => {} } });
      await prepare(client);
      return codes(await found(undefined, { vendor: { client } }));
    } finally {
      await vendor.close();
    }
  };

  it("it has no URL", async () => {
    expect(await asked(async () => {})).toEqual(["DOCTOR_VENDOR_UNSET"]);
  });

  it("its postbacks are not enabled", async () => {
    expect(await asked(async (client) => client.setPostbackUrl({ url: `https://hooks.your-domain.com/${TOKEN}` }))).toEqual(["DOCTOR_VENDOR_DISABLED"]);
  });

  it("it does not know the key", async () => {
    expect(await asked(async () => {}, "99999999-2222-3333-4444-555555555555")).toEqual(["DOCTOR_VENDOR_UNASKED"]);
  });

  it("it posts elsewhere", async () => {
    const postbackSettings = async () => Promise.resolve([{ number: undefined, country: undefined, type: "all", url: "https://hooks.their-domain.com/x", enabled: true, error: undefined }]);
    expect(codes(await found(`${await serve(mounted())}/cdyne/${TOKEN}`, { vendor: { client: { postbackSettings } } }))).toEqual(["DOCTOR_VENDOR_OTHER_URL"]);
  });
});

describe("The doctor looks into an inbox, and finds", () => {
  const health = async () => Promise.resolve({ waiting: 2, running: 0, dead: 3, oldest: new Date(0) });

  it("that it may not be read, which does not mean that it is down", async () => {
    const denied = async () => Promise.reject(Object.assign(new Error(TOKEN), { code: "EACCES" }));
    expect(await found(undefined, { inbox: inboxWith(() => ({ health: denied })) })).toMatchObject([
      { code: "DOCTOR_INBOX_UNREADABLE", detail: "EACCES", mend: expect.stringContaining("run the doctor as the user") },
    ]);
  });

  it("what `listen` could not pass on, and how to send it", async () => {
    expect(await found(undefined, { inbox: inboxWith(() => ({ health })), listened: "my postbacks.db" })).toMatchObject([
      { code: "DOCTOR_FORWARD_FAILED", severity: "warning", detail: "3 in all. To send them: npx cdyne-postback replay 'my postbacks.db' --state dead --to <url>" },
      { code: "DOCTOR_FORWARD_WAITING", severity: "note", detail: "2 in all. To send them: npx cdyne-postback replay 'my postbacks.db' --state waiting --to <url>" },
    ]);
  });
});

describe("The doctor looks at the certificate", () => {
  const day = 86_400_000;
  const make = async (from: number, to: number, name = "localhost") =>
    generate([{ name: "commonName", value: name }], {
      keyType: "ec",
      notBeforeDate: new Date(Date.now() + from * day),
      notAfterDate: new Date(Date.now() + to * day),
      extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: name }] }],
    });
  type Made = Awaited<ReturnType<typeof make>>;
  const made: Record<string, Made> = {};

  beforeAll(async () => {
    made["sound"] = await make(-1, 90);
    made["expired"] = await make(-90, -1);
    made["early"] = await make(1, 90);
    made["ending"] = await make(-90, 3);
    made["other"] = await make(-1, 90, "other.localhost");
  });

  it.each([
    ["a sound one", "sound", true, []],
    ["one that has expired", "expired", true, ["DOCTOR_CERTIFICATE_EXPIRED"]],
    ["one that is not valid yet", "early", true, ["DOCTOR_CERTIFICATE_EXPIRED"]],
    ["one that ends soon", "ending", true, ["DOCTOR_CERTIFICATE_ENDS"]],
    ["one for another host", "other", true, ["DOCTOR_CERTIFICATE_HOST"]],
    ["one that nobody has signed", "sound", false, ["DOCTOR_CERTIFICATE_UNTRUSTED"]],
  ])("%s", async (_, name, isTrusted, expected) => {
    const { private: key, cert } = made[name] ?? { private: "", cert: "" };
    const server = createSafeServer({ key, cert }, mounted());
    safeServers.add(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `https://localhost:${(server.address() as AddressInfo).port}/cdyne/${TOKEN}`;
    expect(codes(await found(url, { ca: isTrusted ? cert : undefined }))).toEqual(expected);
  });

  it("and finds that there is none where https is meant", async () => {
    const url = `${await serve(mounted())}/cdyne/${TOKEN}`.replace("http:", "https:");
    expect(codes(await found(url))).toEqual(["DOCTOR_TLS"]);
  });
});

describe("The doctor asks nobody when the URL is wrong:", () => {
  it.each([
    ["relative", `/cdyne/${TOKEN}`, "It is no absolute"],
    ["with a blank", `https://hooks.your-domain.com/cdyne/ ${TOKEN}`, "It has a blank"],
    ["of another protocol", `ftp://hooks.your-domain.com/${TOKEN}`, "It is no absolute"],
    ["with a fragment", `https://hooks.your-domain.com/${TOKEN}#top`, "fragment"],
    ["with a password", `https://me:${TOKEN}@hooks.your-domain.com/`, "password"],
  ])("%s", async (_, url, says) => {
    expect(await found(url)).toMatchObject([{ code: "CDYNE_POSTBACK_URL_INVALID", severity: "error", detail: expect.stringContaining(says) }]);
  });
});

describe("The doctor says of a host that is only an example what to put in its place:", () => {
  it.each(["example.com", "hooks.example.org:3000", "app.test", "my.invalid"])("%s", async (host) => {
    expect(await found(`https://${host}/cdyne/${TOKEN}`)).toMatchObject([{ code: "DOCTOR_ADDRESS_EXAMPLE", severity: "error", mend: expect.stringContaining("your own host") }]);
  });
});

describe("The doctor warns of a URL", () => {
  it.each([
    ["in plain http", `http://hooks.your-domain.com/cdyne/${TOKEN}`, ["CDYNE_POSTBACK_URL_PLAIN"]],
    ["with upper case", `https://hooks.your-domain.com/Cdyne/${TOKEN}`, ["DOCTOR_URL_UPPER_CASE"]],
    ["with a query", `https://hooks.your-domain.com/cdyne/${TOKEN}?of=acme`, ["DOCTOR_URL_QUERY"]],
    ["without a token", "https://hooks.your-domain.com/cdyne", ["DOCTOR_TOKEN_WEAK"]],
    ["with a token that can be guessed", "https://hooks.your-domain.com/cdyne/secret123/", ["DOCTOR_TOKEN_WEAK"]],
    ["not when it is as it should be", `https://hooks.your-domain.com/cdyne/${TOKEN}/`, []],
    ["not when it is plain http on this machine", `http://[::1]:3000/${TOKEN}`, []],
  ])("%s", (_, url, expected) => {
    const findings = spelling(url);
    for (const { code } of findings) seen.add(code);
    expect(codes(findings)).toEqual(expected);
    expect(findings.every(({ severity }) => severity === "warning")).toBe(true);
  });

  it.each(["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "[fd00::1]", "[::ffff:10.0.0.1]", "localhost", "db.internal"])("in a private network: %s", (host) => {
    expect(isInsideHost(new URL(`http://${host}`))).toBe(true);
  });

  it.each(["192.0.2.1", "172.32.0.1", "8.8.8.8", "[2606:4700::1]", "localhost.your-domain.com"])("not in a private network: %s", (host) => {
    expect(isInsideHost(new URL(`http://${host}`))).toBe(false);
  });
});

describe("Each thing that the doctor can find", () => {
  const chapter = readFileSync(join(__dirname, "../../lib/cli/README.md"), "utf8");

  it("has a line in the chapter, with its severity, and no other has", () => {
    const lines = [...chapter.matchAll(/^\| `(DOCTOR_\w+)` \| (\w+) \|/gm)].map(([, code, severity]) => `${code} ${severity}`);
    expect(lines.toSorted()).toEqual(Object.entries(known).map(([code, { severity }]) => `${code} ${severity}`).toSorted());
  });

  it("was found by one of the examinations above", () => {
    expect(Object.keys(known).filter((code) => !seen.has(code))).toEqual([]);
  });

  it("says what it is, why it matters and how to mend it", () => {
    for (const { what, why, mend } of Object.values(known)) expect([what, why, mend]).toEqual(Array(3).fill(expect.stringMatching(/^.{10,}\.$/s)));
  });
});
