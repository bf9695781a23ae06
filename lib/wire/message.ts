import { instant } from "./instant.js";
import { keyInstant, keyOf, keyPart } from "./key.js";
import { type MessageName, type Values } from "./names.js";
import { phoneNumber } from "./phone-number.js";
import { type Envelope, type EventName, type SmsReceived, type SmsRefused, type SmsReply, type SmsSent, type UnknownPostback } from "./postback.js";
import { systemKeyword } from "./system-keyword.js";
import { unknown } from "./unknown.js";
import { id, present } from "./value.js";

type Medium = SmsSent["medium"];

/** What a builder knows of its postback before the fields that all postbacks about a message have in common. */
interface Own<Type extends EventName, M extends Medium | undefined> {
  type: Type;
  key: string;
  subject: string;
  at: Date | undefined;
  medium: M;
  messageId: string;
}

/** What all postbacks about a message have in common. */
export function aboutMessage<Type extends EventName, M extends Medium | undefined>(
  { account, receivedAt, source, fields, raw }: Envelope,
  values: Values<MessageName>,
  { type, key, subject, at, medium, messageId }: Own<Type, M>,
) {
  const referenceId = present(values.ReferenceID);
  const from = phoneNumber(values.FromPhoneNumber);
  const to = phoneNumber(values.ToPhoneNumber);
  return { type, key, subject, account, receivedAt, source, at, fields, raw, medium, messageId, referenceId, from, to };
}

/** `SMSSent`, `MMSSent`: taken by the aggregator (1) or refused (0). */
export function sentOrRefused(
  envelope: Envelope,
  values: Values<MessageName>,
  medium: Medium,
): SmsSent | SmsRefused | UnknownPostback {
  const messageId = id(values.MessageID);
  if (messageId === undefined) return unknown(envelope, "message-id-missing");
  const part = keyPart(messageId);
  const subject = `message:${part}`;
  const at = instant(values.SentTime);
  switch (values[medium === "sms" ? "SMSSent" : "MMSSent"]?.trim().toLowerCase()) {
    case "1":
    case "true": {
      const key = keyOf(envelope.account, `sent:${medium}:${part}`);
      return aboutMessage(envelope, values, { type: "smsSent", key, subject, at, medium, messageId });
    }
    case "0":
    case "false": {
      const time = at ? keyInstant(at) : keyPart(values.SentTime ?? "");
      const key = keyOf(envelope.account, `refused:${medium}:${part}:${time}`);
      return aboutMessage(envelope, values, { type: "smsRefused", key, subject, at, medium, messageId });
    }
    default:
      return unknown(envelope, "marker-value");
  }
}

/** `SMSResponse`, `MMSResponse`: a reply when it names the message that it answers, else a text of its own. */
export function replyOrReceived(
  envelope: Envelope,
  values: Values<MessageName>,
  medium: Medium,
): SmsReply | SmsReceived | UnknownPostback {
  const messageId = id(values.MessageID);
  if (messageId === undefined) return unknown(envelope, "message-id-missing");
  const part = keyPart(messageId);
  const subject = `message:${part}`;
  const key = keyOf(envelope.account, `response:${part}`);
  const at = instant(values.ResponseReceiveDate);
  const text = present(values.Message);
  const keyword = systemKeyword(text);
  const matchedMessageId = id(values.MatchedMessageID);
  if (matchedMessageId === undefined) {
    const received = aboutMessage(envelope, values, { type: "smsReceived", key, subject, at, medium, messageId });
    return Object.assign(received, { text, systemKeyword: keyword });
  }
  const reply = aboutMessage(envelope, values, { type: "smsReply", key, subject, at, medium, messageId });
  return Object.assign(reply, { text, systemKeyword: keyword, matchedMessageId });
}
