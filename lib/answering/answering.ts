import { createHash } from "node:crypto";
import { type Clock } from "../clock.js";
import { within } from "../deadline.js";
import { type Log, errorDetails } from "../log.js";
import { type Send } from "../inbox/send-log.js";
import { PostbackError, type ProblemCode } from "../problems.js";
import { type Postback, type SmsReceived, type SmsReply } from "../wire/postback.js";
import { type Answer, type AnswerOptions } from "./answer.js";
import { type Correspondence } from "./correspondence.js";
import { type Delivered, type Sent } from "./delivered.js";
import { failureOf } from "./failure.js";
import { OwnNumbers } from "./own-numbers.js";
import { type Sender } from "./sender.js";

/** In milliseconds. */
const HOUR = 3_600_000;

export interface AnsweringOptions {
  readonly sender: Sender;
  readonly correspondence: Correspondence;
  /** Numbers of ours, beside those that show themselves. */
  readonly ownNumbers: readonly string[];
  /** How long the inbox may take, in milliseconds. */
  readonly timeout: number;
  /** How many messages may go from one number to another in an hour, so that two machines do not answer each other for ever. */
  readonly perHour: number;
  readonly clock: Clock;
}

type Received = SmsReply | SmsReceived;

/** Gives a handler its event, as it is to see it. */
export type View = (handlerId: string, run: { readonly signal: AbortSignal }) => Delivered<Postback>;

/** Makes of a recorded postback what handlers get: with the message of ours that it is about, and a way to answer. */
export class Answering {
  readonly #options: AnsweringOptions | undefined;
  readonly #own: OwnNumbers;
  readonly #log: Log;

  /** @param options `undefined` where there is no client. */
  constructor(options: AnsweringOptions | undefined, log: Log) {
    this.#options = options;
    this.#own = new OwnNumbers(options?.ownNumbers ?? []);
    this.#log = log;
  }

  /** Gives what makes the events of a postback's handlers, and freezes it. Never rejects. */
  async view(postback: Postback): Promise<View> {
    const sent = this.#options && (await this.#sent(postback, this.#options));
    Object.freeze(postback);
    if (!isReceived(postback)) {
      const event = sent ? Object.freeze({ ...postback, sent }) : postback;
      return () => event;
    }
    const answering = this.#options;
    if (!answering) {
      const event = Object.freeze(withRespond({ ...postback }, unanswerable));
      return () => event;
    }
    this.#own.learn(postback);
    return (handlerId, run) => {
      let answers = 0;
      const respond = async (text: string, options: AnswerOptions = {}): Promise<Answer> => {
        if (options.id === undefined) answers += 1;
        return this.#respond(answering, postback, sendId(postback, handlerId, options.id ?? answers), text, options, run.signal);
      };
      return Object.freeze(withRespond(sent ? { ...postback, sent } : { ...postback }, respond));
    };
  }

  async #sent(postback: Postback, { correspondence, timeout }: AnsweringOptions): Promise<Sent | undefined> {
    try {
      const send = await within(correspondence.sendOf(postback), timeout, () => {
        throw new PostbackError("CDYNE_INBOX_TIMEOUT");
      });
      return send && Object.freeze({ to: send.to, length: send.length, at: send.at, context: send.context });
    } catch (error) {
      this.#log.error("CDYNE_SENT_UNKNOWN", { event: postback.type, ...errorDetails(error) });
      return undefined;
    }
  }

  async #respond(
    { sender, correspondence, perHour, clock }: AnsweringOptions,
    message: Received,
    id: string,
    text: string,
    options: AnswerOptions,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { from: to, to: from } = message;
    if (to === undefined) return this.#say("refused", "CDYNE_ANSWER_NOBODY");
    if (message.systemKeyword !== undefined) return this.#say("refused", "CDYNE_ANSWER_KEYWORD");
    if (this.#own.has(to)) return this.#say("refused", "CDYNE_ANSWER_OWN_NUMBER");

    const before = noted(await correspondence.get(id));
    if (before) return before.status === "sent" ? before : this.#say("uncertain", before.code);
    if ((await correspondence.count(to, from, new Date(clock.now() - HOUR))) >= perHour) return this.#say("refused", "CDYNE_ANSWER_LOOP");

    const { media, referenceId = message.referenceId, context } = options;
    signal.throwIfAborted();
    const meanwhile = noted(await correspondence.begin({ id, to, from, referenceId, context, length: text.length, at: new Date(clock.now()) }));
    if (meanwhile) return meanwhile.status === "sent" ? meanwhile : this.#say("uncertain", meanwhile.code);
    try {
      const [result] = await sender.sendMessage({ id, to, from, text, media, referenceId, context }, { signal });
      return result?.messageId === undefined ? this.#say("uncertain", "CDYNE_ANSWER_UNCERTAIN") : { status: "sent", messageId: result.messageId };
    } catch (error) {
      const failure = failureOf(error);
      if (failure.is !== "uncertain") {
        await correspondence.end(id, { state: "refused", code: failure.code });
        if (failure.is === "unsent") throw error;
        return this.#say("refused", failure.code);
      }
      // The client may have noted that it had not left.
      if ((await correspondence.get(id))?.state === "refused") throw error;
      return this.#say("uncertain", "CDYNE_ANSWER_UNCERTAIN");
    }
  }

  #say<Status extends "refused" | "uncertain">(status: Status, code: ProblemCode): { status: Status; code: ProblemCode } {
    // What is meant to be so is said but once.
    if (code === "CDYNE_ANSWER_KEYWORD" || code === "CDYNE_ANSWER_OWN_NUMBER") this.#log.warnOnce(code);
    else this.#log.error(code, { answer: status });
    return { status, code };
  }
}

/** What answers where there is no client. */
async function unanswerable(): Promise<never> {
  throw new PostbackError("CDYNE_CLIENT_MISSING");
}

/**
 * Not among what is compared, copied or logged of the event, which is data. A prototype would hide it as well, but each
 * object whose prototype is changed before it is frozen costs V8 a hidden class of its own.
 */
function withRespond<Event extends Received>(event: Event, respond: Delivered<Received>["respond"]): Delivered<Event> {
  return Object.defineProperty(event, "respond", { value: respond }) as Delivered<Event>;
}

function isReceived(postback: Postback): postback is Received {
  return postback.type === "smsReply" || postback.type === "smsReceived";
}

/** What is known of an answer; `undefined` when it may go out. */
function noted(send: Send | undefined): { status: "sent"; messageId: string } | { status: "uncertain"; code: ProblemCode } | undefined {
  if (send === undefined || send.state === "refused") return undefined;
  if (send.state === "sent" && send.messageId !== undefined) return { status: "sent", messageId: send.messageId };
  return { status: "uncertain", code: "CDYNE_ANSWER_UNCERTAIN" };
}

/** The same at each attempt of a handler. */
function sendId({ key }: Received, handlerId: string, which: string | number): string {
  return createHash("sha256").update(JSON.stringify([key, handlerId, which])).digest("hex").slice(0, 32);
}
