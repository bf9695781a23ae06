import { afterEach, describe, expect, it } from "@jest/globals";
import { plainHost } from "../support/hosts.js";
import { SENT, TOKEN } from "../support/packets.js";
import { closeReceivers, receiver } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";
import { expresses } from "./expresses.js";

/** The proxy in front is this machine. */
const PROXY = "127.0.0.1";
const VENDOR = "192.0.2.7";
const FORWARDED = { "x-forwarded-for": VENDOR };

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

describe.each(expresses)("%s behind a proxy", (_, express) => {
  const post = async (allow: string[] | undefined, trustProxy: unknown, headers: Record<string, string>, token = TOKEN) => {
    const postbacks = receiver({ allow });
    const app = express();
    if (trustProxy !== undefined) app.set("trust proxy", trustProxy);
    app.use("/cdyne", postbacks.router);
    const url = `${await serve(app)}/cdyne/${token}`;
    const statuses = [];
    for (let times = 0; times < 2; times += 1) statuses.push((await send(url, { body: SENT, headers })).status);
    return { status: statuses[0], said: postbacks.logged.map(({ code }) => code) };
  };

  it.each([
    ["lets nobody in", [VENDOR], FORWARDED, 404, ["CDYNE_PROXY_UNTRUSTED", "CDYNE_ADDRESS_REFUSED"]],
    ["lets everybody in", [PROXY], FORWARDED, 200, ["CDYNE_PROXY_UNTRUSTED"]],
    ["has a proxy with the newer header", [PROXY], { forwarded: `for=${VENDOR}` }, 200, ["CDYNE_PROXY_UNTRUSTED"]],
  ])("that `trust proxy` does not know says so once, when it %s", async (_name, allow, headers, status, said) => {
    for (const trustProxy of [undefined, false, 0]) expect(await post(allow, trustProxy, headers)).toEqual({ status, said });
  });

  it.each([
    ["without `allow`", undefined, undefined, FORWARDED, 200],
    ["without a proxy", [PROXY], undefined, {}, 200],
    ["with the number of proxies", [VENDOR], 1, FORWARDED, 200],
    ["with their addresses", [VENDOR], "loopback", FORWARDED, 200],
    ["with `true` and without `allow`", undefined, true, FORWARDED, 200],
  ])("says nothing %s", async (_name, allow, trustProxy, headers, status) => {
    expect(await post(allow, trustProxy, headers)).toEqual({ status, said: [] });
  });

  it("says once that everybody is believed", async () => {
    for (const trustProxy of [true, ["0.0.0.0/1", "128.0.0.0/1"]]) {
      expect(await post([VENDOR], trustProxy, FORWARDED)).toEqual({ status: 200, said: ["CDYNE_PROXY_TRUSTED_ALL"] });
    }
  });

  it("asks no function of the host's about an address that nobody has", async () => {
    const asked: string[] = [];
    const trust = (address: string) => asked.push(address) > 0;
    expect(await post([VENDOR], trust, FORWARDED)).toEqual({ status: 200, said: [] });
    expect([...new Set(asked)]).toEqual([PROXY]);
  });

  it("says nothing to whoever has no token", async () => {
    expect(await post([VENDOR], undefined, FORWARDED, "wrong")).toEqual({ status: 404, said: [] });
  });
});

describe("the plain listener behind a proxy", () => {
  it("says once that it knows only the proxy", async () => {
    const postbacks = receiver({ allow: [VENDOR] });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    for (let times = 0; times < 2; times += 1) expect((await send(url, { body: SENT, headers: FORWARDED })).status).toBe(404);
    expect(postbacks.logged.map(({ code }) => code)).toEqual(["CDYNE_PROXY_UNTRUSTED", "CDYNE_ADDRESS_REFUSED"]);
  });

  it("says nothing when the host sets the address", async () => {
    const postbacks = receiver({ allow: [VENDOR] });
    const app = plainHost.app(postbacks, (req, _res, next) => {
      Object.assign(req, { ip: req.headers["x-forwarded-for"] });
      next();
    });
    expect((await send(`${await serve(app)}/cdyne/${TOKEN}`, { body: SENT, headers: FORWARDED })).status).toBe(200);
    expect(postbacks.logged).toEqual([]);
  });
});
