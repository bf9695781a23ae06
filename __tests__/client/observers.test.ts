import { afterEach, describe, expect, it } from "@jest/globals";
import { PostbackError } from "cdyne-postback";
import { type BegunSend, type Client, type SendObserver, type SendOutcome, VendorError } from "cdyne-postback/client";
import { type Answer, MESSAGE, type Request, ZERO, json, keepingLogger, messagingVendor, recordedAnswer, sent, taken } from "../support/messaging-vendor.js";
import { closeServers } from "../support/server.js";
import { until } from "../support/receiver.js";

afterEach(closeServers);

const SMS = { to: "7575559999", text: "Hello" };
const PAIR = { ...SMS, to: ["7575559998", "7575559999"] };
const SIMPLE = recordedAnswer("sms-send-accepted");
const SIMPLE_ID = "7fc7f083-d169-4bc6-8ac7-1beaa6f9da11";

/** Keeps what it is told. */
function keeper() {
  const begun: BegunSend[] = [];
  const ended: [string, SendOutcome][] = [];
  const observer: SendObserver = {
    begin: async (sends) => void begun.push(...sends),
    end: async (id, outcome) => void ended.push([id, outcome]),
  };
  return { observer, begun, ended };
}

const forever = async (): Promise<void> => new Promise(() => {});
const hanging: SendObserver = { begin: forever, end: forever };

async function observed(act: (client: Client) => Promise<unknown>, ...answers: (Answer | ((request: Request) => Answer))[]) {
  const vendor = await messagingVendor(...answers);
  const client = vendor.client();
  const { observer, begun, ended } = keeper();
  client.observe(observer);
  await act(client).catch(() => {});
  return { begun, ended, body: vendor.requests[0]?.body ?? "" };
}

describe("an observer of sends", () => {
  it("is told before the request leaves, and after the answer, before the caller", async () => {
    const order: string[] = [];
    const vendor = await messagingVendor((request) => {
      order.push("request");
      return taken(request);
    });
    const client = vendor.client();
    const gates: (() => void)[] = [];
    const held = async (what: string): Promise<void> => {
      await new Promise<void>((goOn) => gates.push(goOn));
      order.push(what);
    };
    client.observe({ begin: async () => held("begin"), end: async () => held("end") });
    const sending = client.sendMessage(SMS).then(() => order.push("result"));
    for (const gate of [0, 1]) {
      await until(() => gates.length > gate);
      gates[gate]?.();
    }
    await sending;
    expect(order).toEqual(["begin", "request", "end", "result"]);
  });

  it("learns all about a send, and its id goes as the ReferenceID", async () => {
    const context = { appointment: 7 };
    const { begun, ended, body } = await observed(async (client) => client.sendMessage({ ...SMS, from: "7575550000", context }), taken);
    expect(begun).toEqual([{ id: expect.stringMatching(/^[0-9a-f-]{36}$/), to: "+17575559999", from: "+17575550000", length: 5, referenceId: begun[0]?.id, context, at: expect.any(Date) }]);
    expect(JSON.parse(body)).toMatchObject({ ReferenceID: begun[0]?.id });
    expect(ended).toEqual([[begun[0]?.id, { state: "sent", messageId: MESSAGE.replace(/.$/, "0"), from: "+17575550000" }]]);
  });

  it("does not change a referenceId that is given", async () => {
    const { begun, body } = await observed(async (client) => client.sendMessage({ ...SMS, id: "reminder-7", referenceId: "order 7" }), taken);
    expect(begun).toMatchObject([{ id: "reminder-7", referenceId: "order 7" }]);
    expect(JSON.parse(body)).toMatchObject({ ReferenceID: "order 7" });
  });

  it("is told of each recipient, with the id of the first for all in the ReferenceID", async () => {
    const { begun, ended, body } = await observed(async (client) => client.sendMessage({ ...PAIR, id: "reminder-7" }), taken);
    expect(begun).toMatchObject([
      { id: "reminder-7", to: "+17575559998", referenceId: "reminder-7" },
      { id: "reminder-7-2", to: "+17575559999", referenceId: "reminder-7" },
    ]);
    expect(JSON.parse(body)).toMatchObject({ ReferenceID: "reminder-7" });
    expect(ended.map(([id, { messageId }]) => [id, messageId?.at(-1)])).toEqual([
      ["reminder-7", "0"],
      ["reminder-7-2", "1"],
    ]);
  });

  it("is told of each message of advancedSend(), with an id of its own as ReferenceID", async () => {
    const two = recordedAnswer("sms-advanced-send-two");
    const { begun, ended, body } = await observed(async (client) => client.advancedSend({ messages: [SMS, { ...SMS, id: "b", context: { b: 1 } }] }), two);
    expect(begun).toMatchObject([{ referenceId: begun[0]?.id }, { id: "b", referenceId: "b", context: { b: 1 } }]);
    expect(JSON.parse(body)).toMatchObject({ SMSRequests: [{ ReferenceID: begun[0]?.id }, { ReferenceID: "b" }] });
    expect(ended.map(([, { state }]) => state)).toEqual(["sent", "sent"]);
  });

  it.each<[string, (client: Client) => Promise<unknown>]>([
    ["simpleSend", async (client) => client.simpleSend({ ...SMS, id: "a" })],
    ["simpleSendWithPostback", async (client) => client.simpleSendWithPostback({ ...SMS, id: "a", postbackUrl: "https://postbacks.ourhost.net/a" })],
  ])("is told of %s(), which has no ReferenceID", async (_, act) => {
    const { begun, ended } = await observed(act, SIMPLE);
    expect(begun).toMatchObject([{ id: "a", to: "+17575559999", referenceId: undefined }]);
    expect(ended).toEqual([["a", { state: "sent", messageId: SIMPLE_ID }]]);
  });

  it.each<[string, Answer, SendOutcome]>([
    ["a refusal", json([sent({ MessageID: ZERO, MessageStatus: 403 })]), { state: "refused", code: "CDYNE_OPTED_OUT", messageId: undefined }],
    ["a refusal with an id", json([sent({ MessageStatus: 508 })]), { state: "uncertain", code: "CDYNE_VENDOR_FAILED", messageId: MESSAGE }],
    ["a status", { status: 400 }, { state: "refused", code: "CDYNE_VENDOR_STATUS" }],
    ["trouble at the vendor's", { status: 500 }, { state: "uncertain", code: "CDYNE_VENDOR_STATUS" }],
    ["an answer that cannot be read", { body: "<" }, { state: "uncertain", code: "CDYNE_VENDOR_ANSWER" }],
    ["a cut connection", { cut: true }, { state: "uncertain", code: "CDYNE_VENDOR_UNREACHABLE" }],
  ])("is told what became of it: %s", async (_, answer, outcome) => {
    const { ended } = await observed(async (client) => client.sendMessage({ ...SMS, id: "a" }), answer);
    expect(ended).toEqual([["a", outcome]]);
  });

  it("is told that it is uncertain what became of a send that was ended", async () => {
    const vendor = await messagingVendor({ silent: true });
    const client = vendor.client();
    const { observer, ended } = keeper();
    client.observe(observer);
    await expect(client.sendMessage({ ...SMS, id: "a" }, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    expect(ended).toEqual([["a", { state: "uncertain" }]]);
  });

  const reasons: [string, Error][] = [
    ["CDYNE_HANDLER_TIMEOUT", new PostbackError("CDYNE_HANDLER_TIMEOUT")],
    ["CDYNE_CLOSED", new PostbackError("CDYNE_CLOSED")],
    ["a refusal of another request", new VendorError("CDYNE_OPTED_OUT", { operation: "SendMessage" })],
    ["an error of the caller's", new Error("The user went home")],
  ];

  it.each(reasons)("is told that it is uncertain when a send is ended that is out, whatever the reason: %s", async (_, reason) => {
    const vendor = await messagingVendor({ silent: true });
    const client = vendor.client();
    const { observer, ended } = keeper();
    client.observe(observer);
    const ending = new AbortController();
    const sending = client.sendMessage({ ...SMS, id: "a" }, { signal: ending.signal });
    while (vendor.requests.length === 0) await new Promise(setImmediate);
    ending.abort(reason);
    await expect(sending).rejects.toBe(reason);
    expect(ended).toMatchObject([["a", { state: "uncertain" }]]);
  });

  it.each(reasons)("is told that it is refused when a send is ended that waits for the limiter: %s", async (_, reason) => {
    const vendor = await messagingVendor(taken);
    const client = vendor.client({ rateLimit: { requests: 1, per: "1m" } });
    await client.sendMessage(SMS);
    const { observer, begun, ended } = keeper();
    client.observe(observer);
    const ending = new AbortController();
    const sending = client.sendMessage({ ...SMS, id: "a" }, { signal: ending.signal });
    while (begun.length === 0) await new Promise(setImmediate);
    ending.abort(reason);
    await expect(sending).rejects.toBe(reason);
    expect(ended).toMatchObject([["a", { state: "refused" }]]);
    expect(vendor.requests).toHaveLength(1);
  });

  it("is told that it is refused when a send is ended before all observers were told, and nothing is sent", async () => {
    const vendor = await messagingVendor(taken);
    const client = vendor.client();
    const { observer, ended } = keeper();
    client.observe(observer);
    client.observe(hanging);
    const reason = new PostbackError("CDYNE_CLOSED");
    const ending = new AbortController();
    const sending = client.sendMessage({ ...SMS, id: "a" }, { signal: ending.signal });
    setTimeout(() => ending.abort(reason), 50);
    await expect(sending).rejects.toBe(reason);
    expect(ended).toEqual([["a", { state: "refused", code: "CDYNE_CLOSED" }]]);
    expect(vendor.requests).toEqual([]);
  });

  it("that hangs at the beginning does not hold the caller beyond its time, and nothing is sent", async () => {
    const vendor = await messagingVendor(taken);
    const client = vendor.client();
    const { observer, ended } = keeper();
    client.observe(hanging);
    client.observe(observer);
    const started = Date.now();
    await expect(client.sendMessage({ ...SMS, id: "a" }, { timeout: 200 })).rejects.toMatchObject({ code: "CDYNE_VENDOR_TIMEOUT", operation: "SendMessage", uncertain: false });
    expect(Date.now() - started).toBeLessThan(2000);
    expect(ended).toEqual([["a", { state: "refused", code: "CDYNE_VENDOR_TIMEOUT" }]]);
    expect(vendor.requests).toEqual([]);
  });

  it.each<[string, Answer | typeof taken, SendOutcome["state"]]>([
    ["taken", taken, "sent"],
    ["out", { silent: true }, "uncertain"],
  ])("that hangs at the end does not hold the caller beyond its time: %s", async (_, answer, state) => {
    const vendor = await messagingVendor(answer);
    const client = vendor.client();
    const states: string[] = [];
    client.observe({ begin: async () => {}, end: async (__, outcome) => (states.push(outcome.state), forever()) });
    const started = Date.now();
    const [result] = await Promise.allSettled([client.sendMessage(SMS, { timeout: 200 })]);
    expect(result.status).toBe(state === "sent" ? "fulfilled" : "rejected");
    expect(Date.now() - started).toBeLessThan(2000);
    expect(states).toEqual([state]);
  });

  it("is told the end only once it is through with the beginning", async () => {
    const vendor = await messagingVendor(taken);
    const client = vendor.client();
    const order: string[] = [];
    let goOn = (): void => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const ended = new Promise<void>((resolve) => {
      client.observe({
        begin: async () => {
          await held;
          order.push("begin");
        },
        end: async (_, { state }) => {
          order.push(state);
          resolve();
        },
      });
    });
    await expect(client.sendMessage(SMS, { timeout: 100 })).rejects.toMatchObject({ code: "CDYNE_VENDOR_TIMEOUT" });
    expect(order).toEqual([]);
    goOn();
    await ended;
    expect(order).toEqual(["begin", "refused"]);
  });

  it("is not told of a time that cannot be", async () => {
    const { begun } = await observed(async (client) => client.sendMessage(SMS, { timeout: -1 }));
    expect(begun).toEqual([]);
  });

  it("is not told of what is refused before", async () => {
    const { begun } = await observed(async (client) => client.sendMessage({ to: "nobody", text: "x" }));
    expect(begun).toEqual([]);
  });

  it.each<[string, SendObserver]>([
    ["rejects", { begin: async () => Promise.reject(new Error("7575559999")), end: async () => Promise.reject(new Error("7575559999")) }],
    [
      "throws",
      {
        begin: () => {
          throw new Error("7575559999");
        },
        end: () => {
          throw new Error("7575559999");
        },
      },
    ],
  ])("that %s does not stop the send, nor the others", async (_, broken) => {
    const vendor = await messagingVendor(taken);
    const logger = keepingLogger();
    const client = vendor.client({ logger });
    const { observer, begun, ended } = keeper();
    client.observe(broken);
    client.observe(observer);
    expect(await client.sendMessage(SMS)).toMatchObject([{ error: undefined }]);
    expect([begun.length, ended.length]).toEqual([1, 1]);
    expect(logger.logged).toMatchObject([{ level: "error", details: { code: "CDYNE_SEND_UNRECORDED" } }, { details: { code: "CDYNE_SEND_UNRECORDED" } }]);
    expect(JSON.stringify(logger.logged)).not.toContain("7575559999");
  });

  it("is told no more once it has ended that", async () => {
    const vendor = await messagingVendor(taken);
    const client = vendor.client();
    const { observer, begun } = keeper();
    client.observe(observer)();
    await client.sendMessage(SMS);
    expect(begun).toEqual([]);
    expect(vendor.requests[0]?.body).not.toContain("ReferenceID");
  });
});
