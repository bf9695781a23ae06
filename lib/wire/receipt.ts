import { hash, keyOf, keyPart } from "./key.js";
import { aboutMessage } from "./message.js";
import { type MessageName, type Values } from "./names.js";
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
  values: Values<MessageName>,
): DeliveryReceipt | UnknownPostback {
  const messageId = id(values.MessageID);
  if (messageId === undefined) return unknown(envelope, "message-id-missing");
  const text = values.DeliveryReceiptMessage ?? "";
  const receipt = readReceiptText(text);
  const bareCode = receipt ? undefined : codeOfReason(text);
  const posted = lastCode(envelope.fields["Code"]) ?? values.Code;
  const code = threeDigits(posted) ?? errorCode(receipt?.err) ?? bareCode;
  const { status, reason } = receiptMeaning(code, receipt?.stat);
  const isSms = receipt !== undefined || values.BackupMessageID !== undefined;
  const part = keyPart(messageId);
  const common = aboutMessage(envelope, values, {
    type: "deliveryReceipt",
    key: keyOf(envelope.account, `receipt:${part}:${keyPart(posted ?? "")}:${hash(text)}`),
    subject: `message:${part}`,
    at: undefined,
    medium: isSms ? "sms" : bareCode === undefined ? undefined : "mms",
    messageId,
  });
  return Object.assign(common, {
    code,
    status,
    reason,
    final: isFinal(status),
    backupMessageId: id(values.BackupMessageID),
    receipt,
  });
}

/** Of several the last: those before it come out of an unencoded text that a body parser has cut in pieces. */
function lastCode(codes: string | readonly string[] | undefined): string | undefined {
  return typeof codes === "string" ? codes : codes?.at(-1);
}

/** `err:` where `Code` is missing. The vendor's pages show 000 there for a message that is still under way. */
function errorCode(err: string | undefined): string | undefined {
  const code = threeDigits(err);
  return code === "000" ? undefined : code;
}

/** A code with its leading zeros, which a sender that takes it for a number would drop. */
function threeDigits(text: string | undefined): string | undefined {
  const digits = text?.trim();
  return digits && /^\d{1,3}$/.test(digits) ? digits.padStart(3, "0") : undefined;
}
