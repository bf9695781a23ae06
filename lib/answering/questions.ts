import { createHash, randomUUID } from "node:crypto";
import { invalidOption } from "../check-options.js";
import { type Clock } from "../clock.js";
import { milliseconds } from "../duration.js";
import { type Inbox } from "../inbox/inbox.js";
import { type NewSend, type Send } from "../inbox/send-log.js";
import { PostbackError } from "../problems.js";
import { WaitersByName } from "../waiters.js";
import { numbersOf } from "../wire/numbers.js";
import { phoneNumber } from "../wire/phone-number.js";
import { type Postback } from "../wire/postback.js";
import { type Outcome, type Question } from "./ask.js";
import { type Correspondence } from "./correspondence.js";
import { failureOf } from "./failure.js";
import { type Sender } from "./sender.js";

/** In milliseconds: how often the inbox is asked for what another process has recorded, and how far clocks may differ. */
const LOOK_AGAIN = 5000;
const SLACK = 60_000;
const PAGE = 100;

/** Messages that wait for their reply. */
export class Questions {
  readonly #inbox: Inbox;
  readonly #correspondence: Correspondence;
  readonly #recording = new WeakSet<Sender>();
  /** Whom to tell that something from a number or to it was recorded. */
  readonly #waiting = new WaitersByName();
  readonly #clock: Clock;
  #closed = false;

  constructor(inbox: Inbox, correspondence: Correspondence, clock: Clock) {
    this.#inbox = inbox;
    this.#correspondence = correspondence;
    this.#clock = clock;
  }

  /** Notes what this client sends. */
  record(sender: Sender): void {
    if (this.#recording.has(sender)) return;
    this.#recording.add(sender);
    this.#correspondence.record(sender);
  }

  /** Looks whether something was recorded that somebody waits for. */
  recorded(postbacks: readonly Postback[]): void {
    if (this.#waiting.none) return;
    for (const { from, to } of postbacks.map(numbersOf)) {
      for (const number of [from, to]) if (number !== undefined) this.#waiting.tell(number);
    }
  }

  async ask(sender: Sender, question: Question): Promise<Outcome> {
    this.record(sender);
    const send = sendOf(question, this.#clock);
    const { to, text, from, media, context, signal } = { ...question, ...send };
    signal?.throwIfAborted();
    const before = await this.#correspondence.begin(send);
    if (before && before.to !== send.to) throw invalidOption("ask()", "`id`: this question was asked somebody else. An id stands for one question for ever.");
    if (before) return this.#outcome(before, question);
    let messageId: string | undefined;
    try {
      const [result] = await sender.sendMessage({ id: send.id, to, from, text, media, referenceId: send.referenceId, context }, { signal });
      messageId = result?.messageId;
    } catch (error) {
      const failure = failureOf(error);
      // If the vendor has taken it, its postbacks will tell.
      if (failure.is !== "uncertain") {
        await this.#correspondence.end(send.id, { state: "refused", code: failure.code });
        // Nobody else would fare better, and it is no answer of whom was asked.
        if (failure.is === "unsent" || failure.code === "CDYNE_LICENSE_KEY_REFUSED" || failure.code === "CDYNE_ACCOUNT_REFUSED") throw error;
        return failure.code === "CDYNE_OPTED_OUT" ? { outcome: "optedOut" } : { outcome: "refused", code: failure.code };
      }
    }
    return this.#outcome({ ...send, state: "sent", messageId, code: undefined }, question);
  }

  /** Ends all waiting. */
  close(): void {
    this.#closed = true;
    this.#correspondence.close();
    this.#waiting.tellAll();
  }

  async #outcome(send: Send, { timeout, signal }: Question): Promise<Outcome> {
    const end = send.at.getTime() + milliseconds(timeout);
    const wake = (): void => this.#waiting.tell(send.to);
    signal?.addEventListener("abort", wake);
    let cancel = (): void => {};
    try {
      for (;;) {
        // Before the look, so that nothing that comes meanwhile goes unnoticed.
        const told = this.#waiting.until(send.to, LOOK_AGAIN);
        cancel();
        cancel = this.#clock.after(Math.max(end - this.#clock.now(), 0), wake);
        signal?.throwIfAborted();
        if (this.#closed) throw new PostbackError("CDYNE_CLOSED");
        const outcome = await this.#look(send);
        if (outcome) return outcome;
        if (this.#clock.now() >= end) return { outcome: "silence" };
        await told;
      }
    } finally {
      signal?.removeEventListener("abort", wake);
      cancel();
      // Others that wait for the same number look again, and those who do not wait any more have left no timer.
      wake();
    }
  }

  /** Looks through what was recorded since the question went out, oldest first. */
  async #look(send: Send): Promise<Outcome | undefined> {
    // Another may have asked the same, or have been told meanwhile what became of it.
    const noted = send.messageId === undefined ? await this.#correspondence.get(send.id) : undefined;
    if (noted?.state === "refused") return { outcome: "refused", code: undefined };
    const messageId = send.messageId ?? noted?.messageId;
    const postbacks: Postback[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.#inbox.list({ number: send.to, since: new Date(send.at.getTime() - SLACK), limit: PAGE, cursor });
      postbacks.unshift(...page.items.map(({ postback }) => postback).reverse());
      cursor = page.next;
    } while (cursor !== undefined);
    for (const postback of postbacks) {
      const outcome = outcomeOf(postback, { ...send, messageId });
      if (outcome) return outcome;
    }
    return undefined;
  }
}

/** What a postback says of a question; `undefined` when it is about something else. */
function outcomeOf(postback: Postback, { to, referenceId, messageId, at }: Send): Outcome | undefined {
  if (!("messageId" in postback)) return undefined;
  const ours = (id: string): boolean => (messageId === undefined ? referenceId !== undefined && postback.referenceId === referenceId : id === messageId);
  if (postback.type === "smsRefused" && ours(postback.messageId)) return { outcome: "refused", code: undefined };
  if (postback.type !== "smsReply" && postback.type !== "smsReceived") return undefined;
  if (postback.from === to && postback.systemKeyword === "stop" && postback.receivedAt >= at) return { outcome: "optedOut" };
  return postback.type === "smsReply" && ours(postback.matchedMessageId) ? { outcome: "reply", reply: postback } : undefined;
}

function sendOf({ id, to, from, text, referenceId, context }: Question, clock: Clock): NewSend {
  const own = id === undefined ? randomUUID() : createHash("sha256").update(`ask ${id}`).digest("hex").slice(0, 32);
  const numbers = { to: phoneNumber(to) ?? to, from: phoneNumber(from) };
  return { id: own, ...numbers, referenceId: referenceId ?? own, length: text.length, context, at: new Date(clock.now()) };
}
