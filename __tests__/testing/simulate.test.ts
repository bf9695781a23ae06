import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type IncomingMessage, type RequestListener, type ServerResponse, createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type ScenarioName, type SimulateOptions, type SimulatedPost, type SimulationReport, simulate, simulatedFaults, simulatedScenarios } from "cdyne-postback/testing";
import { scenarios } from "../../lib/testing/simulate/scenarios.js";
import { plainHost } from "../support/hosts.js";
import { TOKEN } from "../support/packets.js";
import { closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, freePort, serve } from "../support/server.js";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

const answering =
  (status: number): RequestListener =>
  (req, res) => {
    req.resume().on("end", () => res.writeHead(status).end());
  };

/** Simulates against a host that takes everything, or another. */
async function simulated(options: SimulateOptions, host = answering(200)): Promise<{ posts: SimulatedPost[]; report: SimulationReport }> {
  const posts: SimulatedPost[] = [];
  const report = await simulate(`${await serve(host)}/cdyne/${TOKEN}`, { ...options, onPost: (post) => posts.push(post) });
  return { posts: posts.sort((one, other) => one.number - other.number), report };
}

const bodiesOf = (posts: readonly SimulatedPost[]): string[] => posts.map(({ body }) => Buffer.from(body).toString("latin1"));
const ALL_FAULTS = [...simulatedFaults.keys()];

describe("a seed", () => {
  it("gives the same bytes in the same order, however the answers come", async () => {
    const options: SimulateOptions = { seed: "again", faults: ALL_FAULTS, scenarios: ["conversation", "call-tree", "landline"] };
    const [first, second] = [await simulated({ ...options, concurrency: 1 }), await simulated({ ...options, concurrency: 5 })];
    expect(bodiesOf(second.posts)).toEqual(bodiesOf(first.posts));
    expect(second.posts.map(({ faults }) => faults)).toEqual(first.posts.map(({ faults }) => faults));
    expect(second.report.seed).toBe("again");
  });

  it("gives the same for all faults as for each of them", async () => {
    const one = await simulated({ seed: 7, scenarios: ["landline"], faults: "all" });
    const other = await simulated({ seed: 7, scenarios: ["landline"], faults: ALL_FAULTS });
    expect(bodiesOf(one.posts)).toEqual(bodiesOf(other.posts));
    expect(Object.keys(one.report.faults)).toEqual(ALL_FAULTS);
  });

  it("as a number is the same as in writing, and the order of names changes nothing", async () => {
    const one = await simulated({ seed: 7, scenarios: ["opt-out", "incoming-call"], faults: ["repeated", "out-of-order"] });
    const other = await simulated({ seed: "7", scenarios: ["incoming-call", "opt-out"], faults: ["out-of-order", "repeated"] });
    expect(bodiesOf(other.posts)).toEqual(bodiesOf(one.posts));
  });

  it("that is another gives other ids, and without one each run has its own", async () => {
    const runs = [await simulated({ scenarios: ["call-tree"] }), await simulated({ scenarios: ["call-tree"] }), await simulated({ seed: 1, scenarios: ["call-tree"] })];
    const subjects = runs.map(({ posts: [first] }) => first?.event?.subject);
    expect(new Set(subjects).size).toBe(3);
    expect(new Set(runs.map(({ report }) => report.seed)).size).toBe(3);
  });

  it("keeps its life cycles when faults are added: what is not touched has the same bytes", async () => {
    const clean = await simulated({ seed: 3, scenarios: ["conversation"], count: 2 });
    const slow = await simulated({ seed: 3, scenarios: ["conversation"], count: 2, faults: ["slow"] });
    expect(bodiesOf(slow.posts)).toEqual(bodiesOf(clean.posts));
  });

  it("used a second time is a series of repeats for a receiver that has it", async () => {
    const postbacks = receiver();
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    const { expected } = await simulate(url, { seed: 5, scenarios: ["conversation"] });
    const again = await simulate(url, { seed: 5, scenarios: ["conversation"] });
    expect(again.expected).toEqual(expected);
    await until(() => postbacks.counters.delivered === expected.length);
    expect(postbacks.events).toHaveLength(expected.length);
    expect((await postbacks.list()).items.map(({ repeats }) => repeats)).toEqual(expected.map(() => 1));
  });
});

describe("a scenario", () => {
  it.each([...simulatedScenarios.keys()])("has the events that it says: %s", async (name: ScenarioName) => {
    const { posts, report } = await simulated({ seed: 1, scenarios: [name] });
    const types = new Set(posts.map(({ event }) => event?.type));
    expect([...types].sort()).toEqual([...scenarios[name].events].sort());
    expect(report).toMatchObject({ lives: 1, posts: posts.length, statuses: { 200: posts.length }, errors: {}, scenarios: { [name]: posts.length }, right: true, stopped: false });
    expect(report.expected).toHaveLength(posts.length);
  });

  it("comes in turn with the others, as often as it is counted", async () => {
    const { posts, report } = await simulated({ seed: 1, scenarios: ["landline", "opt-out"], count: 3 });
    expect(posts.map(({ scenario, life }) => `${life} ${scenario}`)).toEqual(["1 landline", "1 landline", "1 landline", "2 opt-out", "2 opt-out", "3 landline", "3 landline", "3 landline"]);
    expect(report).toMatchObject({ lives: 3, scenarios: { landline: 6, "opt-out": 2 } });
  });

  it("says to a receiver what people said: a STOP, digits, variables", async () => {
    const postbacks = receiver();
    await simulate(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { seed: 4, scenarios: ["opt-out", "call-tree"] });
    await until(() => postbacks.events.length === 7);
    expect(postbacks.events.find(({ type }) => type === "smsReply")).toMatchObject({ systemKeyword: "stop" });
    const call = postbacks.events.filter((event) => event.type === "callFinished");
    expect(call).toMatchObject([{ outcome: "answered", digits: expect.stringMatching(/^\d+$/), variables: { choice: expect.any(String) } }]);
  });

  it("goes wave by wave: nothing is posted before what it follows on is answered", async () => {
    let open = 0;
    let most = 0;
    await simulated({ scenarios: ["call-tree", "conversation"], concurrency: 1 }, (req, res) => {
      most = Math.max(most, (open += 1));
      req.resume().on("end", () =>
        setImmediate(() => {
          open -= 1;
          res.end();
        }),
      );
    });
    expect(most).toBe(1);
  });
});

describe("the report", () => {
  it.each([503, 404, 302])("says that a host answers %i, and that nothing was recorded", async (status) => {
    const { posts, report } = await simulated({ scenarios: ["opt-out"] }, answering(status));
    expect(report).toMatchObject({ statuses: { [status]: 2 }, errors: {}, right: false });
    expect(report.expected.map(({ answered }) => answered)).toEqual([false, false]);
    expect(posts).toMatchObject([{ status, error: undefined, right: false }, { status, right: false }]);
  });

  it("says that a host hangs", async () => {
    const { report } = await simulated({ scenarios: ["opt-out"], timeout: "50ms" }, () => {});
    expect(report).toMatchObject({ statuses: {}, errors: { timeout: 2 }, times: undefined, right: false });
  });

  it("says that nobody listens, and that connections are cut", async () => {
    const nobody = await simulate(`http://127.0.0.1:${await freePort()}/${TOKEN}`, { scenarios: ["opt-out"] });
    expect(nobody).toMatchObject({ posts: 2, errors: { ECONNREFUSED: 2 }, right: false });
    const { report } = await simulated({ scenarios: ["opt-out"] }, (req) => req.socket.destroy());
    expect(report).toMatchObject({ errors: { ECONNRESET: 2 }, right: false });
  });

  it("says that a host answers some with 200 and some not, and which events it should have", async () => {
    let count = 0;
    const { report } = await simulated({ scenarios: ["landline"] }, (req, res) => answering((count += 1) === 2 ? 500 : 200)(req, res));
    expect(report).toMatchObject({ statuses: { 200: 2, 500: 1 }, right: false });
    expect(report.expected.map(({ answered }) => answered)).toEqual([true, false, true]);
    expect(report.times?.max).toBeGreaterThanOrEqual(report.times?.p50 ?? Infinity);
  });

  it("finds a host that answers 200 before it has the whole body", async () => {
    const { report } = await simulated({ seed: 2, scenarios: ["landline", "call-tree"], faults: ["cut-off"] }, (_req, res) => res.end());
    expect(report.cutOff.statuses).toEqual({ 200: expect.any(Number) });
    expect(report.right).toBe(false);
  });

  it("counts 0 for a fault that fits nothing", async () => {
    const { report } = await simulated({ scenarios: ["landline"], faults: ["unencoded-receipt", "repeated"] });
    expect(report.faults["unencoded-receipt"]).toBe(0);
    expect(report.faults.repeated).toBeGreaterThan(0);
  });

  it("has the keys of an account where the token has a label", async () => {
    const postbacks = receiver({ tokens: { acme: TOKEN } });
    const report = await simulate(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { scenarios: ["landline"], account: "acme" });
    await until(() => postbacks.events.length === 3);
    expect(postbacks.events.map(({ key }) => key)).toEqual(report.expected.map(({ key }) => key));
    expect(report.expected[0]?.key).toMatch(/^acme\//);
  });
});

it("writes a body once, also where the host says 100 Continue only when the body has come without it", async () => {
  const bodies: string[] = [];
  const server = createServer().on("checkContinue", (req: IncomingMessage, res: ServerResponse) => {
    req.once("data", (first: Buffer) => {
      bodies.push(first.toString());
      res.writeContinue();
      setImmediate(() => res.end());
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const report = await simulate(`http://127.0.0.1:${port}/${TOKEN}`, { scenarios: ["opt-out"] }).finally(() => server.close());
  expect(report).toMatchObject({ statuses: { 200: 2 }, right: true });
  expect(bodies).toEqual(report.expected.map(({ raw }) => raw));
});

describe("its end", () => {
  it("comes by a signal: what is under way is broken off, and the report says what was", async () => {
    const stop = new AbortController();
    let arrived = 0;
    const { report } = await simulated({ scenarios: ["landline"], count: 50, concurrency: 2, signal: stop.signal }, (req, res) => {
      if ((arrived += 1) <= 4) answering(200)(req, res);
      else stop.abort();
    });
    expect(report).toMatchObject({ stopped: true, statuses: { 200: 4 } });
    expect(report.errors["stopped"]).toBeGreaterThan(0);
    expect(report.posts).toBeLessThan(10);
  });

  it("comes before the start when the signal was there first", async () => {
    expect((await simulated({ signal: AbortSignal.abort() })).report).toMatchObject({ posts: 0, lives: 0, stopped: true });
  });

  it("comes when whoever is told of posts throws", async () => {
    const url = `${await serve(answering(200))}/${TOKEN}`;
    const thrown = simulate(url, { onPost: () => { throw new Error("no more"); } }); // prettier-ignore
    await expect(thrown).rejects.toThrow("no more");
  });
});

describe("options that cannot be", () => {
  it.each<[SimulateOptions, RegExp]>([
    [{ count: 0 }, /`count`/],
    [{ rate: -1 }, /`rate`/],
    [{ scenarios: [] }, /`scenarios`/],
    [{ scenarios: ["picnic" as never] }, /`scenarios\.0`/],
    [{ faults: ["rain"] } as never, /`faults\.0`: There is no "rain"/],
    [{ faults: "slow" } as never, /`faults`: expected "all", or an array of names\./],
    [{ timeout: 0 }, /`timeout`/],
    [{ tempo: 3 } as SimulateOptions, /There is no "tempo"/],
  ])("are refused: %j", async (options, message) => {
    await expect(simulate("http://127.0.0.1:1/x", options)).rejects.toThrow(message);
  });

  it("are refused without repeating the URL, whose end is a secret", async () => {
    const refused: unknown = await simulate(`localhost/${TOKEN}`).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "CDYNE_OPTION_INVALID", message: expect.not.stringContaining(TOKEN) });
  });
});

it.each(["lib/testing/README.md", "lib/cli/README.md"])("every scenario and every fault is told of in %s", (document) => {
  const text = readFileSync(join(__dirname, "../..", document), "utf8");
  for (const name of [...simulatedScenarios.keys(), ...simulatedFaults.keys()]) expect(text).toContain(`\`${name}\``);
});
