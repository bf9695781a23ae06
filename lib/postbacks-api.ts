import { type Outcome, type Question } from "./answering/ask.js";
import { type Delivered } from "./answering/delivered.js";
import { type Sender } from "./answering/sender.js";
import { type ErrorHandler, type Handler, type Unsubscribe } from "./delivery/handler.js";
import { type Counters } from "./diagnostics.js";
import { type ReceiverReport } from "./probe-report.js";
import { type Health } from "./http/health.js";
import { type Listener, type Router } from "./http/router.js";
import { type Filter, type Page, type RecordedPostback } from "./inbox/inbox.js";
import { type AuditPage, type Count, type Overview } from "./inbox/inspection.js";
import { type Send } from "./inbox/send-log.js";
import { type ListOptions } from "./arguments.js";
import { type AuditOptions, type CountOptions, type DoneBy, type OverviewOptions, type SendsOptions } from "./inspection-arguments.js";
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

  /**
   * A message was handed to the aggregator.
   * @example SMSSent=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&SentTime=5%2f8%2f2010+2%3a42%3a36+AM
   */
  readonly onSmsSent: (handler: Handler<Delivered<SmsSent>>) => Unsubscribe;
  /**
   * A message was not accepted, most likely because the number is a landline.
   * @example SMSSent=0&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&SentTime=5%2f8%2f2010+2%3a42%3a36+AM
   */
  readonly onSmsRefused: (handler: Handler<Delivered<SmsRefused>>) => Unsubscribe;
  /**
   * Somebody answered a message that we sent.
   * @example SMSResponse=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&MatchedMessageID=11111111-2222-1111-2222-000000000004&ReferenceID=&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=Test
   */
  readonly onSmsReply: (handler: Handler<Delivered<SmsReply>>) => Unsubscribe;
  /**
   * A text came to our number that answers nothing we sent.
   * @example SMSResponse=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=Test
   */
  readonly onSmsReceived: (handler: Handler<Delivered<SmsReceived>>) => Unsubscribe;
  /**
   * A carrier or a handset reports on a message that we sent.
   * @example DeliveryReceipt=1&MessageID=f880e00b-3a14-484c-80e7-ca6aa29a2f7a&ReferenceID=&FromPhoneNumber=74121&ToPhoneNumber=17572373369&DeliveryReceiptMessage=sm: msg: id:18579674100201040 sub:001 dlvrd:001 submit date:1209281334 done date:1209281334 stat:DELIVERED TO CARRIER err:003 text:&Code=003
   */
  readonly onDeliveryReceipt: (handler: Handler<Delivered<DeliveryReceipt>>) => Unsubscribe;
  /**
   * An outgoing call is being set up.
   * @example QueueID=4093249&ResponseCode=12&StartTime=2020-08-28T00%3a53%3a06.608Z&callerid=7575550000&phonenumber=7575559999
   */
  readonly onCallPlaced: (handler: Handler<Delivered<CallPlaced>>) => Unsubscribe;
  /**
   * A call is under way.
   * @example QueueID=4093249&ResponseCode=18&StartTime=2020-08-28T00%3a53%3a06.608Z&callerid=7575550000&phonenumber=7575559999
   */
  readonly onCallStatusChanged: (handler: Handler<Delivered<CallStatusChanged>>) => Unsubscribe;
  /**
   * A call is over.
   * @example QueueID=4093249&ResponseCode=1&StartTime=2020-08-28T00%3a53%3a06.608Z&EndTime=2020-08-28T00%3a53%3a43.654Z&Duration=37&machinedetection=HUMAN&digitsdialed=345&callerid=7575550000&phonenumber=7575559999
   */
  readonly onCallFinished: (handler: Handler<Delivered<CallFinished>>) => Unsubscribe;
  /**
   * Somebody calls our number.
   * @example QueueID=4093249&ResponseCode=29&StartTime=2020-08-28T00%3a53%3a06.608Z&incoming=True&callerid=7575550000&phonenumber=8005551234
   */
  readonly onCallReceived: (handler: Handler<Delivered<CallReceived>>) => Unsubscribe;
  /** Something was posted that is none of the others. */
  readonly onUnknown: (handler: Handler<Delivered<UnknownPostback>>) => Unsubscribe;
  /** The same by name: `on("smsReply", handler)`. */
  readonly on: <Name extends EventName>(name: Name, handler: Handler<Delivered<PostbackEvents[Name]>>) => Unsubscribe;
  /** Every postback, told apart by `type`. */
  readonly onAny: (handler: Handler<Delivered<Postback>>) => Unsubscribe;
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
  /** How this object is set up and doing: handlers, events that came without one, warnings so far. The doctor is told the same. */
  readonly report: () => Promise<ReceiverReport>;
  /** The health for a load balancer: `app.get("/health", postbacks.healthHandler)` answers 200 with JSON, or 503 when the inbox is down. */
  readonly healthHandler: Listener;
  /** What was done since this object was made. */
  readonly counters: Readonly<Counters>;

  /**
   * Sends a message and waits for what comes of it: a reply, a refusal, STOP, or silence. Each message goes out once; with
   * an `id` and a durable inbox the waiting survives a restart. The reply is handled by the subscribed handlers as well, which
   * may be after this resolves. Rejects when the question could not be sent.
   */
  readonly ask: (client: Sender, question: Question) => Promise<Outcome>;

  /**
   * What is recorded, newest first, a page at a time. A page may be short or empty and still have a `next`: one call looks
   * at 20,000 postbacks at most where no index helps (a rare type or account, a text), and the next page goes on.
   */
  readonly list: (options?: ListOptions) => Promise<Page>;
  /** What is recorded under a key. */
  readonly get: (key: string) => Promise<RecordedPostback | undefined>;
  /** How many a filter finds, up to a limit: with `more` there are or may be more. */
  readonly count: (options?: CountOptions) => Promise<Count>;
  /**
   * Has postbacks delivered again whose delivery has ended, to all handlers: by key, or all that a filter finds
   * (`{ state: "dead" }`). Begins nothing in a process that has not begun to
   * deliver, so that a script without handlers can ask for it. The audit notes it, with `by`. Returns how many.
   */
  readonly redeliver: (which: readonly string[] | Filter, done?: DoneBy) => Promise<number>;
  /**
   * Ends the delivery of postbacks that wait or are dead: by key, or all that a filter finds. They are `discarded`, and those
   * behind them go on; what runs is left alone. The audit notes it, with `by`. Returns how many.
   */
  readonly discard: (which: readonly string[] | Filter, done?: DoneBy) => Promise<number>;
  /** How things went in a range of time: how many of which type and state, how long they took, and why they failed. Looks at the newest 20,000 at most. */
  readonly overview: (options?: OverviewOptions) => Promise<Overview>;
  /** What was redelivered and discarded by hand, when and by whom, newest first, a page at a time. */
  readonly audit: (options?: AuditOptions) => Promise<AuditPage>;
  /** What went out to somebody, newest first, without its text: by both numbers, or by the vendor's ids. */
  readonly sends: (options: SendsOptions) => Promise<readonly Send[]>;
  /** Removes all that is recorded with a phone number, also what waits for delivery. Returns how many. */
  readonly forget: (number: string) => Promise<number>;
}
