import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Clock, type Duration, type Inbox } from "cdyne-postback";
import { testClock } from "cdyne-postback/testing";
import { every } from "../../lib/clock.js";
import { closeReceivers, inboxWith, receiver } from "../support/receiver.js";
import { type DurableStore, durableStores } from "../support/stores.js";

const save = () => {};
const answer = () => {};
/** Nobody answers the roll call by a clock that follows deliveries. */
const unfollowed = ({ now, after }: Clock): Clock => ({ now, after });

describe.each(durableStores)("CDYNE_HANDLERS_DIFFER on $name", ({ create }) => {
  let store: DurableStore;
  beforeEach(async () => {
    store = await create();
  });
  afterEach(async () => {
    await closeReceivers();
    await store.remove();
  });

  /** Two applications that deliver from one database. Each has `onAny()` of `receiver()`, too. */
  const start = async (second: "the same" | "other") => {
    const clock = testClock();
    const own = unfollowed(clock);
    const [one, two] = [0, 1].map(() => receiver({ inbox: store.open(own), clock: own }));
    one?.onSmsReply(save);
    two?.onSmsReply(second === "other" ? answer : save);
    await one?.start();
    await two?.start();
    return { clock, one, two, said: () => [one, two].map((each) => each?.logged.map(({ code }) => code)) };
  };

  it("is said once by each that goes on beside the other, with what is there and not here", async () => {
    const { clock, one, two, said } = await start("other");
    await clock.advance("5m");
    expect(said()).toEqual([[], []]);
    await clock.advance("10m");
    expect(said()).toEqual([["CDYNE_HANDLERS_DIFFER"], ["CDYNE_HANDLERS_DIFFER"]]);
    expect(one?.logged[0]?.details).toMatchObject({ here: ["smsReply:save"], there: ["smsReply:answer"] });
    expect(two?.logged[0]?.details).toMatchObject({ here: ["smsReply:answer"], there: ["smsReply:save"] });
  });

  it("is not said of the same handlers", async () => {
    const { clock, said } = await start("the same");
    await clock.advance("30m");
    expect(said()).toEqual([[], []]);
  });

  it("is not said of one that ends while the other is rolled out", async () => {
    const { clock, one, said } = await start("other");
    await clock.advance("4m");
    await one?.close();
    await clock.advance("30m");
    expect(said()).toEqual([[], []]);
  });
});

describe("the roll call", () => {
  afterEach(closeReceivers);

  const called = async (rollCall: Inbox["rollCall"], options = {}, time: Duration = "3m") => {
    const clock = testClock(undefined, { patience: 50 });
    const calls: string[] = [];
    const inbox = inboxWith(() => ({ rollCall: rollCall && (async (...given) => (calls.push(`${given[1].join()} ${given[2]}`), rollCall(...given))) }));
    const postbacks = receiver({ clock: unfollowed(clock), inbox, ...options });
    await postbacks.start();
    await clock.advance(time);
    await postbacks.close();
    return { calls, codes: postbacks.logged.map(({ code }) => code) };
  };

  it("is answered every minute, and at the end", async () => {
    expect((await called(async () => [])).calls).toEqual([...Array<string>(3).fill("any:any#1 150000"), "any:any#1 0"]);
  });

  it("is not answered by a process that delivers nothing, or does not want to hear of it", async () => {
    expect((await called(async () => [], { deliver: false })).calls).toEqual([]);
    expect((await called(async () => [], { checks: { CDYNE_HANDLERS_DIFFER: false } })).calls).toEqual([]);
  });

  it("is not answered by a test's clock, which goes on by months at once", async () => {
    const clock = testClock();
    const postbacks = receiver({ clock, inbox: inboxWith(() => ({ rollCall: async () => [{ process: "other", handlers: [] }] })) });
    await postbacks.start();
    await clock.advance("1h");
    expect(postbacks.logged).toEqual([]);
  });

  it.each<[string, () => unknown]>([
    ["fails", async () => Promise.reject(new Error("down"))],
    ["throws", () => { throw new Error("down"); }],
    ["gives no list", async () => 7],
    ["gives a list of nothing", async () => [undefined]],
    ["gives a list of something else", async () => [{ process: "other" }]],
  ])("disturbs nobody when it %s", async (_, rollCall) => {
    expect(await called(rollCall as Inbox["rollCall"], {}, "10m")).toMatchObject({ calls: { length: 11 }, codes: [] });
  });

  it("is not answered again while the inbox owes an answer", async () => {
    let answered = (): void => {};
    const late = new Promise<[]>((resolve) => (answered = () => resolve([])));
    const { calls } = await called(async (_process, _handlers, lease) => (lease === 0 ? [] : late), {}, "10m");
    answered();
    expect(calls).toEqual(["any:any#1 150000", "any:any#1 0"]);
  });

  it("goes by how often it met another, whatever the clock is set to", async () => {
    const clock = testClock();
    let ahead = 0;
    const others = [{ process: "other", handlers: [] }];
    const postbacks = receiver({ clock: { now: () => clock.now() + ahead, after: clock.after }, inbox: inboxWith(() => ({ rollCall: async () => others })) });
    await postbacks.start();
    await clock.advance("1m");
    ahead = 86_400_000;
    await clock.advance("1m");
    expect(postbacks.logged).toEqual([]);
    ahead = -86_400_000;
    await clock.advance("4m");
    expect(postbacks.logged.map(({ code }) => code)).toEqual(["CDYNE_HANDLERS_DIFFER"]);
  });

  it.each([
    ["throws", () => { throw new Error("no"); }],
    ["rejects", async () => Promise.reject(new Error("no"))],
  ])("goes on, as whatever is done every so often, after something that %s", async (_, ring) => {
    const rings: (() => unknown)[] = [];
    every({ now: () => 0, after: (_ms, again) => (rings.push(again), () => {}) }, 5, ring);
    await rings[0]?.();
    expect(rings).toHaveLength(2);
  });

  it("does not end the process when the clock fails", async () => {
    const rings: (() => unknown)[] = [];
    const after: Clock["after"] = (_ms, again) => {
      if (rings.push(again) > 1) throw new Error("broken");
      return () => {};
    };
    every({ now: () => 0, after }, 5, () => {});
    await expect(rings[0]?.()).resolves.toBeUndefined();
  });
});
