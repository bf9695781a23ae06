import { within } from "./deadline.js";
import { backoff } from "./delivery/backoff.js";
import { type ErrorHandler, type Handler, type Unsubscribe } from "./delivery/handler.js";
import { DeliveryLoop } from "./delivery/loop.js";
import { Subscriptions } from "./delivery/subscriptions.js";
import { type Counters, Diagnostics } from "./diagnostics.js";
import { allowList } from "./http/allow-list.js";
import { bodyReader } from "./http/body.js";
import { type Health, createHealthListener } from "./http/health.js";
import { postbackUrl } from "./http/postback-url.js";
import { createReceiver } from "./http/receive.js";
import { type Listener, type Router, createListener, createRouter } from "./http/router.js";
import { TokenTable } from "./http/tokens.js";
import { type Filter, type Page, type RecordedPostback } from "./inbox/inbox.js";
import { memoryInbox } from "./inbox/memory.js";
import { Recorder } from "./inbox/recorder.js";
import { Retention } from "./inbox/retention.js";
import { consoleLogger, createLog, errorDetails } from "./log.js";
import { type ListOptions, type PostbacksOptions, accountOf, checkPostbacksOptions, numberOf, queryOf, redeliveryOf, waitingTime } from "./options.js";
import { PostbackError } from "./problems.js";
import { classify } from "./wire/classify.js";
import {
  type CallFinished,
  type CallPlaced,
  type CallReceived,
  type CallStatusChanged,
  type DeliveryReceipt,
  type EventName,
  type Postback,
  type PostbackEvents,
  type SmsReceived,
  type SmsRefused,
  type SmsReply,
  type SmsSent,
  type UnknownPostback,
} from "./wire/postback.js";

/** Receives postbacks and hands them to the application's handlers. Every `on…` returns what ends the subscription. */
export interface Postbacks {
  /** For Express 4 and 5: `app.use("/cdyne", postbacks.router)`. */
  readonly router: Router;
  /** For `http.createServer(postbacks.listener)` and whatever else takes a function of request and response. */
  readonly listener: Listener;
  /**
   * The PostBackURL to hand to the vendor.
   *
   * @param base Where the router is mounted, as the vendor reaches it: `https://example.com/cdyne`.
   */
  readonly url: (base: string, options?: { account?: string | undefined }) => string;

  /** A message was handed to the aggregator. */
  readonly onSmsSent: (handler: Handler<SmsSent>) => Unsubscribe;
  /** A message was not accepted, most likely because the number is a landline. */
  readonly onSmsRefused: (handler: Handler<SmsRefused>) => Unsubscribe;
  /** Somebody answered a message that we sent. */
  readonly onSmsReply: (handler: Handler<SmsReply>) => Unsubscribe;
  /** A text came to our number that answers nothing we sent. */
  readonly onSmsReceived: (handler: Handler<SmsReceived>) => Unsubscribe;
  /** A carrier or a handset reports on a message that we sent. */
  readonly onDeliveryReceipt: (handler: Handler<DeliveryReceipt>) => Unsubscribe;
  /** An outgoing call is being set up. */
  readonly onCallPlaced: (handler: Handler<CallPlaced>) => Unsubscribe;
  /** A call is under way. */
  readonly onCallStatusChanged: (handler: Handler<CallStatusChanged>) => Unsubscribe;
  /** A call is over. */
  readonly onCallFinished: (handler: Handler<CallFinished>) => Unsubscribe;
  /** Somebody calls our number. */
  readonly onCallReceived: (handler: Handler<CallReceived>) => Unsubscribe;
  /** Something was posted that is none of the others. */
  readonly onUnknown: (handler: Handler<UnknownPostback>) => Unsubscribe;
  /** The same by name: `on("smsReply", handler)`. */
  readonly on: <Name extends EventName>(name: Name, handler: Handler<PostbackEvents[Name]>) => Unsubscribe;
  /** Every postback, told apart by `type`. */
  readonly onAny: (handler: Handler<Postback>) => Unsubscribe;
  /** A handler threw, rejected, or took too long. */
  readonly onError: (handler: ErrorHandler) => Unsubscribe;

  /**
   * Delivers what an earlier run left in the inbox or another process has recorded, and goes on after `drain`. The first
   * postback starts delivery by itself. Does nothing with `deliver: false`. Resolves also while the inbox is down, which
   * `health()` tells. With a durable inbox the process stays until `drain()` or `close()`.
   */
  readonly start: () => Promise<void>;
  /**
   * Goes on recording, hands nothing new to handlers, and waits until the running ones have ended.
   *
   * @param options `timeout` in milliseconds; 10,000 by default.
   * @returns Whether all ended in time.
   */
  readonly drain: (options?: { timeout?: number | undefined }) => Promise<boolean>;
  /**
   * Answers requests with 503 from now on, waits until the running handlers have ended (with the memory inbox, until
   * all that is due is delivered), gives back to the inbox what still runs, and closes it.
   *
   * @param options `timeout` in milliseconds; 10,000 by default.
   * @returns Whether all ended in time.
   */
  readonly close: (options?: { timeout?: number | undefined }) => Promise<boolean>;
  /** How much there is to do. */
  readonly health: () => Promise<Health>;
  /** The same for a load balancer: `app.get("/health", postbacks.healthHandler)` answers 200 with JSON, or 503 when the inbox is down. */
  readonly healthHandler: Listener;
  /** What was done since this object was made. */
  readonly counters: Readonly<Counters>;

  /** What is recorded, newest first, a page at a time. */
  readonly list: (options?: ListOptions) => Promise<Page>;
  /** What is recorded under a key. */
  readonly get: (key: string) => Promise<RecordedPostback | undefined>;
  /**
   * Has postbacks delivered again whose delivery has ended, to all handlers: by key, or all that a filter finds
   * (`{ state: "dead" }`). Begins nothing in a process that has not begun to
   * deliver, so that a script without handlers can ask for it. Returns how many.
   */
  readonly redeliver: (which: readonly string[] | Filter) => Promise<number>;
  /** Removes all that is recorded with a phone number, also what waits for delivery. Returns how many. */
  readonly forget: (number: string) => Promise<number>;
}

/** Makes a receiver of postbacks. Nothing starts before the first one arrives, or before `start()`. */
export function createPostbacks(options: PostbacksOptions): Postbacks {
  checkPostbacksOptions(options);
  const {
    allow,
    inbox = memoryInbox(),
    bodyLimit = 65_536,
    readTimeout = 10_000,
    recordTimeout = 10_000,
    handlerTimeout = 60_000,
    concurrency = 10,
    retry = {},
    holdWhileRetrying = true,
    lease = 30_000,
    deliver = true,
    inline = false,
    keep = {},
    logger = consoleLogger,
  } = options;
  const tokens = options.tokens === false ? undefined : new TokenTable(options.tokens);
  const log = createLog(logger);
  if (!inbox.durable && process.env["NODE_ENV"] === "production") log.warnOnce("CDYNE_MEMORY_INBOX");

  const diagnostics = new Diagnostics();
  const subscriptions = new Subscriptions(handlerTimeout, backoff(retry), log);
  const loopOptions = { concurrency, timeout: recordTimeout, lease, letPass: !holdWhileRetrying };
  const loop = new DeliveryLoop(inbox, subscriptions, loopOptions, log, diagnostics);
  const retention = new Retention(inbox, keep, log);
  const start = (): void => {
    if (!deliver) return;
    loop.start();
    retention.start();
  };
  const recorder = new Recorder(inbox, recordTimeout, diagnostics, () => {
    if (!deliver) return;
    loop.wake();
    retention.start();
  });
  let closing: Promise<boolean> | undefined;

  const receive = createReceiver({
    tokens,
    allows: allowList(allow),
    readBody: bodyReader(bodyLimit, readTimeout),
    record: async (body, account, receivedAt) => {
      if (closing) throw new PostbackError("CDYNE_CLOSED");
      diagnostics.received(account);
      const { key } = await recorder.record(() => classify(body, { account, receivedAt })).catch((error: unknown) => {
        diagnostics.notRecorded();
        throw error;
      });
      if (inline && deliver) await loop.untilEnded(key, handlerTimeout);
    },
    log,
  });

  const inTime = async <Result>(answer: Promise<Result>): Promise<Result> =>
    within(answer, recordTimeout, () => {
      throw new PostbackError("CDYNE_INBOX_TIMEOUT");
    });
  /** What is left in the inbox when it is closed; nothing is known of it when the inbox is down. */
  const left = async (ended: boolean): Promise<{ waiting?: number; running?: number }> => {
    if (ended && inbox.durable) return { waiting: 0, running: 0 };
    const { waiting, running } = await inTime(inbox.health());
    return { waiting, running };
  };
  const close = async (timeout: number): Promise<boolean> => {
    retention.stop();
    await within(recorder.untilIdle(), timeout, () => {});
    // What waits in an inbox that forgets it is delivered now or never.
    const ended = await loop.stop(timeout, deliver && !inbox.durable);
    const { waiting, running } = await left(ended).catch(() => ({ waiting: undefined, running: undefined }));
    if (!ended) await loop.giveBack();
    const done = ended && waiting === 0 && running === 0;
    if (!done) log.error("CDYNE_CLOSED_EARLY", { waiting, running });
    await inTime(inbox.close()).catch((error: unknown) => log.error("CDYNE_CLOSE_FAILED", errorDetails(error)));
    return done;
  };
  const health = async (): Promise<Health> => {
    const { waiting, running, dead, oldest } = await inTime(inbox.health());
    return { waiting, running, dead, oldestAge: oldest ? Date.now() - oldest.getTime() : 0 };
  };

  return {
    router: createRouter(receive, tokens === undefined),
    listener: createListener(receive),
    url: (base, of = {}) => postbackUrl(base, tokens?.first(accountOf(of))),

    onSmsSent: (handler) => subscriptions.on("smsSent", handler),
    onSmsRefused: (handler) => subscriptions.on("smsRefused", handler),
    onSmsReply: (handler) => subscriptions.on("smsReply", handler),
    onSmsReceived: (handler) => subscriptions.on("smsReceived", handler),
    onDeliveryReceipt: (handler) => subscriptions.on("deliveryReceipt", handler),
    onCallPlaced: (handler) => subscriptions.on("callPlaced", handler),
    onCallStatusChanged: (handler) => subscriptions.on("callStatusChanged", handler),
    onCallFinished: (handler) => subscriptions.on("callFinished", handler),
    onCallReceived: (handler) => subscriptions.on("callReceived", handler),
    onUnknown: (handler) => subscriptions.on("unknown", handler),
    on: (name, handler) => subscriptions.on(name, handler),
    onAny: (handler) => subscriptions.onAny(handler),
    onError: (handler) => subscriptions.onError(handler),

    start: async () => {
      if (closing) throw new PostbackError("CDYNE_CLOSED");
      start();
    },
    drain: async (wait = {}) => {
      const timeout = waitingTime("drain()", wait);
      return closing ?? loop.drain(timeout);
    },
    close: async (wait = {}) => {
      const timeout = waitingTime("close()", wait);
      closing ??= close(timeout);
      return closing;
    },
    health,
    healthHandler: createHealthListener(health),
    counters: diagnostics.counters,
    list: async (of = {}) => inbox.list(queryOf(of)),
    get: async (key) => (await inbox.list({ keys: [key], limit: 1 })).items[0],
    redeliver: async (which) => {
      const count = await inbox.redeliver(redeliveryOf(which));
      loop.wakeIfBegun();
      return count;
    },
    forget: async (number) => inbox.forget(numberOf(number)),
  };
}
