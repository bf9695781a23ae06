import { Answering } from "./answering/answering.js";
import { Correspondence } from "./answering/correspondence.js";
import { Questions } from "./answering/questions.js";
import { accountOf, meantBy, numberOf, queryOf, queryOfKey, questionOf, waitingTime } from "./arguments.js";
import { systemClock } from "./clock.js";
import { within } from "./deadline.js";
import { backoff } from "./delivery/backoff.js";
import { deliveriesOf } from "./delivery/deliveries.js";
import { inTime } from "./in-time.js";
import { DeliveryLoop } from "./delivery/loop.js";
import { RollCall } from "./delivery/roll-call.js";
import { Subscriptions } from "./delivery/subscriptions.js";
import { Diagnostics } from "./diagnostics.js";
import { allowList } from "./http/allow-list.js";
import { bodyReader } from "./http/body.js";
import { FirstRequests } from "./http/checks/first-requests.js";
import { watchParsers } from "./http/checks/losses.js";
import { type Health, createHealthListener } from "./http/health.js";
import { insideOf } from "./http/inside.js";
import { postbackUrl } from "./http/postback-url.js";
import { createReceiver } from "./http/receive.js";
import { createListener, createRouter } from "./http/router.js";
import { TokenTable } from "./http/tokens.js";
import { type Inspection } from "./inbox/inspection.js";
import { memoryInbox } from "./inbox/memory.js";
import { Recorder } from "./inbox/recorder.js";
import { Retention } from "./inbox/retention.js";
import { auditOf, countedOf, deedOf, rangeOf, sendsOf } from "./inspection-arguments.js";
import { consoleLogger, createLog, errorDetails } from "./log.js";
import { type PostbacksOptions, checkPostbacksOptions } from "./options.js";
import { type Postbacks } from "./postbacks-api.js";
import { type ReceiverReport } from "./probe-report.js";
import { PostbackError } from "./problems.js";
import { classify } from "./wire/classify.js";

/** Makes a receiver of postbacks. Nothing starts before the first one arrives, or before `start()`. */
export function createPostbacks(options: PostbacksOptions): Postbacks {
  checkPostbacksOptions(options);
  const {
    allow,
    clock = systemClock,
    inbox = memoryInbox({ clock }),
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
    client,
    probe = true,
    answers: { ownNumbers = [], perHour = 10 } = {},
    checks = {},
    logger = consoleLogger,
  } = options;
  const tokens = options.tokens === false ? undefined : new TokenTable(options.tokens);
  const log = createLog(logger, checks);
  if (!inbox.durable && process.env["NODE_ENV"] === "production") log.warnOnce("CDYNE_MEMORY_INBOX");

  const diagnostics = new Diagnostics();
  const correspondence = inbox.sends && new Correspondence(inbox.sends);
  const questions = correspondence && new Questions(inbox, correspondence, clock);
  if (client) questions?.record(client);
  const answering = new Answering(client && correspondence && { sender: client, correspondence, ownNumbers, perHour, timeout: recordTimeout, clock }, log);
  const subscriptions = new Subscriptions(answering, handlerTimeout, backoff(retry), log, clock);
  const loopOptions = { concurrency, timeout: recordTimeout, lease, letPass: !holdWhileRetrying, clock };
  const loop = new DeliveryLoop(inbox, subscriptions, loopOptions, log, diagnostics);
  const retention = new Retention(inbox, keep, log, clock);
  const rollCall = new RollCall(inbox, () => subscriptions.names(), clock, log);
  const unfollow = clock.follow?.(deliveriesOf(loop, inbox));
  const start = (): void => {
    if (!deliver) return;
    loop.start();
    retention.start();
    rollCall.start();
  };
  const recorder = new Recorder(inbox, recordTimeout, diagnostics, (postbacks) => {
    questions?.recorded(postbacks);
    if (!deliver) return;
    loop.wake();
    retention.start();
    rollCall.start();
  });
  const answered = inTime(recordTimeout);
  let closing: Promise<boolean> | undefined;

  const health = async (): Promise<Health> => {
    const { waiting, running, dead, oldest } = await answered(inbox.health());
    return { waiting, running, dead, oldestAge: oldest ? clock.now() - oldest.getTime() : 0 };
  };
  const report = async (): Promise<ReceiverReport> => insideOf({ durable: inbox.durable, delivers: deliver, health, subscriptions, log });

  const allows = allowList(allow);
  const first = new FirstRequests(tokens, allows, log);
  const receive = createReceiver({
    tokens,
    allows,
    readBody: watchParsers(bodyReader(bodyLimit, readTimeout), log),
    now: () => clock.now(),
    record: async (body, from) => {
      if (closing) throw new PostbackError("CDYNE_CLOSED");
      diagnostics.received(from.account);
      const { key } = await recorder.record(() => classify(body, from)).catch((error: unknown) => {
        diagnostics.notRecorded();
        throw error;
      });
      if (inline) await loop.untilEnded(key, handlerTimeout);
    },
    inside: probe ? report : undefined,
    log,
  });

  /** What is left in the inbox when it is closed; nothing is known of it when the inbox is down. */
  const left = async (ended: boolean): Promise<{ waiting?: number; running?: number }> => {
    if (ended && inbox.durable) return { waiting: 0, running: 0 };
    const { waiting, running } = await answered(inbox.health());
    return { waiting, running };
  };
  const close = async (timeout: number): Promise<boolean> => {
    retention.stop();
    questions?.close();
    unfollow?.();
    await within(recorder.untilIdle(), timeout, () => {});
    // What waits in an inbox that forgets it is delivered now or never.
    const ended = await loop.stop(timeout, deliver && !inbox.durable);
    await rollCall.stop();
    const { waiting, running } = await left(ended).catch(() => ({ waiting: undefined, running: undefined }));
    if (!ended) await loop.giveBack();
    const done = ended && waiting === 0 && running === 0;
    if (!done) log.error("CDYNE_CLOSED_EARLY", { waiting, running });
    await answered(inbox.close()).catch((error: unknown) => log.error("CDYNE_CLOSE_FAILED", errorDetails(error)));
    return done;
  };
  const inspection = (): Inspection => {
    if (!inbox.inspection) throw new PostbackError("CDYNE_INSPECTION_MISSING");
    return inbox.inspection;
  };

  return {
    router: createRouter(receive, tokens === undefined, first),
    listener: createListener(receive, first),
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
    report,
    healthHandler: createHealthListener(health),
    counters: diagnostics.counters,
    ask: async (sender, question) => {
      if (!questions) throw new PostbackError("CDYNE_SENDS_MISSING");
      if (closing) throw new PostbackError("CDYNE_CLOSED");
      return questions.ask(sender, questionOf(question));
    },
    list: async (of = {}) => inbox.list(queryOf(of)),
    get: async (key) => (await inbox.list(queryOfKey(key))).items[0],
    count: async (of = {}) => {
      const { filter, limit } = countedOf(of);
      return inspection().count(filter, limit);
    },
    redeliver: async (which, done = {}) => {
      const filter = meantBy("redeliver()", which);
      const deed = deedOf("redeliver()", filter, done, clock.now());
      // Where nothing can be noted, nobody is to be named.
      const keeper = done.by === undefined ? inbox.inspection : inspection();
      const count = await (keeper ? keeper.redeliver(filter, deed) : inbox.redeliver(filter));
      loop.wakeIfBegun();
      return count;
    },
    discard: async (which, done = {}) => {
      const filter = meantBy("discard()", which);
      const count = await inspection().discard(filter, deedOf("discard()", filter, done, clock.now()));
      // The next of its line.
      loop.wakeIfBegun();
      return count;
    },
    overview: async (of = {}) => inspection().overview(rangeOf(of, clock.now())),
    audit: async (of = {}) => {
      const { limit, cursor } = auditOf(of);
      return inspection().audit(limit, cursor);
    },
    sends: async (of) => {
      const { filter, limit } = sendsOf(of);
      return inspection().sends(filter, limit);
    },
    forget: async (number) => inbox.forget(numberOf(number)),
  };
}
