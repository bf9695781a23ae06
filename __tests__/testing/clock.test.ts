import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type HandlerFailure, Retry, classify, createPostbacks, memoryInbox } from "cdyne-postback";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { type TestClockOptions, deliver, smsReply, testClock, waitFor } from "cdyne-postback/testing";
import { type Deliveries, every, systemClock } from "../../lib/clock.js";
import { THEM, US, closeVendors, correspondents } from "../support/correspondence.js";
import { SENT, TOKEN, receipt } from "../support/packets.js";
import { closeReceivers, inboxWith, receiver, until } from "../support/receiver.js";
import { closeServers } from "../support/server.js";

afterEach(async () => {
  await closeReceivers();
  await closeVendors();
  await closeServers();
});

const START = new Date("2026-03-01T12:00:00Z");
const HOUR = 3_600_000;
/** For what hangs on purpose. */
const HASTY = { patience: 100 };

/** Something that takes time and is no timer: another process begins and ends. */
async function workElsewhere(): Promise<void> {
  await promisify(execFile)(process.execPath, ["--version"]);
}

/** A receiver with a clock, and at which time since the start what happened in it. */
function timed(options: Parameters<typeof receiver>[0] = {}, settings?: TestClockOptions) {
  const clock = testClock(START, settings);
  const postbacks = receiver({ clock, retry: {}, ...options });
  const failures: HandlerFailure[] = [];
  postbacks.onError((failure) => void failures.push(failure));
  return { clock, postbacks, failures, elapsed: () => clock.now() - START.getTime() };
}

describe("advance()", () => {
  it("takes a handler that fails through all its retries, each at its time", async () => {
    const { clock, postbacks, failures, elapsed } = timed();
    const times: number[] = [];
    postbacks.onSmsReply(() => {
      times.push(elapsed());
      throw new Error("fails");
    });
    const sent = smsReply();
    await deliver(postbacks, sent);
    await clock.advance("10h");
    expect(times).toHaveLength(12);
    let time = 0;
    const expected = failures.map(({ retryIn = 0 }) => {
      time += retryIn;
      return time;
    });
    expect(times).toEqual([0, ...expected.slice(0, 11)]);
    expect(elapsed()).toBe(10 * HOUR);
    expect((await postbacks.get(sent.key))?.state).toBe("dead");
  });

  it("goes no farther than it was told, and nothing goes on without it", async () => {
    const { clock, postbacks } = timed();
    postbacks.onSmsReply((_, { attempt }) => {
      if (attempt === 1) throw new Retry({ after: 50 });
    });
    const sent = smsReply();
    await deliver(postbacks, sent);
    await expect(waitFor(postbacks, sent, "delivered", { timeout: 100 })).rejects.toMatchObject({ code: "CDYNE_WAIT_TIMEOUT" });
    await clock.advance(49);
    expect(await postbacks.get(sent.key)).toMatchObject({ state: "waiting", attempts: 1, due: new Date(START.getTime() + 50) });
    await clock.advance(1);
    expect(await postbacks.get(sent.key)).toMatchObject({ state: "delivered", attempts: 2 });
  });

  it("lets handlers end that wait for something else than time, before time goes on", async () => {
    const { clock, postbacks, elapsed } = timed();
    const times: [begun: number, ended: number][] = [];
    postbacks.onSmsReply(async (_, { attempt }) => {
      const begun = elapsed();
      await workElsewhere();
      times.push([begun, elapsed()]);
      if (attempt < 3) throw new Retry({ after: "1m" });
    });
    await deliver(postbacks, smsReply());
    await clock.advance("2h");
    expect(times).toEqual([[0, 0], [60_000, 60_000], [120_000, 120_000]]);
  });

  it("waits two seconds for a handler, unless it is told otherwise", async () => {
    const { clock, postbacks, failures } = timed({ handlerTimeout: 60_000 });
    postbacks.onSmsReply(async () => sleep(700));
    const sent = smsReply();
    await deliver(postbacks, sent);
    await clock.advance("1d");
    expect(failures).toEqual([]);
    expect(await postbacks.get(sent.key)).toMatchObject({ state: "delivered", attempts: 1 });
    const hasty = timed({ handlerTimeout: 60_000 }, { patience: 20 });
    hasty.postbacks.onSmsReply(async () => new Promise<never>(() => {}));
    await deliver(hasty.postbacks, sent);
    await hasty.clock.advance("2m");
    expect(hasty.failures).toMatchObject([{ error: { code: "CDYNE_HANDLER_TIMEOUT" } }]);
  });

  it("gives a handler that goes on, step by step, all the time that it needs", async () => {
    const { clock, postbacks, elapsed } = timed({}, { patience: 250 });
    const ends: number[] = [];
    for (const long of [150, 300]) {
      postbacks.onSmsReply(async () => {
        await sleep(long);
        ends.push(elapsed());
      });
    }
    await deliver(postbacks, smsReply());
    await clock.advance("1m");
    expect(ends).toEqual([0, 0]);
  });

  it("waits for an inbox that takes its time, to hand out and to remove", async () => {
    const pruned: string[] = [];
    const inbox = inboxWith((memory) => ({
      claim: async (limit, lease) => {
        await workElsewhere();
        return memory.claim(limit, lease);
      },
      prune: async (state, before, limit) => {
        pruned.push("begun");
        await workElsewhere();
        pruned.push("ended");
        return memory.prune(state, before, limit);
      },
    }));
    const { clock, postbacks, elapsed } = timed({ inbox, keep: { dead: "1d" } });
    const times: number[] = [];
    postbacks.onSmsReply(() => void times.push(elapsed()));
    await deliver(postbacks, smsReply());
    await clock.advance("10m");
    expect(times).toEqual([0]);
    expect(pruned.filter((what) => what === "ended")).toHaveLength(2);
  });

  it("takes a handler that hangs to its deadline, and to that of its retry", async () => {
    const { clock, postbacks, failures, elapsed } = timed({ handlerTimeout: 60_000, retry: { attempts: 2, minDelay: 1000 } }, HASTY);
    const aborted: number[] = [];
    postbacks.onSmsReply(async (_, { signal }) => {
      signal.addEventListener("abort", () => aborted.push(elapsed()));
      return new Promise(() => {});
    });
    const sent = smsReply();
    await deliver(postbacks, sent);
    await clock.advance("59s");
    expect(aborted).toEqual([]);
    await clock.advance("10m");
    const retryIn = failures[0]?.retryIn ?? 0;
    expect(aborted).toEqual([60_000, 120_000 + retryIn]);
    expect(failures.map(({ error }) => error)).toMatchObject([{ code: "CDYNE_HANDLER_TIMEOUT" }, { code: "CDYNE_HANDLER_TIMEOUT" }]);
    expect((await postbacks.get(sent.key))?.state).toBe("dead");
  });

  it("takes an onError() that hangs to its deadline too", async () => {
    const { clock, postbacks } = timed({ handlerTimeout: 60_000, retry: { attempts: 1 } }, HASTY);
    postbacks.onError(async () => new Promise(() => {}));
    postbacks.onSmsReply(() => {
      throw new Error("fails");
    });
    const sent = smsReply();
    await deliver(postbacks, sent);
    await clock.advance("1m");
    expect((await postbacks.get(sent.key))?.state).toBe("dead");
  });

  it("keeps the order of what holds back the later ones of its subject", async () => {
    const { clock, postbacks, elapsed } = timed();
    const seen: unknown[] = [];
    postbacks.onDeliveryReceipt(({ receipt: told }, { attempt }) => {
      seen.push([told?.text, elapsed()]);
      if (attempt === 1 && told?.text === "one") throw new Retry({ after: "1h" });
    });
    for (const text of ["one", "two"]) await deliver(postbacks, receipt(text));
    await clock.advance("1d");
    expect(seen).toEqual([["one", 0], ["one", HOUR], ["two", HOUR]]);
  });

  it("called twice at once adds up", async () => {
    const { clock, postbacks, elapsed } = timed();
    postbacks.onSmsReply(() => {
      throw new Retry({ after: "90m" });
    });
    await deliver(postbacks, smsReply());
    await Promise.all([clock.advance("1h"), clock.advance("1h")]);
    expect(elapsed()).toBe(2 * HOUR);
    expect(postbacks.counters.retried).toBe(2);
  });

  it.each(["2026-01-31", "no date", 0, null, {}, new Date(NaN)])("testClock() refuses to start at %p", (start) => {
    expect(() => testClock(start as never)).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID", message: expect.stringMatching(/^testClock\(\): It starts at a Date, /) }));
  });

  it.each([-1, NaN, Infinity, "soon", undefined])("refuses %p", async (by) => {
    await expect(testClock().advance(by as never)).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
  });

  it.each([{ patience: 0 }, { patience: "1s" }, { patient: 1 }])("testClock() refuses the options %p", (options) => {
    expect(() => testClock(START, options as never)).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID" }));
  });

  it("rejects with what a timer throws, and goes on when it is called again", async () => {
    const clock = testClock(START);
    const rung: string[] = [];
    clock.after(1000, () => {
      throw new Error("not me");
    });
    clock.after(2000, () => rung.push("two"));
    await expect(clock.advance("5s")).rejects.toThrow("not me");
    await clock.advance("4s");
    expect([rung, clock.now() - START.getTime()]).toEqual([["two"], 5000]);
  });

  it("sees the first due time of more postbacks than a call takes arguments", async () => {
    const due = new Date(START.getTime() + HOUR);
    let pages = 0;
    const inbox = inboxWith((memory) => ({
      list: async ({ state }) => {
        const { items } = await memory.list({ limit: 1 });
        const later = items.flatMap((item) => Array.from({ length: 1000 }, () => ({ ...item, due })));
        return state === "waiting" && (pages += 1) < 150 ? { items: later, next: "1" } : { items: [], next: undefined };
      },
    }));
    const followed: Deliveries[] = [];
    const { now, after } = testClock(START);
    const follow = (deliveries: Deliveries) => {
      followed.push(deliveries);
      return () => {};
    };
    const postbacks = receiver({ inbox, clock: { now, after, follow } });
    await deliver(postbacks, smsReply());
    expect([await followed[0]?.nextDue(START.getTime()), pages]).toEqual([due.getTime(), 150]);
  });
});

describe("two clocks", () => {
  it("have each their own time", async () => {
    const [one, other] = [timed(), timed()];
    for (const { postbacks } of [one, other]) {
      postbacks.onSmsReply(() => {
        throw new Retry({ after: "1h" });
      });
      await deliver(postbacks, smsReply());
    }
    await one.clock.advance("3h");
    expect([one.elapsed(), other.elapsed()]).toEqual([3 * HOUR, 0]);
    expect([one.postbacks.counters.retried, other.postbacks.counters.retried]).toEqual([4, 1]);
  });
});

describe("by the clock go", () => {
  it("due times that an earlier run has left in the inbox, and the leases of one that died", async () => {
    const clock = testClock(START);
    const inbox = memoryInbox({ clock });
    await inbox.record([classify(SENT), classify(receipt("leased"))]);
    const [first] = await inbox.claim(1, HOUR);
    await inbox.settle([{ id: first?.id ?? "", state: "waiting", after: 600_000, handled: [] }]);
    await inbox.claim(1, 30_000);
    const postbacks = receiver({ inbox, clock });
    const times: unknown[] = [];
    postbacks.onAny(({ type }) => void times.push([type, clock.now() - START.getTime()]));
    await postbacks.start();
    await clock.advance("1h");
    expect(times).toEqual([["deliveryReceipt", 30_000], ["smsSent", 600_000]]);
  });

  it("the renewal of leases", async () => {
    const clock = testClock(START, HASTY);
    const inbox = memoryInbox({ clock });
    const postbacks = receiver({ inbox, clock, handlerTimeout: HOUR });
    postbacks.onSmsReply(async () => new Promise(() => {}));
    await deliver(postbacks, smsReply());
    await clock.advance("10m");
    expect(await inbox.claim(10, 1000)).toEqual([]);
    expect((await inbox.list({ limit: 1 })).items).toMatchObject([{ state: "running", attempts: 1 }]);
  });

  it("receivedAt, health() and retention", async () => {
    const { clock, postbacks } = timed({ keep: { delivered: "1d" }, retry: {} });
    const sent = smsReply();
    await deliver(postbacks, sent);
    expect((await postbacks.get(sent.key))?.postback.receivedAt).toEqual(START);
    await clock.advance("23h");
    expect(await postbacks.get(sent.key)).toBeDefined();
    await clock.advance("2h");
    expect(await postbacks.get(sent.key)).toBeUndefined();
    const failing = timed();
    failing.postbacks.onSmsReply(() => {
      throw new Retry({ after: "2h" });
    });
    await deliver(failing.postbacks, smsReply());
    await failing.clock.advance("1h");
    expect((await failing.postbacks.health()).oldestAge).toBe(HOUR);
  });

  it("the timeout of ask()", async () => {
    const clock = testClock(START);
    const { vendor, client, postbacks } = await correspondents({ postbacks: { clock } });
    let outcome: unknown;
    void postbacks.ask(client, { to: THEM, from: US, text: "Will you come?", timeout: "30d" }).then((came) => (outcome = came));
    await until(() => vendor.requests.length === 1);
    await vendor.settled();
    await clock.advance("29d");
    expect(outcome).toBeUndefined();
    await clock.advance("1d");
    await until(() => outcome !== undefined);
    expect(outcome).toEqual({ outcome: "silence" });
  });

  it("how many answers may go out in an hour", async () => {
    const clock = testClock(START);
    const { postbacks } = await correspondents({ postbacks: { clock, answers: { perHour: 1 } } });
    const answers: unknown[] = [];
    postbacks.onSmsReceived(async (message) => answers.push((await message.respond("Thanks")).status));
    postbacks.onSmsReply(async (message) => answers.push((await message.respond("Thanks")).status));
    const text = async () => deliver(postbacks, smsReply({ from: THEM, to: US }));
    for (const wait of ["59m", "2m", 0] as const) {
      await text();
      await clock.advance(wait);
    }
    expect(answers).toEqual(["sent", "refused", "sent"]);
  });

  it("the due times of the SQLite inbox, when it is given the clock", async () => {
    const folder = mkdtempSync(join(tmpdir(), "cdyne-postback-"));
    const clock = testClock(START);
    const postbacks = receiver({ clock, inbox: sqliteInbox({ file: join(folder, "postbacks.db"), clock }), retry: {} });
    const times: number[] = [];
    postbacks.onSmsReply((_, { attempt }) => {
      times.push(clock.now() - START.getTime());
      if (attempt < 4) throw new Retry({ after: "1h" });
    });
    const sent = smsReply();
    await deliver(postbacks, sent);
    await clock.advance("1d");
    expect(times).toEqual([0, HOUR, 2 * HOUR, 3 * HOUR]);
    expect((await postbacks.get(sent.key))?.state).toBe("delivered");
    await postbacks.close();
    rmSync(folder, { recursive: true });
  });
});

describe("the option `clock`", () => {
  it.each([{}, { now: () => 0 }, "clock"])("is refused when it is %p, which is no clock", (clock) => {
    for (const make of [() => createPostbacks({ tokens: TOKEN, clock: clock as never }), () => memoryInbox({ clock: clock as never }), () => sqliteInbox({ file: "none.db", clock: clock as never })]) {
      expect(make).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID", message: expect.stringContaining("testClock()") }));
    }
  });

  it("is refused beside an inbox that goes by another, also by that of the machine", () => {
    const clock = testClock(START);
    for (const inbox of [memoryInbox(), memoryInbox({ clock: testClock(START) }), sqliteInbox({ file: "none.db" })]) {
      expect(() => createPostbacks({ tokens: TOKEN, clock, inbox })).toThrow(expect.objectContaining({ code: "CDYNE_OPTION_INVALID", message: expect.stringContaining("memoryInbox({ clock })") }));
    }
    expect(() => createPostbacks({ tokens: TOKEN, inbox: memoryInbox({ clock }) })).not.toThrow();
    expect(() => createPostbacks({ tokens: TOKEN, clock, inbox: memoryInbox({ clock }) })).not.toThrow();
  });

  it("takes a clock whose methods need it", async () => {
    class Wall {
      readonly #ahead = HOUR;
      now() {
        return START.getTime() + this.#ahead;
      }
      after(...[ms, ring]: Parameters<typeof systemClock.after>) {
        return systemClock.after(ms + this.#ahead, ring);
      }
      follow() {
        this.now();
        return () => {};
      }
    }
    const postbacks = receiver({ clock: new Wall() });
    const sent = smsReply();
    expect((await deliver(postbacks, sent)).status).toBe(200);
    expect((await waitFor(postbacks, sent)).receivedAt).toEqual(new Date(START.getTime() + HOUR));
    expect(await postbacks.close()).toBe(true);
  });

  it("answers with 503 while the clock fails", async () => {
    const { after } = testClock(START);
    const now = (): number => {
      throw new Error("stopped");
    };
    const postbacks = receiver({ clock: { now, after } });
    expect((await deliver(postbacks, smsReply())).status).toBe(503);
    expect(postbacks.logged).toMatchObject([{ code: "CDYNE_RECORD_FAILED" }]);
  });

  it("takes a clock that follows nobody, and one is told when a receiver ends", async () => {
    const { now, after } = testClock(START);
    const plain = receiver({ clock: { now, after } });
    await deliver(plain, smsReply());
    await waitFor(plain, "smsReply");
    let ended = false;
    const followed = createPostbacks({ tokens: TOKEN, clock: { now, after, follow: () => () => void (ended = true) } });
    await followed.close();
    expect(ended).toBe(true);
  });
});

describe("the clock of the machine", () => {
  it("rings later than it can count rather than at once, and not at all when it is cancelled", async () => {
    const rung: string[] = [];
    const cancels = [
      systemClock.after(2 ** 40, () => rung.push("too long")),
      systemClock.after(1, () => rung.push("cancelled")),
    ];
    cancels[1]?.();
    await new Promise<void>((resolve) => {
      const staying = setInterval(() => {}, 1000);
      systemClock.after(5, () => {
        clearInterval(staying);
        resolve();
      });
    });
    cancels[0]?.();
    expect(rung).toEqual([]);
  });

  it("rings again and again until it is cancelled", async () => {
    const clock = testClock(START);
    const rung: number[] = [];
    const cancel = every(clock, 1000, () => {
      rung.push(clock.now() - START.getTime());
      if (rung.length === 3) cancel();
    });
    await clock.advance("1m");
    expect(rung).toEqual([1000, 2000, 3000]);
  });

  it("rings on when the clock has failed once, and when it has itself", async () => {
    let times = 0;
    const after: typeof systemClock.after = (ms, ring) => {
      times += 1;
      if (times === 2) throw new Error("no timer");
      return systemClock.after(ms, ring);
    };
    let rung = 0;
    const cancel = every({ now: () => 0, after }, 1, () => {
      rung += 1;
      throw new Error("ring");
    });
    await until(() => rung >= 4);
    cancel();
    expect(times).toBeGreaterThanOrEqual(4);
  });
});
