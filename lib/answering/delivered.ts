import { type DeliveryReceipt, type Postback, type SmsReceived, type SmsRefused, type SmsReply, type SmsSent } from "../wire/postback.js";
import { type Answer, type AnswerOptions } from "./answer.js";

/** A message of ours, as it is remembered. Its text is not. */
export interface Sent {
  /** E.164 where it can be. */
  readonly to: string;
  /** Of the text, in characters. */
  readonly length: number;
  readonly at: Date;
  /** What was given with it when it was sent. */
  readonly context: Readonly<Record<string, unknown>> | undefined;
}

interface AboutSent {
  /** The message that this is about, when it went out through the client of `createPostbacks({ client })`. */
  readonly sent?: Sent | undefined;
}

interface Answerable {
  /**
   * Sends a text back, from the number it came to to the number it came from: once, however often the handler is run
   * again. Never in answer to STOP, HELP or RESUME, to a number of ours, or too often to the same number; `status` tells.
   * Rejects when it could not be sent and may be tried again, so that a handler which lets that pass is retried. Call it on
   * the event itself: a copy of the event is data only.
   */
  respond(text: string, options?: AnswerOptions): Promise<Answer>;
}

/** An event as handlers get it. */
export type Delivered<Event extends Postback> = Event extends SmsReply
  ? Event & AboutSent & Answerable
  : Event extends SmsReceived
    ? Event & Answerable
    : Event extends SmsSent | SmsRefused | DeliveryReceipt
      ? Event & AboutSent
      : Event;
