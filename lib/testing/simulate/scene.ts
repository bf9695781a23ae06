import { type DeliveryReceipt, type ReceiptCode, type SmsRefused, type SmsReply, type SmsSent } from "../../index.js";
import { deliveryReceipt } from "../fixtures/delivery-receipt.js";
import { smsReply } from "../fixtures/sms-reply.js";
import { smsRefused, smsSent } from "../fixtures/sms-sent.js";
import { type Chance } from "./chance.js";

/** Numbers of ours. */
export const OUR_NUMBER = "+17575550100";
export const OUR_SHORT_CODE = "74121";

const AREAS = ["202", "212", "303", "305", "312", "404", "415", "512", "617", "702"] as const;
/** A fixed day, so that the same seed gives the same bytes on any day. Each life cycle begins a minute after the one before it. */
const FIRST = Date.UTC(2026, 0, 5, 15);
const MINUTE = 60_000;

/** Where a life cycle happens: the time, the people, and the vendor's ids. */
export class Scene {
  readonly chance: Chance;
  /** The vendor's number of the call of this life cycle. */
  readonly queueId: string;
  #now: number;

  /** @param number Which life cycle it is. @param firstCall Where the vendor's numbers of calls begin. */
  constructor(chance: Chance, number: number, firstCall: number) {
    this.chance = chance;
    this.queueId = String(firstCall + number);
    this.#now = FIRST + number * MINUTE;
  }

  get now(): Date {
    return new Date(this.#now);
  }

  /** Time goes on. */
  later(seconds: number): Date {
    this.#now += seconds * 1000;
    return this.now;
  }

  /** Somebody's number, of those that are kept for fiction. */
  person(): string {
    return `+1${this.chance.one(AREAS)}55501${String(this.chance.below(100)).padStart(2, "0")}`;
  }

  /** A message of ours is with the aggregator. */
  sent(from: string, to: string): SmsSent {
    return smsSent({ messageId: this.chance.ids.guid(), referenceId: this.#reference(), from, to, at: this.now });
  }

  /** A try of a message of ours is not accepted. */
  refused(from: string, to: string, messageId = this.chance.ids.guid()): SmsRefused {
    return smsRefused({ messageId, referenceId: "", from, to, at: this.now });
  }

  receipt({ messageId, referenceId, from, to, at: submittedAt }: SmsSent, code: ReceiptCode, text = ""): DeliveryReceipt {
    return deliveryReceipt({ messageId, referenceId, from, to, code, text, at: this.now, submittedAt, carrierId: this.chance.ids.carrierId() });
  }

  /** The one to whom it was sent answers it. */
  reply(matched: SmsSent, text: string): SmsReply {
    return smsReply({ messageId: this.chance.ids.guid(), matched, text, at: this.now });
  }

  #reference(): string {
    return `order-${10_000 + this.chance.below(90_000)}`;
  }
}
