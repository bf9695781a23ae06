import { instant } from "./instant.js";
import { keyOf } from "./key.js";
import { type MessageName, type NamedValues } from "./names.js";
import { phoneNumber } from "./phone-number.js";
import { type Envelope, type SmsReceived, type SmsRefused, type SmsReply, type SmsSent, type UnknownPostback } from "./postback.js";
import { systemKeyword } from "./system-keyword.js";
import { unknown } from "./unknown.js";
import { id, present } from "./value.js";

type Values = NamedValues<MessageName>["known"];
type Medium = SmsSent["medium"];

/** What all postbacks about a message have in common. */
export function messageParts(envelope: Envelope, values: Values, messageId: string) {
  return {
    subject: keyOf(undefined, "message", messageId),
    ...envelope,
    messageId,
    referenceId: present(values.ReferenceID),
    from: phoneNumber(values.FromPhoneNumber),
    to: phoneNumber(values.ToPhoneNumber),
  };
}

/** `SMSSent`, `MMSSent`: taken by the aggregator (1) or refused (0). */
export function sentOrRefused(
  envelope: Envelope,
  values: Values,
  medium: Medium,
): SmsSent | SmsRefused | UnknownPostback {
  const messageId = id(values.MessageID);
  if (messageId === undefined) return unknown(envelope, "message-id-missing");
  const at = instant(values.SentTime);
  const parts = { ...messageParts(envelope, values, messageId), at, medium };
  switch ((medium === "sms" ? values.SMSSent : values.MMSSent)?.trim().toLowerCase()) {
    case "1":
    case "true":
      return { type: "smsSent", key: keyOf(envelope.account, "sent", medium, messageId), ...parts };
    case "0":
    case "false": {
      const time = at?.getTime().toString() ?? values.SentTime ?? "";
      return { type: "smsRefused", key: keyOf(envelope.account, "refused", medium, messageId, time), ...parts };
    }
    default:
      return unknown(envelope, "marker-value");
  }
}

/** `SMSResponse`, `MMSResponse`: a reply when it names the message that it answers, else a text of its own. */
export function replyOrReceived(
  envelope: Envelope,
  values: Values,
  medium: Medium,
): SmsReply | SmsReceived | UnknownPostback {
  const messageId = id(values.MessageID);
  if (messageId === undefined) return unknown(envelope, "message-id-missing");
  const parts = {
    key: keyOf(envelope.account, "response", messageId),
    ...messageParts(envelope, values, messageId),
    at: instant(values.ResponseReceiveDate),
    medium,
    text: present(values.Message),
    systemKeyword: systemKeyword(values.Message),
  };
  const matchedMessageId = id(values.MatchedMessageID);
  return matchedMessageId === undefined
    ? { type: "smsReceived", ...parts }
    : { type: "smsReply", ...parts, matchedMessageId };
}
