import { once } from "node:events";
import { type ServerResponse, createServer } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import express5 from "express";
import express4 from "express4";
import { type Postback, createPostbacks } from "cdyne-postback";
import {
  callFinished,
  callPlaced,
  callReceived,
  callStatusChanged,
  deliver,
  deliveryReceipt,
  sequence,
  smsReceived,
  smsRefused,
  smsReply,
  smsSent,
  unknown,
} from "cdyne-postback/testing";
import { hosts } from "../support/hosts.js";
import { TOKEN } from "../support/packets.js";
import { closeReceivers, receiver } from "../support/receiver.js";
import { closeServers, freePort, serve } from "../support/server.js";

afterEach(async () => {
  await closeReceivers();
  await closeServers();
});

const everyEvent = (): Postback[] => [
  smsSent(),
  smsRefused(),
  smsReply(),
  smsReceived({ medium: "mms" }),
  deliveryReceipt({ text: "fish & chips, 50%" }),
  callPlaced(),
  callStatusChanged(),
  callFinished({ variables: { answer: "1" } }),
  callReceived(),
  unknown(),
];
const PATH = `/cdyne/${TOKEN}`;

/** A receiver whose answer comes after its handlers. */
const inline = () => receiver({ inline: true });

/** What came of a rejection. */
const refusal = async (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, (error: unknown) => error);

describe("each fixture", () => {
  const arrived = async (postbacks: ReturnType<typeof inline>, post: (event: Postback) => Promise<{ status: number }>) => {
    const posted = everyEvent();
    for (const event of posted) expect(await post(event)).toMatchObject({ status: 200, body: "" });
    const same = ({ type, key, raw }: Postback) => ({ type, key, raw });
    expect(postbacks.events.map(same)).toEqual(posted.map(same));
  };

  it.each(hosts)("arrives at $name", async (one) => {
    const postbacks = inline();
    const host = one.app(postbacks);
    await arrived(postbacks, async (event) => deliver(host, event, { path: PATH }));
  });

  it("arrives at what createPostbacks() gives", async () => {
    const postbacks = inline();
    await arrived(postbacks, async (event) => deliver(postbacks, event));
  });

  it("arrives at a URL", async () => {
    const postbacks = inline();
    const url = `${await serve(postbacks.listener)}${PATH}`;
    await arrived(postbacks, async (event) => deliver(event.type === "unknown" ? new URL(url) : url, event));
  });
});

it("takes the token of the account that is named", async () => {
  const postbacks = receiver({ inline: true, tokens: { acme: TOKEN, beta: "fedcba9876543210fedcba9876543210" } });
  await deliver(postbacks, smsReply(), { account: "beta" });
  expect(postbacks.events).toMatchObject([{ account: "beta" }]);
  expect(await refusal(deliver(postbacks, smsReply()))).toMatchObject({ code: "CDYNE_ACCOUNT_UNKNOWN" });
});

it("takes the URL without a token where the door is open", async () => {
  const postbacks = receiver({ inline: true, tokens: false });
  expect((await deliver(postbacks, smsReply())).status).toBe(200);
  expect(postbacks.events).toHaveLength(1);
});

describe("a post", () => {
  it("has the vendor's headers, and the bytes as they are", async () => {
    const bytes = Buffer.from([0x61, 0x3d, 0xe9, 0x25, 0x00, 0xff]);
    const seen: { headers: readonly string[]; body: Buffer }[] = [];
    const host = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on("data", (chunk: Buffer) => chunks.push(chunk));
      req.on("end", () => {
        seen.push({ headers: req.rawHeaders, body: Buffer.concat(chunks) });
        res.end();
      });
    });
    const take = (...[req, res]: Parameters<Parameters<typeof createServer>[1] & object>) => host.emit("request", req, res);
    await deliver(take, bytes, { path: "/here?a=1" });
    await deliver(take, "text=é", { path: "/", headers: { "cdyne-postback": "replay" } });
    expect(seen.map(({ body }) => body)).toEqual([bytes, Buffer.from("text=é")]);
    const [first, second] = seen;
    expect(first?.headers.filter((_, index) => index % 2 === 0)).toEqual(["User-Agent", "Content-Type", "Host", "Content-Length", "Expect", "Connection"]);
    expect(first?.headers).toEqual(expect.arrayContaining(["CDYNE SMSv2", "application/x-www-form-urlencoded", "6", "100-continue", "Keep-Alive"]));
    expect(second?.headers.slice(-2)).toEqual(["cdyne-postback", "replay"]);
  });

  it("gives the answer as it came, and follows no redirect", async () => {
    const paths: string[] = [];
    const app = express5().use((req, res) => {
      paths.push(req.path);
      res.redirect(302, "/elsewhere");
    });
    expect(await deliver(app, smsSent(), { path: "/cdyne/here" })).toMatchObject({ status: 302, headers: { location: "/elsewhere" }, body: expect.stringContaining("Redirecting") });
    expect(paths).toEqual(["/cdyne/here"]);
  });

  it("gives what a wrong token is answered with", async () => {
    const postbacks = inline();
    expect(await deliver(postbacks.listener, smsSent(), { path: "/cdyne/0000000000000000" })).toMatchObject({ status: 404, body: "" });
    expect(postbacks.events).toEqual([]);
  });
});

describe("the server of a listener", () => {
  it("is closed when the answer is there, and when there is none", async () => {
    const ports: number[] = [];
    const note = (answer: boolean) => (req: { socket: { localPort?: number } }, res: { end(): unknown }) => {
      ports.push(req.socket.localPort ?? 0);
      if (answer) res.end();
    };
    await deliver(note(true), smsSent(), { path: "/" });
    await refusal(deliver(note(false), smsSent(), { path: "/", timeout: 50 }));
    expect(ports).toHaveLength(2);
    for (const port of ports) expect(await refusal(deliver(`http://127.0.0.1:${port}/`, smsSent()))).toMatchObject({ code: "CDYNE_DELIVER_UNANSWERED" });
  });

  it("gives what the listener throws, at once or later", async () => {
    const failure = new Error("not me");
    const now = (): void => {
      throw failure;
    };
    expect(await refusal(deliver(now, smsSent(), { path: "/" }))).toBe(failure);
    expect(await refusal(deliver(async () => Promise.reject(failure), smsSent(), { path: "/" }))).toBe(failure);
  });
});

describe("a listener that answers", () => {
  it("and throws then is no success", async () => {
    const failure = new Error("not me");
    const listener = async (_: unknown, res: ServerResponse) => {
      res.end();
      await once(res, "finish");
      throw failure;
    };
    expect(await refusal(deliver(listener, smsSent(), { path: "/" }))).toBe(failure);
  });
});

describe("what goes wrong is told", () => {
  it("when nobody listens, without the token", async () => {
    const port = await freePort();
    const error = await refusal(deliver(`http://127.0.0.1:${port}${PATH}`, smsSent()));
    expect(error).toMatchObject({ code: "CDYNE_DELIVER_UNANSWERED", cause: { code: "ECONNREFUSED" }, message: expect.stringContaining(`http://127.0.0.1:${port} has nobody who listens.`) });
    expect(String(error)).not.toContain(TOKEN);
  });

  it("when no answer comes in time", async () => {
    const error = await refusal(deliver(() => undefined, smsSent(), { path: "/", timeout: 50 }));
    expect(error).toMatchObject({ code: "CDYNE_DELIVER_UNANSWERED", message: expect.stringContaining("did not answer within 50 ms") });
  });

  it("when the connection breaks in the middle of the answer", async () => {
    const url = await serve((_, res) => {
      res.writeHead(200, { "content-length": "10" }).write("half");
      setImmediate(() => res.destroy());
    });
    expect(await refusal(deliver(url, smsSent()))).toMatchObject({ message: expect.stringContaining("broke the connection") });
  });

  const app = express4();
  it.each([
    ["a listener without a path", async () => deliver(app, smsSent(), {} as never), /deliver\(\): `path`: expected the path of the PostBackURL/],
    ["a listener without options", async () => deliver(...([app, smsSent()] as never as [string, Postback])), /`path`: expected/],
    ["a path that is none", async () => deliver(app, smsSent(), { path: "cdyne" }), /`path`: expected/],
    ["a URL that is none", async () => deliver("localhost/cdyne", smsSent()), /no absolute http or https URL/],
    ["a URL of another protocol", async () => deliver("file:///etc", smsSent()), /no absolute http or https URL/],
    ["a path beside a URL", async () => deliver("http://127.0.0.1/", smsSent(), { path: "/" } as never), /path/],
    ["a path beside what createPostbacks() gives", async () => deliver(createPostbacks({ tokens: TOKEN }), smsSent(), { path: "/" } as never), /path/],
    ["a time that no timer can count", async () => deliver("http://127.0.0.1/", smsSent(), { timeout: 0 }), /`timeout`/],
    ["what nothing can be posted to", async () => deliver({} as never, smsSent()), /It posts to a URL/],
    ["null", async () => deliver("http://127.0.0.1/", null as never), /It posts a postback, a text or bytes/],
    ["nothing", async () => deliver("http://127.0.0.1/", undefined as never), /It posts a postback, a text or bytes/],
    ["what cannot be posted", async () => deliver("http://127.0.0.1/", { type: "smsSent" } as never), /It posts a postback, a text or bytes/],
  ])("when it is given %s", async (_, delivering, says) => {
    const error = await refusal(delivering());
    expect(error).toMatchObject({ code: "CDYNE_OPTION_INVALID", message: expect.stringMatching(says) });
  });
});

it("keeps two tests apart that run at once", async () => {
  const alone = async (text: string): Promise<void> => {
    const postbacks = inline();
    const { all } = sequence.message({ reply: text });
    for (const postback of all) await deliver(postbacks, postback);
    expect(postbacks.events.map(({ raw }) => raw)).toEqual(all.map(({ raw }) => raw));
  };
  await Promise.all([alone("yes"), alone("no")]);
});
