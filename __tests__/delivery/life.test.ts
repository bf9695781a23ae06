import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { type Inbox, PostbackError, classify, createPostbacks, memoryInbox, problems } from "cdyne-postback";
import { plainHost } from "../support/hosts.js";
import { REPLY, SENT, TOKEN, receipt, reply } from "../support/packets.js";
import { closeReceivers, inboxWith, receiver, until } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";

/** The methods of an inbox, to be replaced one by one. */
const bound = (inbox: Inbox): Partial<Inbox> => ({
  record: async (postbacks) => inbox.record(postbacks),
  claim: async (limit, lease) => inbox.claim(limit, lease),
  settle: async (settlements) => inbox.settle(settlements),
  health: async () => inbox.health(),
});

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

describe("start()", () => {
  it("delivers what is in the inbox already", async () => {
    const inbox = memoryInbox();
    await inbox.record([classify(SENT)]);
    const postbacks = receiver({ inbox });
    await new Promise((resolve) => setImmediate(resolve));
    expect(postbacks.events).toEqual([]);
    await postbacks.start();
    await until(() => postbacks.events.length === 1);
  });

  it("is not needed: the first postback starts delivery", async () => {
    const postbacks = receiver();
    await send(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { body: SENT });
    await until(() => postbacks.events.length === 1);
  });
});

describe("drain()", () => {
  it("lets running handlers end, records what comes, and hands out nothing new until start()", async () => {
    const postbacks = receiver();
    let end = () => {};
    let running = false;
    postbacks.onSmsSent(async () => {
      running = true;
      await new Promise<void>((resolve) => (end = resolve));
    });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    await send(url, { body: SENT });
    await until(() => running);
    let drained: boolean | undefined;
    void postbacks.drain().then((all) => (drained = all));
    expect((await send(url, { body: REPLY })).status).toBe(200);
    expect(drained).toBeUndefined();
    expect(await postbacks.health()).toMatchObject({ waiting: 1, running: 1 });
    end();
    await until(() => drained === true);
    expect(postbacks.events).toHaveLength(1);
    await postbacks.start();
    await until(() => postbacks.events.length === 2);
  });

  it("says false when handlers have not ended in time, and true at once when there are none", async () => {
    const postbacks = receiver();
    expect(await postbacks.drain()).toBe(true);
    await postbacks.start();
    let running = false;
    postbacks.onSmsSent(async () => {
      running = true;
      return new Promise(() => {});
    });
    await send(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { body: SENT });
    await until(() => running);
    expect(await postbacks.drain({ timeout: 10 })).toBe(false);
  });
});

describe("close()", () => {
  it("waits for running handlers, can be called again, and refuses start()", async () => {
    const postbacks = receiver();
    let ended = false;
    let running = false;
    postbacks.onSmsSent(async () => {
      running = true;
      for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      ended = true;
    });
    await send(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { body: SENT });
    await until(() => running);
    await Promise.all([postbacks.close(), postbacks.close()]);
    expect(ended).toBe(true);
    await expect(postbacks.start()).rejects.toMatchObject({ code: "CDYNE_CLOSED" });
  });

  it("delivers all that waits in an inbox that forgets it, even after drain()", async () => {
    const postbacks = receiver({ concurrency: 2 });
    await postbacks.drain();
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    for (let number = 1; number <= 10; number += 1) await send(url, { body: reply(number) });
    expect(postbacks.events).toEqual([]);
    expect(await postbacks.close()).toBe(true);
    expect(postbacks.events).toHaveLength(10);
    expect(postbacks.logged).toEqual([]);
  });

  it("runs no handlers with deliver: false, also of an inbox that forgets them", async () => {
    const inbox = inboxWith(() => ({ close: async () => {} }));
    const postbacks = receiver({ inbox, deliver: false });
    await send(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { body: SENT });
    expect(await postbacks.close()).toBe(false);
    expect(postbacks.events).toEqual([]);
    expect(await inbox.health()).toMatchObject({ waiting: 1 });
  });

  it("does not wait longer than its timeout for a record that hangs", async () => {
    let recording = false;
    const inbox = inboxWith(() => ({
      record: async () => {
        recording = true;
        return new Promise(() => {});
      },
    }));
    const postbacks = receiver({ inbox, recordTimeout: 60_000 });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    void send(url, { body: SENT }).catch(() => {});
    await until(() => recording);
    await postbacks.close({ timeout: 10 });
  });

  it("leaves what waits in a durable inbox for the next run", async () => {
    const postbacks = receiver({ inbox: inboxWith(() => ({ durable: true })) });
    await postbacks.drain();
    await send(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { body: SENT });
    expect(await postbacks.close()).toBe(true);
    expect(postbacks.events).toEqual([]);
  });

  it("gives back to a durable inbox what still runs after its timeout, and tells its handlers", async () => {
    const memory = memoryInbox();
    const inbox = inboxWith(() => ({ ...bound(memory), durable: true, close: async () => {} }));
    await inbox.record([classify(SENT), classify(REPLY)]);
    const postbacks = receiver({ inbox, concurrency: 1 });
    let end = () => {};
    let aborted: unknown;
    postbacks.onSmsSent(function quick() {});
    postbacks.onSmsSent(async (_event, { signal }) => {
      signal.addEventListener("abort", () => {
        aborted = signal.reason;
      });
      await new Promise<void>((resolve) => (end = resolve));
    });
    await postbacks.start();
    await until(async () => (await inbox.health()).running === 1);
    expect(await postbacks.close({ timeout: 10 })).toBe(false);
    expect(aborted).toMatchObject({ code: "CDYNE_CLOSED" });
    end();
    const [claim] = await inbox.claim(1, 1000);
    expect(claim).toMatchObject({ postback: { raw: SENT }, attempt: 2, handled: ["smsSent:quick", "any:any#1"] });
  });

  it("gives up after its timeout, says what is left, and nothing more when a handler ends later", async () => {
    const postbacks = receiver({ concurrency: 1 });
    let end = () => {};
    let running = false;
    postbacks.onSmsReply(async () => {
      running = true;
      await new Promise<void>((resolve) => (end = resolve));
    });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    for (let number = 1; number <= 3; number += 1) await send(url, { body: reply(number) });
    await until(() => running);
    expect(await postbacks.close({ timeout: 10 })).toBe(false);
    end();
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(postbacks.logged).toMatchObject([{ code: "CDYNE_CLOSED_EARLY", details: { waiting: 2, running: 1 } }]);
  });
});

describe("drain() and close() together", () => {
  it("lose nothing and tell the truth: drain() waits for a close() that is under way", async () => {
    const postbacks = receiver({ concurrency: 1 });
    postbacks.onSmsReply(async () => new Promise((resolve) => setImmediate(resolve)));
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    await postbacks.drain();
    for (let number = 1; number <= 10; number += 1) await send(url, { body: reply(number) });
    const closed = postbacks.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await Promise.all([closed, postbacks.drain()])).toEqual([true, true]);
    expect(postbacks.events).toHaveLength(10);
  });

  it.each([NaN, -1, Infinity, 2 ** 31])("refuse a timeout of %p, which no timer can count", async (timeout) => {
    const postbacks = receiver();
    await expect(postbacks.drain({ timeout })).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
    await expect(postbacks.close({ timeout })).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
    expect(await postbacks.close()).toBe(true);
  });

  it("wait for what is being recorded, so that a 200 is never sent after the inbox was closed", async () => {
    const order: string[] = [];
    let recorded = () => {};
    let recording = false;
    const inbox = inboxWith((memory) => ({
      record: async (postbacks) => {
        recording = true;
        await new Promise<void>((resolve) => (recorded = resolve));
        return memory.record(postbacks);
      },
      close: async () => {
        order.push("closed");
        return memory.close();
      },
    }));
    const postbacks = receiver({ inbox });
    const sent = send(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { body: SENT });
    await until(() => recording);
    const closed = postbacks.close();
    recorded();
    expect((await sent).status).toBe(200);
    order.push("answered");
    expect(await closed).toBe(true);
    expect(postbacks.events).toHaveLength(1);
    expect(order).toContain("closed");
  });

  it.each([
    ["rejects", async () => Promise.reject(new Error("down"))],
    ["never answers", async () => new Promise<never>(() => {})],
  ])("end, abort the handlers and close an inbox that %s", async (_, down) => {
    let closed = false;
    const inbox = inboxWith(() => ({
      health: down,
      settle: down,
      close: async () => {
        closed = true;
        return down();
      },
    }));
    const postbacks = receiver({ inbox, recordTimeout: 20 });
    let aborted = false;
    postbacks.onSmsSent(async (_event, { signal }) => {
      signal.addEventListener("abort", () => (aborted = true));
      await new Promise(() => {});
    });
    await send(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { body: SENT });
    await until(() => postbacks.events.length === 1);
    await expect(postbacks.health()).rejects.toThrow();
    expect(await postbacks.close({ timeout: 5 })).toBe(false);
    expect([closed, aborted]).toEqual([true, true]);
    expect(postbacks.logged.map(({ code }) => code)).toEqual(expect.arrayContaining(["CDYNE_CLOSED_EARLY", "CDYNE_SETTLE_FAILED", "CDYNE_CLOSE_FAILED"]));
  });
});

describe("health()", () => {
  it("tells how long the oldest one has been there", async () => {
    const inbox = memoryInbox();
    await inbox.record([classify(SENT, { receivedAt: new Date(Date.now() - 60_000) })]);
    const postbacks = receiver({ inbox });
    const { oldestAge, ...rest } = await postbacks.health();
    expect(rest).toEqual({ waiting: 1, running: 0, dead: 0 });
    expect(oldestAge).toBeGreaterThanOrEqual(60_000);
    await postbacks.start();
    await until(async () => (await postbacks.health()).oldestAge === 0);
  });
});

describe("an inbox that fails", () => {
  const failing = (broken: { claim?: boolean; settle?: boolean }): Inbox =>
    inboxWith((memory) => ({
      claim: async (limit, lease) => {
        if (broken.claim) throw new Error("17575449510");
        return memory.claim(limit, lease);
      },
      settle: async (settlements) => {
        if (broken.settle) throw new Error("17575449510");
        return memory.settle(settlements);
      },
    }));

  it("when it hands out postbacks is asked again, and nothing is lost", async () => {
    const broken = { claim: true };
    const postbacks = receiver({ inbox: failing(broken) });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    expect((await send(url, { body: SENT })).status).toBe(200);
    await until(() => postbacks.logged.length === 1);
    expect(postbacks.logged).toMatchObject([{ code: "CDYNE_CLAIM_FAILED" }]);
    broken.claim = false;
    await until(() => postbacks.events.length === 1);
  });

  it("when it notes a delivery is told again, and the subject goes on", async () => {
    const broken = { settle: true };
    const postbacks = receiver({ inbox: failing(broken) });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    for (const text of ["one", "two"]) await send(url, { body: receipt(text) });
    await until(() => postbacks.logged.length === 1);
    broken.settle = false;
    await until(() => postbacks.events.length === 2);
    expect(postbacks.logged).toMatchObject([{ code: "CDYNE_SETTLE_FAILED" }]);
    expect(JSON.stringify(postbacks.logged)).not.toContain("17575449510");
  });

  it("says which problem it has and what is behind it, for a claim and for a settlement", async () => {
    const problem = async () => {
      throw new PostbackError("CDYNE_SQLITE_MISSING", undefined, { cause: Object.assign(new Error("17575449510"), { code: "ERR_DLOPEN_FAILED" }) });
    };
    for (const [code, broken] of [["CDYNE_CLAIM_FAILED", { claim: problem }], ["CDYNE_SETTLE_FAILED", { settle: problem }]] as const) {
      const postbacks = receiver({ inbox: inboxWith(() => broken) });
      await send(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { body: SENT });
      await until(() => postbacks.logged.length === 1);
      expect(postbacks.logged).toMatchObject([{ code, details: { error: "PostbackError", errorCode: "CDYNE_SQLITE_MISSING", causeCode: "ERR_DLOPEN_FAILED", problem: problems.CDYNE_SQLITE_MISSING } }]);
      expect(JSON.stringify(postbacks.logged)).not.toContain("17575449510");
    }
  });

  it("and goes on failing is logged when that begins, once a minute, and anew after it has answered", async () => {
    const broken = { claim: true };
    let claims = 0;
    const inbox = inboxWith((memory) => ({
      durable: true,
      claim: async (limit, lease) => {
        claims += 1;
        if (broken.claim) throw new Error("down");
        return memory.claim(limit, lease);
      },
    }));
    const postbacks = receiver({ inbox });
    const now = performance.now.bind(performance);
    let later = 0;
    const clock = jest.spyOn(performance, "now").mockImplementation(() => now() + later);
    try {
      void postbacks.start();
      await until(() => claims === 2);
      expect(postbacks.logged).toHaveLength(1);
      later = 60_000;
      await until(() => claims === 3);
      expect(postbacks.logged).toHaveLength(2);
      broken.claim = false;
      await until(() => claims === 4);
      broken.claim = true;
      await until(() => claims === 5);
      expect(postbacks.logged).toMatchObject([1, 2, 3].map(() => ({ code: "CDYNE_CLAIM_FAILED" })));
    } finally {
      clock.mockRestore();
    }
  });

  it("by hanging is given up on, asked again, and what it hands out late is delivered", async () => {
    let release = () => {};
    let claims = 0;
    const inbox = inboxWith((memory) => ({
      claim: async (limit, lease) => {
        claims += 1;
        if (claims === 1) await new Promise<void>((resolve) => (release = resolve));
        return memory.claim(limit, lease);
      },
    }));
    const postbacks = receiver({ inbox, recordTimeout: 20 });
    await send(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { body: SENT });
    await until(() => postbacks.logged.length === 1);
    expect(postbacks.logged).toMatchObject([{ code: "CDYNE_CLAIM_FAILED", details: { errorCode: "CDYNE_INBOX_TIMEOUT" } }]);
    release();
    await until(() => postbacks.events.length === 1);
  });

  it("is asked once in a second, however many postbacks come", async () => {
    let claims = 0;
    const inbox = inboxWith(() => ({
      durable: true,
      claim: async () => {
        claims += 1;
        throw new Error("down");
      },
    }));
    const postbacks = receiver({ inbox });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    for (let number = 1; number <= 50; number += 1) await send(url, { body: reply(number) });
    expect(claims).toBeLessThanOrEqual(2);
  });

  it("by recording too late has its postback delivered all the same", async () => {
    let release = () => {};
    const inbox = inboxWith((memory) => ({
      record: async (postbacks) => {
        await new Promise<void>((resolve) => (release = resolve));
        return memory.record(postbacks);
      },
    }));
    const postbacks = receiver({ inbox, recordTimeout: 10 });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    expect((await send(url, { body: SENT })).status).toBe(503);
    release();
    await until(() => postbacks.events.length === 1);
  });

  it("by handing out nonsense harms nobody", async () => {
    let claims = 0;
    const inbox = inboxWith((memory) => ({
      claim: async (limit, lease) => {
        claims += 1;
        return claims === 1 ? [undefined as never] : memory.claim(limit, lease);
      },
    }));
    const postbacks = receiver({ inbox });
    await send(`${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`, { body: SENT });
    await until(() => postbacks.events.length === 1);
    expect(postbacks.logged).toMatchObject([{ code: "CDYNE_CLAIM_FAILED" }]);
  });

  it("by handing out nonsense again and again hinders nothing that is right, and is told of once", async () => {
    let claims = 0;
    const inbox = inboxWith((memory) => ({
      claim: async (limit, lease) => {
        claims += 1;
        return [undefined as never, ...(await memory.claim(limit, lease))];
      },
    }));
    const postbacks = receiver({ inbox });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    for (let number = 1; number <= 50; number += 1) await send(url, { body: reply(number) });
    // Only where something right is among it is there no waiting.
    await until(() => postbacks.events.length === 50, 1);
    await until(async () => (await postbacks.health()).running === 0);
    const asked = claims;
    await send(url, { body: SENT });
    expect(asked).toBeLessThan(150);
    await until(() => postbacks.events.length === 51);
    expect(postbacks.logged).toMatchObject([{ code: "CDYNE_CLAIM_FAILED" }]);
  });

  it("by handing out nothing but nonsense is asked once in a second, and notes all the same what has ended", async () => {
    let nonsense = false;
    let claims = 0;
    const inbox = inboxWith((memory) => ({
      claim: async (limit, lease) => {
        claims += 1;
        return nonsense ? [undefined as never] : memory.claim(limit, lease);
      },
    }));
    const postbacks = receiver({ inbox });
    let end = () => {};
    postbacks.onSmsSent(async () => new Promise<void>((resolve) => (end = resolve)));
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    await send(url, { body: SENT });
    await until(() => postbacks.events.length === 1);
    nonsense = true;
    const before = claims;
    for (let number = 1; number <= 50; number += 1) await send(url, { body: reply(number) });
    await until(() => postbacks.logged.length === 1);
    end();
    await until(async () => (await postbacks.health()).running === 0, 0.5);
    expect(claims - before).toBeLessThanOrEqual(2);
    nonsense = false;
    await until(() => postbacks.events.length === 51);
  });

  it("by handing out what only looks like a claim ends nothing, and what is right is delivered", async () => {
    const inbox = inboxWith((memory) => ({
      claim: async (limit, lease) => {
        const claims = await memory.claim(limit, lease);
        return claims.map((claim) => (claim.postback.type === "smsSent" ? { ...claim, attempt: 1n as never } : claim));
      },
    }));
    const postbacks = receiver({ inbox, retry: { attempts: 2, minDelay: 1 } });
    postbacks.onSmsSent(() => {
      throw new Error("fails");
    });
    const url = `${await serve(plainHost.app(postbacks))}/cdyne/${TOKEN}`;
    await send(url, { body: SENT });
    await until(() => postbacks.logged.some(({ code }) => code === "CDYNE_CLAIM_FAILED"));
    await send(url, { body: reply(1) });
    await until(() => postbacks.events.some(({ type }) => type === "smsReply"));
    expect(await postbacks.drain({ timeout: 1000 })).toBe(true);
  });
});

describe("the memory inbox in production", () => {
  const warned = (environment: string, inbox?: Inbox): unknown[] => {
    const before = process.env["NODE_ENV"];
    process.env["NODE_ENV"] = environment;
    const said: object[] = [];
    createPostbacks({ tokens: TOKEN, inbox, logger: { warn: (details) => said.push(details), error: () => {} } });
    process.env["NODE_ENV"] = before;
    return said;
  };

  it("is warned of at construction, and nothing else is", () => {
    expect(warned("production")).toEqual([{ code: "CDYNE_MEMORY_INBOX" }]);
    expect(warned("production", inboxWith(() => ({ durable: true })))).toEqual([]);
    expect(warned("development")).toEqual([]);
  });
});
