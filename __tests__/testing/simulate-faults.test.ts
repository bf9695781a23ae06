import { type RequestListener } from "node:http";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type Inbox, type Postback, classify, memoryInbox } from "cdyne-postback";
import { type FaultName, type SimulateOptions, type SimulatedPost, type SimulationReport, settled, simulate, simulatedFaults } from "cdyne-postback/testing";
import { express5Host } from "../support/hosts.js";
import { TOKEN } from "../support/packets.js";
import { type Receiver, closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, serve } from "../support/server.js";
import { durableStores } from "../support/stores.js";

const removals: (() => Promise<void>)[] = [];

afterEach(async () => {
  await closeServers();
  await closeReceivers();
  await Promise.all(removals.splice(0).map(async (remove) => remove()));
});

async function openSqlite(): Promise<Inbox> {
  const sqlite = durableStores.find(({ name }) => name === "SQLite");
  if (!sqlite) throw new Error("There is no SQLite.");
  const store = await sqlite.create();
  removals.push(async () => store.remove());
  return store.open();
}

const inboxes: [name: string, open: () => Promise<Inbox>][] = [
  ["memory", async () => memoryInbox()],
  ["SQLite", openSqlite],
];

const ALL_FAULTS = [...simulatedFaults.keys()];
const FEW: SimulateOptions = { seed: 11, scenarios: ["conversation", "opt-out", "landline", "call-tree", "incoming-call"] };

const AT_ONCE: ReadonlySet<FaultName> = new Set(["together", "repeated"]);

const byKey = <Item extends { key: string }>(items: readonly Item[]): Item[] => items.toSorted((one, other) => (one.key < other.key ? -1 : 1));

/** Everything that was promised: nothing lost, nothing twice, nothing that was not posted whole, and the order of each subject. */
async function expectAllKept(postbacks: Receiver, report: SimulationReport): Promise<void> {
  const whole = report.posts - report.cutOff.posts;
  expect(report).toMatchObject({ right: true, statuses: { 200: whole }, errors: {} });
  expect(Object.keys(report.cutOff.statuses).every((status) => status === "400")).toBe(true);

  await settled(postbacks);
  expect(byKey(postbacks.events).map(({ key, type, raw }) => ({ key, type, raw }))).toEqual(byKey(report.expected).map(({ key, type, raw }) => ({ key, type, raw })));

  const recorded = (await postbacks.list({ limit: 1000 })).items.toReversed();
  expect(recorded).toHaveLength(report.expected.length);
  expect(recorded.reduce((sum, { repeats }) => sum + 1 + repeats, 0)).toBe(whole);
  expect(bySubject(postbacks.events)).toEqual(bySubject(recorded.map(({ postback }) => postback)));
  expect(await postbacks.health()).toMatchObject({ waiting: 0, running: 0, dead: 0 });
}

/** The keys of each subject in their order. */
function bySubject(events: readonly Pick<Postback, "subject" | "key">[]): Record<string, string[]> {
  const subjects: Record<string, string[]> = {};
  for (const { subject = "", key } of events) (subjects[subject] ??= []).push(key);
  return subjects;
}

describe.each(inboxes)("with Express 5 and the %s inbox, nothing is lost and nothing comes twice", (_name, open) => {
  const keeps = async (options: SimulateOptions): Promise<{ report: SimulationReport; postbacks: Receiver }> => {
    const postbacks = receiver({ inbox: await open() });
    const report = await simulate(`${await serve(express5Host.app(postbacks))}/cdyne/${TOKEN}`, options);
    await expectAllKept(postbacks, report);
    return { report, postbacks };
  };

  it.each(ALL_FAULTS)("where the fault is %s", async (fault) => {
    const { report, postbacks } = await keeps({ ...FEW, faults: [fault] });
    expect(report.faults[fault]).toBeGreaterThan(0);
    // Of what is under way at the same time nobody knows which is first.
    if (!AT_ONCE.has(fault)) expect(bySubject(postbacks.events)).toEqual(bySubject(report.expected));
  });

  it("where everything goes wrong at once, in every scenario", async () => {
    const { faults } = (await keeps({ seed: 12, faults: ALL_FAULTS })).report;
    expect(Object.values(faults).every((count) => count > 0)).toBe(true);
  });
});

/** What the fault does in some scenarios, told by a host that takes everything. */
async function posted(fault: FaultName, options: SimulateOptions = {}, host: RequestListener = (req, res) => void req.resume().on("end", () => res.end())): Promise<SimulatedPost[]> {
  const posts: SimulatedPost[] = [];
  const report = await simulate(`${await serve(host)}/${TOKEN}`, { seed: 21, faults: [fault], ...options, onPost: (post) => posts.push(post) });
  expect(report.faults[fault]).toBeGreaterThan(0);
  return posts.sort((one, other) => one.number - other.number);
}

const keyOf = ({ event }: SimulatedPost): string => event?.key ?? "";
const touched = (posts: readonly SimulatedPost[]): Postback[] => posts.filter(({ faults }) => faults.length > 0).map(({ body }) => classify(body));

describe("a fault", () => {
  it("repeated posts the same bytes at once, and later", async () => {
    const posts = await posted("repeated", { scenarios: ["call-tree"] });
    for (const { number, body, event } of posts.filter(({ faults }) => faults.length > 0)) {
      const same = posts.filter((post) => post.event?.key === event?.key);
      expect(same).toHaveLength(3);
      expect(same.every((post) => Buffer.compare(post.body, body) === 0)).toBe(true);
      expect(same.map((post) => post.number)).toContain(number);
      expect((same[1]?.number ?? 0) - (same[0]?.number ?? 0)).toBe(1);
    }
  });

  it("out-of-order has another order, and the same posts", async () => {
    const [clean, shuffled] = [await posted("slow", { scenarios: ["call-tree"] }), await posted("out-of-order", { scenarios: ["call-tree"] })];
    expect(shuffled.map(keyOf)).not.toEqual(clean.map(keyOf));
    expect(shuffled.map(keyOf).sort()).toEqual(clean.map(keyOf).sort());
  });

  it("receipt-first has a receipt before its message is sent", async () => {
    const posts = await posted("receipt-first", { scenarios: ["conversation"] });
    for (const { number, event } of posts.filter(({ faults }) => faults.length > 0)) {
      expect(event?.type).toBe("deliveryReceipt");
      expect(posts.find((post) => post.event?.type === "smsSent" && post.event.subject === event?.subject)?.number).toBeGreaterThan(number);
    }
  });

  it("zero-then-one has a refusal of a message before it is sent", async () => {
    const posts = await posted("zero-then-one", { scenarios: ["conversation"] });
    for (const { number, event } of posts.filter(({ faults }) => faults.length > 0)) {
      expect(event?.type).toBe("smsRefused");
      expect(posts.find((post) => post.event?.type === "smsSent" && post.event.subject === event?.subject)?.number).toBeGreaterThan(number);
    }
  });

  it("unencoded-receipt leaves &, ;, % and + in a receipt's text, and the receiver reads them", async () => {
    for (const event of touched(await posted("unencoded-receipt", { scenarios: ["conversation"], count: 4 }))) {
      expect(event).toMatchObject({ type: "deliveryReceipt", code: expect.stringMatching(/^00[03]$/), receipt: { text: expect.stringMatching(/^(50% off; tea & cake|a\+b=c&d; 100 % sure|1&Code=2 & 3%zz; \+4)$/) } });
      expect(event.raw).toMatch(/text:(?=.*;)(?=.*[%+]).*&.*&Code=\d{3}$/);
    }
  });

  it("wrong-charset has bytes of Windows-1252, bare and escaped, and the receiver reads them", async () => {
    const posts = await posted("wrong-charset", { scenarios: ["conversation"], count: 8 });
    const wrong = posts.filter(({ faults }) => faults.length > 0);
    expect(new Set(wrong.map(({ body }) => body.includes(0xe9)))).toEqual(new Set([true, false]));
    for (const { body } of wrong) expect(classify(body)).toMatchObject({ type: "smsReply", text: expect.stringMatching(/. – l’été à 5 €$/) });
  });

  it("broken-percent has percent signs that escape nothing, and the receiver leaves them alone", async () => {
    for (const event of touched(await posted("broken-percent", { scenarios: ["conversation"], count: 2 }))) {
      expect(event).toMatchObject({ type: "smsReply", text: expect.stringMatching(/. 100% sure%2 50%zz %$/) });
    }
  });

  it("together has all posts of a call under way at the same time", async () => {
    const waiting: (() => void)[] = [];
    const posts = await posted("together", { scenarios: ["call-tree"], timeout: "5s" }, (req, res) => {
      req.resume().on("end", () => {
        waiting.push(() => res.end());
        if (waiting.length === 5) waiting.forEach((answer) => answer());
      });
    });
    expect(posts.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it("slow sends a body in several pieces", async () => {
    const pieces: number[] = [];
    await posted("slow", { scenarios: ["landline"] }, (req, res) => {
      let count = 0;
      req.on("data", () => (count += 1));
      req.on("end", () => {
        pieces.push(count);
        res.end();
      });
    });
    expect(Math.max(...pieces)).toBeGreaterThan(2);
  });

  it("cut-off ends the connection within a body, and posts the whole one afterwards", async () => {
    let broken = 0;
    const posts = await posted("cut-off", { scenarios: ["landline", "call-tree"] }, (req, res) => {
      req.on("error", () => (broken += 1));
      req.resume().on("end", () => res.end());
    });
    const cut = posts.filter(({ event }) => event === undefined);
    await until(() => broken === cut.length);
    for (const { number, body } of cut) {
      expect(posts.some((post) => post.number > number && post.event !== undefined && post.status === 200 && Buffer.compare(post.body, body) === 0)).toBe(true);
    }
  });
});
