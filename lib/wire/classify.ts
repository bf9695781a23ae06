import { call } from "./call.js";
import { type Body, decode } from "./decode.js";
import { type Marker, kindOf } from "./kind.js";
import { replyOrReceived, sentOrRefused } from "./message.js";
import { type MessageName, type Values, messageValues } from "./names.js";
import { type Envelope, type Postback } from "./postback.js";
import { deliveryReceipt } from "./receipt.js";
import { unknown } from "./unknown.js";

/** What the body itself does not say. */
export interface ClassifyOptions {
  /** The label of the token that it came in with. It is part of the key. */
  account?: string | undefined;
  /** When it arrived; now by default. */
  receivedAt?: Date | undefined;
  /** How it arrived; `"postback"` by default. */
  source?: Postback["source"] | undefined;
}

type Build = (envelope: Envelope, values: Values<MessageName>) => Postback;

const BUILD: Readonly<Record<Marker, Build>> = {
  SMSSent: (envelope, values) => sentOrRefused(envelope, values, "sms"),
  MMSSent: (envelope, values) => sentOrRefused(envelope, values, "mms"),
  SMSResponse: (envelope, values) => replyOrReceived(envelope, values, "sms"),
  MMSResponse: (envelope, values) => replyOrReceived(envelope, values, "mms"),
  DeliveryReceipt: deliveryReceipt,
};

/**
 * Tells what the vendor posted: one typed postback for any body. Never throws; what it cannot tell is an `unknown` with
 * a reason. A field that does not hold is `undefined` in the postback and stays in `fields`.
 *
 * @param body The body as bytes or text, form-encoded or JSON, or an object that a body parser made of it.
 * @example classify("SMSSent=0&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345").type // "smsRefused"
 */
export function classify(body: Body, options: ClassifyOptions = {}): Postback {
  const { fields, raw } = decode(body);
  const envelope: Envelope = {
    account: options.account,
    receivedAt: options.receivedAt ?? new Date(),
    source: options.source ?? "postback",
    fields,
    raw,
  };
  const kind = kindOf(fields);
  if (kind === undefined) return unknown(envelope, Object.keys(fields).length === 0 ? "empty-body" : "no-marker");
  return kind === "call" ? call(envelope) : BUILD[kind](envelope, messageValues(fields).values);
}
