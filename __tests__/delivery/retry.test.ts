import { afterEach, describe, expect, it } from "@jest/globals";
import { Discard, type HandlerFailure, Retry, classify, memoryInbox } from "cdyne-postback";
import { testClock } from "cdyne-postback/testing";
import { systemClock } from "../../lib/clock.js";
import { backoff } from "../../lib/delivery/backoff.js";
import { REPLY, SENT, receipt, reply } from "../support/packets.js";
import { closeReceivers, inboxWith, receiver, until } from "../support/receiver.js";

afterEach(closeReceivers);

const SOON = { attempts: 5, minDelay: 1, maxDelay: 1 };

/** A receiver whose inbox has these bodies in it. */
async function receiverOf(bodies: string[], options: Parameters<typeof receiver>[0] = {}) {
  const inbox = options.inbox ?? memoryInbox({ clock: options.clock });
  await inbox.record(bodies.map((body) => classify(body)));
  return receiver({ retry: SOON, ...options, inbox });
}

describe("a failed delivery", () => {
  it("is tried again until all handlers are done, and runs only those that are not", async () => {
    const postbacks = await receiverOf([SENT]);
    const runs: string[] = [];
    postbacks.onSmsSent(function once() {
      runs.push("once");
    });
    postbacks.onSmsSent(async (_event, { attempt }) => {
      runs.push(`third time: ${attempt}`);
      if (attempt < 3) throw new Error("not yet");
    });
    const failures: HandlerFailure[] = [];
    postbacks.onError((failure) => void failures.push(failure));
    await postbacks.start();
    await until(async () => (await postbacks.get(classify(SENT).key))?.state === "delivered");
    expect(runs).toEqual(["once", "third time: 1", "third time: 2", "third time: 3"]);
    expect(failures.map(({ handler, attempt, next, retryIn }) => [handler, attempt, next, retryIn])).toEqual([
      ["smsSent#2", 1, "retry", 1],
      ["smsSent#2", 2, "retry", 1],
    ]);
    expect(await postbacks.get(classify(SENT).key)).toMatchObject({ attempts: 3, lastError: undefined, handled: ["smsSent:once", "any:any#1", "smsSent:smsSent#2"] });
    expect(postbacks.counters).toMatchObject({ retried: 2, delivered: 1, dead: 0 });
  });

  it("is a dead letter after the last attempt, which is listed without what somebody wrote, and can be redelivered", async () => {
    const postbacks = await receiverOf([REPLY, SENT]);
    let broken = true;
    postbacks.onSmsReply(() => {
      if (broken) throw new TypeError("17575449510 wrote Test");
    });
    await postbacks.start();
    await until(async () => (await postbacks.health()).dead === 1);
    const { items } = await postbacks.list({ state: "dead" });
    expect(items).toMatchObject([{ postback: { raw: REPLY }, attempts: 5, due: undefined }]);
    expect(items[0]?.lastError).toMatch(/^TypeError at .*retry\.test\.ts/);
    expect(postbacks.logged.filter(({ code }) => code === "CDYNE_HANDLER_FAILED")).toHaveLength(5);
    expect(JSON.stringify(postbacks.logged)).not.toContain("17575449510");
    broken = false;
    expect(await postbacks.redeliver({ state: "dead" })).toBe(1);
    await until(async () => (await postbacks.list({ state: "delivered" })).items.length === 2);
    expect(postbacks.events.filter(({ type }) => type === "smsReply")).toHaveLength(2);
    expect(await postbacks.redeliver([classify(SENT).key])).toBe(1);
    await until(() => postbacks.events.filter(({ type }) => type === "smsSent").length === 2);
  });

  it("waits as long as its handler says with Retry, but no longer than it has attempts", async () => {
    const clock = testClock(new Date(0));
    const postbacks = await receiverOf([SENT], { clock, retry: { ...SOON, attempts: 3 } });
    const times: number[] = [];
    postbacks.onSmsSent((_event, { attempt }) => {
      times.push(clock.now());
      throw new Retry({ after: attempt === 1 ? "2h" : 30_000 });
    });
    const failures: HandlerFailure[] = [];
    postbacks.onError((failure) => void failures.push(failure));
    await postbacks.start();
    await clock.advance("1d");
    expect(times).toEqual([0, 7_200_000, 7_230_000]);
    expect((await postbacks.health()).dead).toBe(1);
    expect(failures.map(({ next, retryIn }) => [next, retryIn])).toEqual([["retry", 7_200_000], ["retry", 30_000], ["dead", undefined]]);
    expect(() => new Retry({ after: "soon" as never })).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));
    for (const after of [Infinity, NaN, 1e16, "999999y" as const]) {
      expect(() => new Retry({ after })).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));
    }
    for (const nothing of [[], ["5m"], [{ aftr: "5m" }]]) {
      expect(() => Reflect.construct(Retry, nothing) as Retry).toThrow(
        expect.objectContaining({ code: "CDYNE_OPTION_INVALID", message: expect.stringMatching(/Retry: .*after/) }),
      );
    }
    expect(() => new Retry({ after: -1 })).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));
    expect([new Retry({ after: "90s" }).after, new Retry({ after: "2h" }).after]).toEqual([90_000, 7_200_000]);
  });

  it("ends at once with Discard, while the other handlers go on", async () => {
    const postbacks = await receiverOf([SENT]);
    const attempts: number[] = [];
    postbacks.onSmsSent(() => {
      throw new Discard("not ours");
    });
    postbacks.onSmsSent((_event, { attempt }) => {
      attempts.push(attempt);
      if (attempt === 1) throw new Error("not yet");
    });
    const failures: HandlerFailure[] = [];
    postbacks.onError((failure) => void failures.push(failure));
    await postbacks.start();
    await until(async () => (await postbacks.health()).running + (await postbacks.health()).waiting === 0);
    expect(attempts).toEqual([1, 2]);
    expect(failures.map(({ handler, next }) => [handler, next])).toEqual([["smsSent#2", "retry"], ["smsSent#1", "discarded"]].reverse());
    expect((await postbacks.health()).dead).toBe(0);
  });

  it("counts as discarded also when another handler was tried again after the Discard", async () => {
    const postbacks = await receiverOf([SENT]);
    let discards = 0;
    postbacks.onSmsSent(() => {
      discards += 1;
      throw new Discard("not ours");
    });
    postbacks.onSmsSent((_event, { attempt }) => {
      if (attempt === 1) throw new Error("not yet");
    });
    await postbacks.start();
    await until(async () => (await postbacks.list({ state: "discarded" })).items.length === 1);
    expect(discards).toBe(1);
  });

  it("understands Retry and Discard of another copy of the library", async () => {
    const postbacks = await receiverOf([SENT, reply(1)]);
    const foreign = (what: string, rest: object) => Object.assign(new Error(what), { [Symbol.for(`cdyne-postback.${what}`)]: true, ...rest });
    postbacks.onSmsSent(() => {
      throw foreign("Discard", { reason: "not ours" });
    });
    postbacks.onSmsReply(() => {
      throw foreign("Retry", { after: 3_600_000 });
    });
    const failures: HandlerFailure[] = [];
    postbacks.onError((failure) => void failures.push(failure));
    await postbacks.start();
    await until(() => failures.length === 2);
    expect(failures.map(({ next, retryIn }) => [next, retryIn])).toEqual([["discarded", undefined], ["retry", 3_600_000]]);
  });

  it("is a failure like any other when what was thrown cannot be looked at", async () => {
    const postbacks = await receiverOf([receipt("one"), receipt("two")], { retry: { attempts: 1 } });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const strange = new Error("strange");
    Object.defineProperty(strange, "name", { value: Symbol("name") });
    postbacks.onDeliveryReceipt(({ receipt: told }) => {
      throw told?.text === "one" ? proxy : strange;
    });
    await postbacks.start();
    await until(async () => (await postbacks.health()).dead === 2);
  });

  it("that only Discard has ended is listed as discarded, and not logged", async () => {
    const postbacks = await receiverOf([SENT]);
    postbacks.onSmsSent(async () => {
      throw new Discard("17575449510 is a test number");
    });
    await postbacks.start();
    await until(async () => (await postbacks.list({ state: "discarded" })).items.length === 1);
    expect(postbacks.logged).toEqual([]);
    expect(postbacks.counters.discarded).toBe(1);
  });

  it("holds back the later ones of its subject", async () => {
    const postbacks = await receiverOf([receipt("one"), receipt("two")]);
    const seen: unknown[] = [];
    postbacks.onDeliveryReceipt(({ receipt: told }, { attempt }) => {
      seen.push([told?.text, attempt]);
      if (told?.text === "one" && attempt < 3) throw new Error("not yet");
    });
    await postbacks.start();
    await until(() => seen.length === 4);
    expect(seen).toEqual([["one", 1], ["one", 2], ["one", 3], ["two", 1]]);
  });

  it("lets them pass with holdWhileRetrying: false", async () => {
    const clock = testClock();
    const postbacks = await receiverOf([receipt("one"), receipt("two")], { clock, holdWhileRetrying: false, retry: { minDelay: 60_000 } });
    const seen: unknown[] = [];
    postbacks.onDeliveryReceipt(({ receipt: told }, { attempt }) => {
      seen.push([told?.text, attempt]);
      if (told?.text === "one" && attempt === 1) throw new Error("not yet");
    });
    await postbacks.start();
    await clock.advance("30s");
    expect(seen).toEqual([["one", 1], ["two", 1]]);
    expect(await postbacks.health()).toMatchObject({ waiting: 1 });
    await clock.advance("30s");
    expect(seen.slice(2)).toEqual([["one", 2]]);
  });

  it("that hangs is aborted at its deadline and tried again", async () => {
    const postbacks = await receiverOf([SENT], { handlerTimeout: 5 });
    const signals: AbortSignal[] = [];
    postbacks.onSmsSent(async (_event, { attempt, signal }) => {
      signals.push(signal);
      if (attempt === 1) await new Promise(() => {});
    });
    await postbacks.start();
    await until(() => signals.length === 2);
    expect(signals[0]?.aborted).toBe(true);
    expect(signals[0]?.reason).toMatchObject({ code: "CDYNE_HANDLER_TIMEOUT" });
  });
});

describe("the waits between attempts", () => {
  it("double from the shortest to the longest, with up to a quarter left to chance, and end with the last attempt", () => {
    const wait = backoff({});
    for (const [attempt, longest] of [[1, 1000], [2, 2000], [5, 16_000], [11, 1_024_000]] as const) {
      const waits = Array.from({ length: 200 }, () => wait(attempt) ?? NaN);
      expect(Math.max(...waits)).toBeLessThanOrEqual(longest);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(longest * 0.75);
      expect(new Set(waits).size).toBeGreaterThan(50);
    }
    expect(wait(12)).toBeUndefined();
    expect(backoff({ attempts: 100 })(99)).toBeLessThanOrEqual(3_600_000);
  });
});

describe("a handler's name", () => {
  it("has nothing that a database may refuse, so that the handler is known again", async () => {
    const postbacks = await receiverOf([SENT]);
    const odd = Object.defineProperty(() => {}, "name", { value: "x\0y\ud800" });
    postbacks.onSmsSent(odd);
    await postbacks.start();
    await until(async () => (await postbacks.list({ state: "delivered" })).items.length === 1);
    expect((await postbacks.get(classify(SENT).key))?.handled).toEqual(["smsSent:xy\ufffd", "any:any#1"]);
  });
});

describe("an error whose message was cut after its stack was read", () => {
  it("is recorded and logged without the rest of the message", async () => {
    const postbacks = await receiverOf([SENT], { retry: { attempts: 1 } });
    postbacks.onSmsSent(() => {
      const error = new Error("cannot text\n    at +17575449510:1:1\nagain");
      expect(error.stack).toContain("17575449510");
      error.message = "cannot text";
      throw error;
    });
    await postbacks.start();
    await until(async () => (await postbacks.health()).dead === 1);
    const item = await postbacks.get(classify(SENT).key);
    expect(item?.lastError).toMatch(/^Error at .*retry\.test\.ts/);
    expect(JSON.stringify(postbacks.logged)).not.toContain("17575449510");
  });
});

describe("handlers of one name", () => {
  it("are told apart, so that one does not count for the other", async () => {
    const postbacks = await receiverOf([SENT]);
    const runs: string[] = [];
    const named = (what: string) => function save(_event: unknown, { attempt, handler }: { attempt: number; handler: string }) {
      runs.push(`${what} ${handler} ${attempt}`);
      if (what === "second" && attempt === 1) throw new Error("not yet");
    };
    postbacks.onSmsSent(named("first"));
    postbacks.onSmsSent(named("second"));
    await postbacks.start();
    await until(() => runs.length === 3);
    expect(runs).toEqual(["first save 1", "second save#2 1", "second save#2 2"]);
  });
});

describe("a postback whose handlers end the process each time", () => {
  it("is given up at last, and lets its subject go on", async () => {
    const inbox = memoryInbox();
    await inbox.record([classify(receipt("deadly")), classify(receipt("next"))]);
    for (let deaths = 0; deaths < 12; deaths += 1) await inbox.claim(1, 0);
    const postbacks = receiver({ inbox, retry: { attempts: 2 } });
    const failures: HandlerFailure[] = [];
    postbacks.onError((failure) => void failures.push(failure));
    await postbacks.start();
    await until(() => postbacks.events.length === 1);
    expect(postbacks.events).toMatchObject([{ receipt: { text: "next" } }]);
    expect(failures).toMatchObject([{ attempt: 13, next: "dead", error: { code: "CDYNE_ATTEMPTS_LOST" } }]);
  });

  it("is handled when somebody has it delivered again", async () => {
    const inbox = memoryInbox();
    await inbox.record([classify(reply(1))]);
    for (let deaths = 0; deaths < 12; deaths += 1) await inbox.claim(1, 0);
    const postbacks = receiver({ inbox, retry: { attempts: 2 } });
    await postbacks.start();
    await until(async () => (await postbacks.health()).dead === 1);
    for (let times = 1; times <= 2; times += 1) {
      await postbacks.redeliver({ type: "smsReply" });
      await until(() => postbacks.events.length === times);
      await until(async () => (await postbacks.health()).running === 0);
    }
    expect(postbacks.events).toMatchObject([{ text: "Test" }, { text: "Test" }]);
  });

  it("is tried until then, also when it has only one attempt", async () => {
    const inbox = memoryInbox();
    await inbox.record([classify(SENT)]);
    for (let deaths = 0; deaths < 10; deaths += 1) await inbox.claim(1, 0);
    const postbacks = receiver({ inbox, retry: { attempts: 1 } });
    await postbacks.start();
    await until(() => postbacks.events.length === 1);
  });
});

describe("redeliver()", () => {
  it("begins nothing in a process that delivers nothing, so that nothing is marked as delivered without its handlers", async () => {
    const inbox = memoryInbox();
    await inbox.record([classify(SENT)]);
    const [claim] = await inbox.claim(1, 1000);
    await inbox.settle([{ id: claim?.id ?? "", state: "dead", handled: [] }]);
    const script = receiver({ inbox });
    expect(await script.redeliver({ state: "dead" })).toBe(1);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(script.events).toEqual([]);
    expect(await inbox.health()).toMatchObject({ waiting: 1, dead: 0 });
  });

  it("does not end drain()", async () => {
    const postbacks = await receiverOf([SENT]);
    await postbacks.start();
    await until(() => postbacks.events.length === 1);
    await until(async () => postbacks.drain());
    await postbacks.redeliver([classify(SENT).key]);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(postbacks.events).toHaveLength(1);
    await postbacks.start();
    await until(() => postbacks.events.length === 2);
  });
});

describe("an end that the inbox cannot note", () => {
  it("holds neither the others nor what waits", async () => {
    const inbox = inboxWith((memory) => ({
      settle: async (settlements) => {
        if (settlements.some(({ error }) => error !== undefined)) throw new Error("out of range");
        return memory.settle(settlements);
      },
    }));
    const postbacks = await receiverOf([SENT, reply(1), reply(2)], { inbox, concurrency: 2 });
    postbacks.onSmsSent(() => {
      throw new Error("fails");
    });
    await postbacks.start();
    await until(async () => (await postbacks.list({ state: "delivered" })).items.length === 2);
  });

  it("is given back at the close as it was", async () => {
    let broken = true;
    const memory = memoryInbox();
    const inbox = inboxWith(() => ({
      durable: true,
      claim: async (limit, lease) => memory.claim(limit, lease),
      settle: async (settlements) => (broken ? Promise.reject(new Error("down")) : memory.settle(settlements)),
      health: async () => memory.health(),
      close: async () => {},
    }));
    await memory.record([classify(SENT)]);
    const postbacks = receiver({ inbox, retry: { attempts: 5 } });
    postbacks.onSmsSent(() => {
      throw new Retry({ after: "1h" });
    });
    await postbacks.start();
    await until(() => postbacks.logged.some(({ code }) => code === "CDYNE_SETTLE_FAILED"));
    broken = false;
    await postbacks.close({ timeout: 1 });
    const { items } = await memory.list({ limit: 1 });
    expect(items[0]?.state).toBe("waiting");
    expect(items[0]?.due?.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
  });
});

describe("a lease", () => {
  it("is renewed while a handler runs, so that nobody else gets the postback", async () => {
    let renewed = 0;
    const inbox = inboxWith((memory) => ({
      renew: async (ids, lease) => {
        renewed += 1;
        return memory.renew(ids, lease);
      },
    }));
    const postbacks = await receiverOf([SENT], { inbox, lease: 30 });
    let end = (): void => {};
    postbacks.onSmsSent(async () => new Promise<void>((resolve) => (end = resolve)));
    await postbacks.start();
    await until(() => renewed >= 6);
    expect(await inbox.claim(10, 1000)).toEqual([]);
    end();
    await until(async () => (await postbacks.list({ state: "delivered" })).items.length === 1);
    expect(postbacks.events).toHaveLength(1);
  });

  it("that could not be renewed in time does not make this process run the handlers side by side", async () => {
    const inbox = inboxWith(() => ({ renew: async () => Promise.reject(new Error("down")) }));
    const postbacks = await receiverOf([SENT], { inbox, lease: 20 });
    let end = (): void => {};
    let runs = 0;
    postbacks.onSmsSent(async () => {
      runs += 1;
      await new Promise<void>((resolve) => (end = resolve));
    });
    await postbacks.start();
    await until(() => postbacks.logged.some(({ code }) => code === "CDYNE_RENEW_FAILED"));
    await until(async () => {
      await postbacks.start();
      return ((await postbacks.get(classify(SENT).key))?.attempts ?? 0) > 1;
    });
    end();
    await until(async () => (await postbacks.list({ state: "delivered" })).items.length === 1);
    expect(runs).toBe(1);
  });
});

describe("a clock that jumps", () => {
  it.each([["ahead", 3_600_000], ["back", -3_600_000]])("%s an hour costs no postback", async (_, by) => {
    let jumped = 0;
    const clock = { ...systemClock, now: () => Date.now() + jumped };
    const inbox = memoryInbox({ clock });
    const postbacks = await receiverOf([reply(1)], { inbox, clock });
    await postbacks.start();
    await until(() => postbacks.events.length === 1);
    jumped = by;
    await inbox.record([classify(reply(2))]);
    await postbacks.start();
    await until(() => postbacks.events.length === 2);
  });
});
