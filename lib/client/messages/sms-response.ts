import { z } from "zod";
import { type ClientContext } from "../context.js";
import { refusal } from "../request/failures.js";
import { legacyIncoming, legacyIncomingOf } from "./incoming-message.js";
import { type MessageState } from "./message-statuses.js";
import { type MessageStatus } from "./messages-api.js";
import { type MessageReply } from "./send-result.js";
import { smsError } from "./sms-errors.js";
import { presentId, wireFlag, wireList, wireText } from "../request/vendor-fields.js";

/** The answer of the legacy operations: https://esendex.us/docs/sms-api/api/types/SMSResponse */
export const smsResponse = z.object({
  Cancelled: wireFlag,
  MessageID: presentId,
  Queued: wireFlag,
  ReferenceID: wireText,
  SMSError: wireText,
  SMSIncomingMessages: wireList(legacyIncoming),
  Sent: wireFlag,
  SentDateTime: wireText,
});

export type SmsResponse = z.output<typeof smsResponse>;

/** As the answer to a send. */
export function replyOf({ instant }: ClientContext, operation: string, said: SmsResponse): MessageReply {
  const { name, entry } = smsErrorIn(said);
  const status = statusOf(said);
  if (isError(said) || said.MessageID === undefined) return { status, messageId: said.MessageID, error: refusal(operation, entry?.failure ?? "notTaken", name) };
  return { status, messageId: said.MessageID, sentAt: instant(said.SentDateTime) };
}

/** As the answer to a question; throws when the message is not there, or the question was refused. */
export function reportOf(context: ClientContext, operation: string, said: SmsResponse): MessageStatus {
  const { name, entry } = smsErrorIn(said);
  if (said.MessageID === undefined || entry?.failure === "notFound") throw refusal(operation, entry?.failure ?? "notFound", name);
  return {
    messageId: said.MessageID,
    status: statusOf(said),
    state: stateOf(said),
    problem: isError(said) ? refusal(operation, entry?.failure ?? "vendor", name).code : undefined,
    to: undefined,
    from: undefined,
    sentAt: context.instant(said.SentDateTime),
    referenceId: said.ReferenceID,
    media: undefined,
    replies: said.SMSIncomingMessages.map((one) => legacyIncomingOf(context, one)),
  };
}

function smsErrorIn({ SMSError }: SmsResponse) {
  return smsError(SMSError ?? "NoError");
}

function isError(said: SmsResponse): boolean {
  return smsErrorIn(said).name !== "NoError";
}

function statusOf(said: SmsResponse): string {
  if (isError(said)) return smsErrorIn(said).name;
  if (said.Cancelled) return "Cancelled";
  if (said.Sent) return "Sent";
  return said.Queued ? "Queued" : "NoError";
}

/** Over when Sent or Cancelled, or when there is an error. */
function stateOf(said: SmsResponse): MessageState {
  if (isError(said)) return "failed";
  if (said.Cancelled) return "cancelled";
  return said.Sent ? "sent" : "pending";
}
