import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type Postback, classify } from "cdyne-postback";
import { type Before, type Host, hosts } from "../support/hosts.js";
import { RECEIPT, TOKEN } from "../support/packets.js";
import { closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";

interface Vector {
  id: string;
  body: string;
}

const vectors = readFileSync(join(__dirname, "../vectors/packets.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Vector);

/** In this one the receipt's text was not encoded and holds an `&`: a form parser cuts it in pieces for good. */
const CUT_BY_PARSERS = "sms-backup-2-failed";

const everything = { type: () => true };
const keepRawBody: NonNullable<Parameters<Host["parsers"]["json"]>[0]>["verify"] = (req, _res, buffer) => {
  Object.assign(req, { rawBody: buffer });
};
/** Reads the stream to its end and leaves what `leave` makes of it. */
const consume = (leave: (req: object, body: Buffer) => void): Before => (req, _res, next) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    leave(req, Buffer.concat(chunks));
    next();
  });
};

/** What a host may have before the router, and whether the body as posted survives it. */
const situations: { name: string; before: (parsers: Host["parsers"]) => Before[]; exact: boolean }[] = [
  { name: "no parser", before: () => [], exact: true },
  { name: "json()", before: ({ json }) => [json()], exact: true },
  { name: "urlencoded({ extended: true })", before: ({ urlencoded }) => [urlencoded({ extended: true })], exact: false },
  { name: "urlencoded({ extended: false })", before: ({ urlencoded }) => [urlencoded({ extended: false })], exact: false },
  { name: "json() and urlencoded()", before: ({ json, urlencoded }) => [json(), urlencoded({ extended: true })], exact: false },
  { name: "text() of every type", before: ({ text }) => [text(everything)], exact: true },
  { name: "raw() of every type", before: ({ raw }) => [raw(everything)], exact: true },
  {
    name: "urlencoded() whose verify function keeps rawBody",
    before: ({ urlencoded }) => [urlencoded({ extended: true, verify: keepRawBody })],
    exact: true,
  },
  {
    name: "something that read the stream and left req.rawBody",
    before: () => [consume((req, rawBody) => Object.assign(req, { rawBody }))],
    exact: true,
  },
  {
    name: "something that read the stream and left a text in req.body",
    before: () => [consume((req, body) => Object.assign(req, { body: body.toString() }))],
    exact: true,
  },
  {
    name: "something that read the stream and left URLSearchParams in req.body",
    before: () => [consume((req, body) => Object.assign(req, { body: new URLSearchParams(body.toString()) }))],
    exact: false,
  },
  { name: "something that paused the stream", before: () => [(req, _res, next) => void (req.pause(), setImmediate(next))], exact: true },
  {
    name: "something that set req.body to undefined and read nothing",
    before: () => [(req, _res, next) => (Object.assign(req, { body: undefined }), next())],
    exact: true,
  },
];

/** What must be the same in every situation. */
function said(event: Postback | undefined, exact: boolean, whole: boolean) {
  return {
    type: event?.type,
    subject: event?.subject,
    code: event && "code" in event ? event.code : "",
    key: whole ? event?.key : "",
    raw: exact ? event?.raw : "",
  };
}

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

describe.each(hosts)("$name", (host) => {
  describe.each(situations)("behind $name", ({ before, exact }) => {
    it("gives one right event for each of the vendor's packets", async () => {
      const got = [];
      const wanted = [];
      for (const { id, body } of vectors) {
        const postbacks = receiver();
        const url = await serve(host.app(postbacks, ...before(host.parsers)));
        const answer = await send(`${url}/cdyne/${TOKEN}`, { body });
        await until(() => postbacks.events.length > 0);
        const [event, ...more] = postbacks.events;
        const whole = exact || id !== CUT_BY_PARSERS;
        got.push({ id, status: answer.status, text: answer.text, more, ...said(event, exact, whole) });
        wanted.push({ id, status: 200, text: "", more: [], ...said(classify(body), exact, whole) });
      }
      expect(got).toEqual(wanted);
    });
  });

  const half: Before = (req, _res, next) =>
    void req.once("data", () => {
      req.pause();
      setImmediate(next);
    });

  it.each<[string, (parsers: Host["parsers"]) => Before[]]>([
    ["kept nothing", () => [consume(() => {})]],
    ["kept an object with nothing in it", () => [consume((req) => Object.assign(req, { body: {} }))]],
    ["kept an object with a nature of its own", () => [consume((req) => Object.assign(req, { body: new Map([["SMSSent", "1"]]) }))]],
    ["kept nothing, behind json()", ({ json }) => [json(), consume(() => {})]],
    ["read only the first part", () => [half]],
  ])("says 503 and logs why when something read the body and %s", async (_, before) => {
    const postbacks = receiver();
    const url = await serve(host.app(postbacks, ...before(host.parsers)));
    expect(await send(`${url}/cdyne/${TOKEN}`, { body: RECEIPT })).toMatchObject({ status: 503, text: "" });
    expect(postbacks.logged).toMatchObject([{ level: "error", code: "CDYNE_BODY_LOST" }]);
    expect(postbacks.events).toEqual([]);
  });
});
