import { type ErrorHandler, type Handler, type Unsubscribe } from "./delivery/handler.js";
import { DeliveryLoop } from "./delivery/loop.js";
import { Subscriptions } from "./delivery/subscriptions.js";
import { allowList } from "./http/allow-list.js";
import { bodyReader } from "./http/body.js";
import { postbackUrl } from "./http/postback-url.js";
import { createReceiver } from "./http/receive.js";
import { type Listener, type Router, createListener, createRouter } from "./http/router.js";
import { TokenTable } from "./http/tokens.js";
import { memoryInbox } from "./inbox/memory.js";
import { Recorder } from "./inbox/recorder.js";
import { consoleLogger, createLog } from "./log.js";
import { type PostbacksOptions, accountOf, checkPostbacksOptions, waitingTime } from "./options.js";
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

/** How a receiver is doing. */
export interface Health {
  /** Postbacks that wait for delivery. */
  waiting: number;
  /** Postbacks whose handlers are running. */
  running: number;
  /** Postbacks that were given up because a handler failed. */
  dead: number;
  /** How long ago the oldest one that waits or runs was received, in milliseconds; 0 when there is none. */
  oldestAge: number;
}

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

  /** Delivers what an earlier run left in the inbox, and goes on after `drain`. The first postback starts delivery by itself. */
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
   * all that waits is delivered), and closes the inbox.
   *
   * @param options `timeout` in milliseconds; 10,000 by default.
   * @returns Whether all ended in time.
   */
  readonly close: (options?: { timeout?: number | undefined }) => Promise<boolean>;
  /** How much there is to do. */
  readonly health: () => Promise<Health>;
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
    logger = consoleLogger,
  } = options;
  const tokens = options.tokens === false ? undefined : new TokenTable(options.tokens);
  const log = createLog(logger);
  if (!inbox.durable && process.env["NODE_ENV"] === "production") log.warnOnce("CDYNE_MEMORY_INBOX");

  const subscriptions = new Subscriptions(handlerTimeout, log);
  const loop = new DeliveryLoop(inbox, subscriptions, { concurrency, timeout: recordTimeout }, log);
  const recorder = new Recorder(inbox, recordTimeout, () => loop.wake());
  let closing: Promise<boolean> | undefined;

  const receive = createReceiver({
    tokens,
    allows: allowList(allow),
    readBody: bodyReader(bodyLimit, readTimeout),
    record: async (body, account, receivedAt) => {
      if (closing) throw new PostbackError("CDYNE_CLOSED");
      await recorder.record(() => classify(body, { account, receivedAt }));
    },
    log,
  });

  const close = async (timeout: number): Promise<boolean> => {
    await recorder.untilIdle();
    // What waits in an inbox that forgets it is delivered now or never.
    const done = await loop.stop(timeout, !inbox.durable);
    try {
      if (!done) {
        const { waiting, running } = await inbox.health();
        log.error("CDYNE_CLOSED_EARLY", { waiting, running });
      }
    } finally {
      await inbox.close();
    }
    return done;
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
      loop.start();
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
    health: async () => {
      const { waiting, running, dead, oldest } = await inbox.health();
      return { waiting, running, dead, oldestAge: oldest ? Date.now() - oldest.getTime() : 0 };
    },
  };
}
