import { receiptCodes } from "../../../index.js";
import { type Accounts } from "../records/accounts.js";
import { type Delays } from "./delays.js";
import { type Dispatch } from "../protocols/dispatch.js";
import { type ScriptedHandset } from "./handset.js";
import { type IncomingTexts } from "./incoming-texts.js";
import { type Inferred } from "../inferred.js";
import { receiptBody, sentBody } from "./message-bodies.js";
import { type Message, type Messages } from "../records/messages.js";
import { isShortCode } from "../records/numbers.js";
import { type Ids } from "../random.js";
import { type Scheduler } from "./scheduler.js";

export interface MessageLifeParts {
  readonly accounts: Accounts;
  readonly messages: Messages;
  readonly texts: IncomingTexts;
  readonly dispatch: Dispatch;
  readonly scheduler: Scheduler;
  readonly ids: Ids;
  readonly delays: Delays;
  readonly inferred: Inferred;
  readonly backup: boolean;
  handset(number: string): ScriptedHandset;
}

/** What becomes of a message that the vendor has accepted: sent, receipts, answers. */
export class MessageLife {
  readonly #parts: MessageLifeParts;

  constructor(parts: MessageLifeParts) {
    this.#parts = parts;
  }

  begin(message: Message): void {
    const { messages, scheduler, delays } = this.#parts;
    messages.add(message);
    const now = scheduler.now();
    const send = async (at: Date) => this.#send(message, at, 1);
    if (message.scheduledAt && message.scheduledAt > now) scheduler.at(message.scheduledAt, send);
    else scheduler.after(delays.sent, now, send);
  }

  /** Whether it could still be cancelled: only what is scheduled for later can. */
  cancel(message: Message | undefined): boolean {
    if (message?.status !== "Ready" || !message.scheduledAt || message.scheduledAt <= this.#parts.scheduler.now()) return false;
    message.status = "Cancelled";
    return true;
  }

  async #send(message: Message, at: Date, tries: number): Promise<void> {
    if (message.status !== "Ready") return;
    const refusesAfter = this.#parts.handset(message.to).refusesAfter;
    if (refusesAfter !== undefined) return this.#refuse(message, at, tries, refusesAfter);
    message.status = "Sent";
    message.sentAt = at;
    await this.#postSent(message, at, true);
    this.#followUp(message, at);
  }

  async #refuse(message: Message, at: Date, tries: number, refusesAfter: number): Promise<void> {
    const { scheduler, delays, inferred } = this.#parts;
    if (tries >= refusesAfter) message.status = "Cancelled";
    else scheduler.after(delays.retry, at, async (later) => this.#send(message, later, tries + 1));
    if (tries === 1 || inferred.refusalsPosted === "each") await this.#postSent(message, at, false);
  }

  async #postSent(message: Message, at: Date, accepted: boolean): Promise<void> {
    const body = sentBody(message, accepted, at, this.#parts.inferred);
    await this.#parts.dispatch.message("OutgoingMessage", subjectOf(message), message.mms, { body, event: accepted ? "smsSent" : "smsRefused", at });
  }

  #followUp(message: Message, sentAt: Date): void {
    const { accounts, scheduler, delays, inferred, texts } = this.#parts;
    const handset = this.#parts.handset(message.to);
    const receipts = isShortCode(message.from) || inferred.longCodeReceipts ? handset.receipts : [];
    receipts.forEach((code, index) => {
      scheduler.after(delays.receipt * (index + 1), sentAt, async (at) => this.#receipt(message, code, at));
    });
    // One of our own numbers: what goes out comes in.
    if (accounts.number(message.to)) scheduler.after(0, sentAt, async (at) => texts.receive({ from: message.from, to: message.to, text: message.text, media: [], at }));
    handset.answersTo(message.text).forEach((text, index) => {
      scheduler.after(delays.reply * (index + 1), sentAt, async (at) => texts.receive({ from: message.to, to: message.from, text, media: [], at }));
    });
  }

  async #receipt(message: Message, code: string, at: Date): Promise<void> {
    const { ids, dispatch, inferred } = this.#parts;
    const failed = hasFailed(code);
    if (failed) message.status = "FailedByProvider";
    const backup = failed ? this.#backup(message) : undefined;
    const body = receiptBody(message, { code, carrierId: ids.carrierId(), at, backupId: backup?.id }, inferred);
    await dispatch.message("DeliveryReceipt", subjectOf(message), message.mms, { body, event: "deliveryReceipt", at });
    if (backup) this.begin(backup);
  }

  /** The same message again from a DID, for one that a short code could not deliver. */
  #backup(message: Message): Message | undefined {
    const from = this.#parts.accounts.backupSender(message.licenseKey);
    if (!this.#parts.backup || !isShortCode(message.from) || from === undefined) return undefined;
    return { ...message, id: this.#parts.ids.guid(), from, scheduledAt: undefined, status: "Ready", sentAt: undefined };
  }
}

function subjectOf({ licenseKey, from, postbackUrl }: Message): { licenseKey: string; number: string; ownUrl: string | undefined } {
  return { licenseKey, number: from, ownUrl: postbackUrl };
}

function hasFailed(code: string): boolean {
  const status = new Map<string, { status: string }>(Object.entries(receiptCodes)).get(code)?.status;
  return status === "failed" || status === "throttled";
}
