import { hash, keyOf } from "./key.js";
import { messageParts } from "./message.js";
import { type MessageName, type NamedValues } from "./names.js";
import { type DeliveryReceipt, type Envelope, type UnknownPostback } from "./postback.js";
import { codeOfReason, isFinal, receiptMeaning } from "./receipt-codes.js";
import { readReceiptText } from "./receipt-text.js";
import { unknown } from "./unknown.js";
import { id } from "./value.js";

/**
 * `DeliveryReceipt`. SMS and MMS share the marker: an SMS receipt has the carrier's labelled text or a backup message,
 * an MMS receipt only the name of a code; with neither the medium stays open.
 */
export function deliveryReceipt(
  envelope: Envelope,
  values: NamedValues<MessageName>["known"],
): DeliveryReceipt | UnknownPostback {
  const messageId = id(values.MessageID);
  if (messageId === undefined) return unknown(envelope, "message-id-missing");
  const text = values.DeliveryReceiptMessage ?? "";
  const receipt = readReceiptText(text);
  const bareCode = receipt ? undefined : codeOfReason(text);
  const code = threeDigits(values.Code) ?? threeDigits(receipt?.err) ?? bareCode;
  const { status, reason } = receiptMeaning(code, receipt?.stat);
  const isSms = receipt !== undefined || values.BackupMessageID !== undefined;
  return {
    type: "deliveryReceipt",
    key: keyOf(envelope.account, "receipt", messageId, values.Code ?? "", hash(text)),
    ...messageParts(envelope, values, messageId),
    at: undefined,
    medium: isSms ? "sms" : bareCode === undefined ? undefined : "mms",
    code,
    status,
    reason,
    final: isFinal(status),
    backupMessageId: id(values.BackupMessageID),
    receipt,
  };
}

/** A code with its leading zeros, which a sender that takes it for a number would drop. */
function threeDigits(text: string | undefined): string | undefined {
  const digits = text?.trim();
  return digits && /^\d{1,3}$/.test(digits) ? digits.padStart(3, "0") : undefined;
}
