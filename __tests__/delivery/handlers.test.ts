import { afterEach, describe, expect, it } from "@jest/globals";
import { type Delivery, type EventName, type HandlerFailure, PostbackError, createPostbacks, eventNames } from "cdyne-postback";
import { plainHost } from "../support/hosts.js";
import { RECEIPT, REFUSED, REPLY, SENT, TOKEN, reply } from "../support/packets.js";
import { type Receiver, closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers, send, serve } from "../support/server.js";

afterEach(async () => {
  await closeServers();
  await closeReceivers();
});

/** Posts bodies one after another and waits until all of them have been delivered. */
async function post(postbacks: Receiver, ...bodies: string[]): Promise<void> {
  const origin = await serve(plainHost.app(postbacks));
  for (const body of bodies) expect((await send(`${origin}/cdyne/${TOKEN}`, { body })).status).toBe(200);
  await until(async () => {
    const { waiting, running } = await postbacks.health();
    return waiting + running === 0;
  });
}

describe("a handler", () => {
  it("gets its event and no other, and what it is told about its run", async () => {
    const postbacks = receiver();
    const got: unknown[] = [];
    postbacks.onSmsReply(function saveReply(reply, { attempt, handler, signal }) {
      got.push([reply.text, reply.matchedMessageId, attempt, handler, signal instanceof AbortSignal]);
    });
    await post(postbacks, SENT, REPLY);
    expect(got).toEqual([["Test", "11111111-2222-1111-2222-000000000004", 1, "saveReply", true]]);
  });

  it("without a name is called by its place", async () => {
    const postbacks = receiver();
    const names: string[] = [];
    const note = () => (_: unknown, { handler }: Delivery) => void names.push(handler);
    postbacks.onSmsSent(note());
    postbacks.onSmsSent(note());
    await post(postbacks, SENT);
    expect(names).toEqual(["smsSent#1", "smsSent#2"]);
  });

  it.each(eventNames)("can be subscribed to %s by its method and by name, and both end with what they return", async (name) => {
    const bodies: Record<EventName, string> = {
      smsSent: SENT,
      smsRefused: REFUSED,
      smsReply: REPLY,
      smsReceived: reply(1).replace("11111111-2222-1111-2222-000000000004", ""),
      deliveryReceipt: RECEIPT,
      callPlaced: "QueueID=1&ResponseCode=12",
      callStatusChanged: "QueueID=1&ResponseCode=18",
      callFinished: "QueueID=1&ResponseCode=8",
      callReceived: "QueueID=1&ResponseCode=29",
      unknown: "nothing=1",
    };
    const postbacks = receiver();
    const got: string[] = [];
    const method = `on${name.charAt(0).toUpperCase()}${name.slice(1)}` as "onUnknown";
    const ends = [
      postbacks[method]((event) => void got.push(`method ${event.type}`)),
      postbacks.on(name, (event) => void got.push(`name ${event.type}`)),
    ];
    await post(postbacks, ...Object.values(bodies));
    expect(got).toEqual([`method ${name}`, `name ${name}`]);
    ends.forEach((end) => end());
    await post(postbacks, ...Object.values(bodies).map((body) => `${body}1`));
    expect(got).toHaveLength(2);
  });

  it("that ends its subscription twice, or inside a run, takes nobody else's", async () => {
    const postbacks = receiver();
    const got: string[] = [];
    const end = postbacks.onSmsSent(() => {
      got.push("first");
      end();
      end();
    });
    postbacks.onSmsSent(() => void got.push("second"));
    await post(postbacks, SENT, SENT.replace("9a35e913", "00000001"));
    expect(got).toEqual(["first", "second", "second"]);
  });

  it.each([
    ["smsreply", "smsReply"],
    ["onSmsReply", "smsReply"],
    ["callfinish", "callFinished"],
  ])("for %p is refused, with the name that was meant", (name, meant) => {
    const subscribe = () => receiver().on(name as EventName, () => {});
    const message: unknown = expect.stringContaining(`Did you mean "${meant}"?`);
    expect(subscribe).toThrow(expect.objectContaining({ code: "CDYNE_EVENT_UNKNOWN", message }));
  });

  it.each(["__proto__", "toString", "error", "SMSResponse", undefined])("for %p is refused without a guess, with what there is", (name) => {
    const subscribe = () => receiver().on(name as EventName, () => {});
    const message: unknown = expect.stringMatching(/ There is no "\w+"\. There are: smsSent, smsRefused, /);
    expect(subscribe).toThrow(expect.objectContaining({ code: "CDYNE_EVENT_UNKNOWN", message }));
  });

  it("that is no function is refused", () => {
    const postbacks = receiver();
    for (const subscribe of [postbacks.onSmsSent, postbacks.onAny, postbacks.onError]) {
      expect(() => subscribe(undefined as never)).toThrow(expect.objectContaining({ code: "CDYNE_HANDLER_INVALID" }));
    }
  });
});

describe("a handler that fails", () => {
  const frozen = Object.freeze(new Error("frozen"));
  const failing: [string, () => unknown, unknown][] = [
    ["throws an error", () => { throw frozen; }, frozen],
    ["throws a string", () => { throw "text"; }, "text"],
    ["throws nothing at all", () => { throw undefined; }, undefined],
    ["rejects", async () => Promise.reject(frozen), frozen],
    ["rejects with nothing", async () => Promise.reject(undefined), undefined],
    ["returns something that throws when it is awaited", () => ({ then: () => { throw frozen; } }), frozen],
    ["returns a function that can be awaited and rejects", () => Object.assign(() => {}, { then: (_: unknown, no: (error: unknown) => void) => no(frozen) }), frozen],
    ["returns something whose `then` throws", () => Object.defineProperty({}, "then", { get: () => { throw frozen; } }), frozen],
  ];

  it.each(failing)("because it %s is told to onError untouched, and disturbs no other", async (_, handler, error) => {
    const postbacks = receiver();
    const failures: HandlerFailure[] = [];
    const others: string[] = [];
    postbacks.onError((failure) => void failures.push(failure));
    postbacks.onSmsSent(Object.defineProperty(handler, "name", { value: "failing" }));
    postbacks.onSmsSent(() => void others.push("beside"));
    postbacks.onDeliveryReceipt(() => void others.push("after"));
    await post(postbacks, SENT, RECEIPT);
    expect(others).toEqual(["beside", "after"]);
    expect(failures).toEqual([{ event: postbacks.events[0], handler: "failing", attempt: 1, error, next: "dead", retryIn: undefined }]);
    expect(failures[0]?.error).toBe(error);
    expect((await postbacks.health()).dead).toBe(1);
  });

  it("by never settling meets its deadline, is aborted, and lets the next postback of its subject go on", async () => {
    const postbacks = receiver({ handlerTimeout: 30 });
    const failures: HandlerFailure[] = [];
    const reasons: unknown[] = [];
    const types: string[] = [];
    postbacks.onError((failure) => void failures.push(failure));
    postbacks.onSmsRefused(async (_, { signal }) => {
      signal.addEventListener("abort", () => reasons.push(signal.reason));
      return new Promise(() => {});
    });
    postbacks.onSmsSent((event) => void types.push(event.type));
    await post(postbacks, REFUSED, SENT);
    expect(failures).toMatchObject([{ handler: "smsRefused#1", error: { code: "CDYNE_HANDLER_TIMEOUT" } }]);
    expect(reasons).toEqual([failures[0]?.error]);
    expect(types).toEqual(["smsSent"]);
  });

  it("by coming late finds its signal aborted, even when it looks at it only then", async () => {
    const postbacks = receiver({ handlerTimeout: 10 });
    postbacks.onError(() => {});
    let resume = () => {};
    let aborted: boolean | undefined;
    postbacks.onSmsSent(async (_, delivery) => {
      await new Promise<void>((resolve) => (resume = resolve));
      aborted = delivery.signal.aborted;
    });
    await post(postbacks, SENT);
    resume();
    await until(() => aborted !== undefined);
    expect(aborted).toBe(true);
  });

  it("is logged without what was posted where nobody subscribed to errors", async () => {
    const postbacks = receiver();
    postbacks.onSmsReply(function saveReply(reply) {
      throw new RangeError(`${reply.from ?? ""} says ${reply.text ?? ""}\n at ${reply.messageId} (17575449510:1:1)`);
    });
    await post(postbacks, REPLY);
    expect(postbacks.logged).toMatchObject([
      { level: "error", code: "CDYNE_HANDLER_FAILED", details: { event: "smsReply", handler: "saveReply", error: "RangeError", at: expect.stringContaining("handlers.test.ts") } },
    ]);
    expect(JSON.stringify(postbacks.logged)).not.toMatch(/17575449510|Test|9a35e913|0123456789abcdef/);
  });

  it.each([
    ["throws", () => { throw new Error("again"); }, "Error"],
    ["rejects", async () => Promise.reject(new TypeError("again")), "TypeError"],
    ["never settles", async () => new Promise(() => {}), "PostbackError"],
  ])("in onError because it %s is logged, and disturbs no other", async (_, broken, error) => {
    const postbacks = receiver({ handlerTimeout: 30 });
    const told: unknown[] = [];
    postbacks.onError(broken);
    postbacks.onError((failure) => void told.push(failure.error));
    postbacks.onSmsSent(() => { throw "first"; });
    await post(postbacks, SENT, REPLY);
    expect(told).toEqual(["first"]);
    expect(postbacks.logged).toMatchObject([
      { level: "error", code: "CDYNE_ON_ERROR_FAILED", details: { error, failure: { error: "string" }, handler: "smsSent#1" } },
    ]);
    expect(postbacks.events.map(({ type }) => type)).toEqual(["smsSent", "smsReply"]);
  });

  it("is awaited by its subject until onError is done with it", async () => {
    const postbacks = receiver();
    const order: string[] = [];
    postbacks.onError(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push("told");
    });
    postbacks.onSmsRefused(() => { throw "first"; });
    postbacks.onSmsSent(() => void order.push("next"));
    await post(postbacks, REFUSED, SENT);
    expect(order).toEqual(["told", "next"]);
  });
});

describe("an event", () => {
  it("is one for all its handlers, and none can change it", async () => {
    const postbacks = receiver();
    const failures: unknown[] = [];
    postbacks.onError(({ error }) => void failures.push(error));
    postbacks.onSmsSent((event) => void Object.assign(event, { messageId: "another" }));
    await post(postbacks, SENT);
    expect(failures).toEqual([expect.any(TypeError)]);
    expect(postbacks.events).toMatchObject([{ messageId: "9a35e913-ded0-7574-4642-5f60c550c706" }]);
  });
});

describe("a set-up that is probably not meant", () => {
  const warnings = ({ logged }: Receiver) => logged.map(({ level, code, details }) => ({ level, code, event: Reflect.get(details, "event") }));

  it("is told of once: the same function subscribed twice, which runs twice", async () => {
    const postbacks = receiver();
    let runs = 0;
    const handler = () => void (runs += 1);
    for (let times = 0; times < 3; times += 1) postbacks.onSmsSent(handler);
    await post(postbacks, SENT);
    expect(runs).toBe(3);
    expect(warnings(postbacks)).toEqual([{ level: "warn", code: "CDYNE_HANDLER_REPEATED", event: "smsSent" }]);
  });

  it("is told of once: a handler subscribed inside a handler", async () => {
    const postbacks = receiver();
    postbacks.onAny(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      postbacks.onSmsReply(() => {});
    });
    await post(postbacks, SENT, REPLY);
    expect(warnings(postbacks)).toEqual([{ level: "warn", code: "CDYNE_HANDLER_LATE", event: "smsReply" }]);
  });

  it("is told of once for each event: postbacks that nobody handles", async () => {
    const logged: object[] = [];
    const logger = { warn: (details: object) => void logged.push(details), error: () => {} };
    const quiet = createPostbacks({ tokens: TOKEN, logger });
    quiet.onSmsReply(() => {});
    const origin = await serve(plainHost.app(quiet));
    for (const body of [SENT, `${SENT}&again=1`, RECEIPT, REPLY]) await send(`${origin}/cdyne/${TOKEN}`, { body });
    await until(async () => (await quiet.health()).waiting === 0);
    expect(logged).toEqual([
      { code: "CDYNE_HANDLER_NONE", event: "smsSent" },
      { code: "CDYNE_HANDLER_NONE", event: "deliveryReceipt" },
    ]);
  });

  it("does not break a request when the logger itself fails", async () => {
    const broken = () => { throw new Error("no space left"); };
    const postbacks = receiver({ logger: { warn: broken, error: broken } });
    postbacks.onSmsSent(() => { throw new PostbackError("CDYNE_CLOSED"); });
    await post(postbacks, SENT);
    expect((await postbacks.health()).dead).toBe(1);
  });
});
