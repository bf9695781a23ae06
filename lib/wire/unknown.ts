import { hashOfFields, keyOf } from "./key.js";
import { type Envelope, type UnknownPostback } from "./postback.js";

const REASONS = {
  "empty-body": "The body has no field at all.",
  "no-marker": "No field says what this is: neither a marker such as SMSSent, nor QueueID with ResponseCode.",
  "marker-value": "The marker's value says neither that the message was sent (1) nor that it was refused (0).",
  "message-id-missing": "The marker says that this is about a message, but MessageID is missing, empty or zero.",
  "queue-id-missing": "The fields are those of a call, but QueueID is empty.",
} as const;

/** A postback that cannot be told; it keeps everything that was posted. */
export function unknown(
  { account, receivedAt, source, fields, raw }: Envelope,
  code: keyof typeof REASONS,
): UnknownPostback {
  return {
    type: "unknown",
    key: keyOf(account, `unknown:${hashOfFields(fields)}`),
    subject: undefined,
    account,
    receivedAt,
    source,
    at: undefined,
    fields,
    raw,
    reason: { code, message: REASONS[code] },
  };
}
