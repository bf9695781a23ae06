import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Inbox } from "cdyne-postback";
import { testClock } from "cdyne-postback/testing";
import { closeReceivers, inboxWith, receiver } from "../support/receiver.js";
import { type DurableStore, durableStores } from "../support/stores.js";

const save = () => {};
const answer = () => {};

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
    const [one, two] = [0, 1].map(() => receiver({ inbox: store.open(clock), clock }));
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

  const called = async (rollCall: Inbox["rollCall"], options = {}) => {
    const clock = testClock();
    const calls: string[] = [];
    const inbox = inboxWith(() => ({ rollCall: rollCall && (async (...given) => (calls.push(`${given[1].join()} ${given[2]}`), rollCall(...given))) }));
    const postbacks = receiver({ clock, inbox, ...options });
    await postbacks.start();
    await clock.advance("3m");
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

  it("disturbs nobody when it fails", async () => {
    expect((await called(async () => Promise.reject(new Error("down")))).codes).toEqual([]);
  });
});
