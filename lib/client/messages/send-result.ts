import { type MessageStatusName } from "./message-statuses.js";
import { type BegunSend } from "./send-observer.js";
import { type VendorError } from "../request/vendor-error.js";

interface Said {
  /** E.164 where it can be; only where the vendor says which recipient it means. */
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  /** The vendor's name: of the message's status, or of what is wrong. */
  readonly status: string | undefined;
  readonly sentAt?: Date | undefined;
  readonly media?: string | undefined;
}

/** What the vendor said to the message to one recipient. A refused one can have an id too. */
export type MessageReply = Said & ({ readonly messageId: string; readonly error?: undefined } | { readonly messageId?: string | undefined; readonly error: VendorError });

/** A message and the reply to it. */
export interface Replied {
  readonly begun: BegunSend;
  readonly reply: MessageReply;
}

/** A message that the vendor has taken. */
export interface AcceptedMessage {
  /** E.164 where it can be. */
  to: string;
  /** Which number it goes out from, where the vendor says so. */
  from: string | undefined;
  /** In lower case. It comes back in the postbacks; whoever knows it can read the status and cancel the message. */
  messageId: string;
  /** Mostly `Ready`; the legacy sends say `Queued`. */
  status: MessageStatusName | "Queued" | (string & {}) | undefined;
  sentAt: Date | undefined;
  referenceId: string | undefined;
  /** The vendor's id of what was attached. */
  media: string | undefined;
  error: undefined;
}

/** A message that the vendor has not taken, or of which that is not known: see `error.uncertain`. */
export interface RefusedMessage {
  to: string;
  messageId: undefined;
  /** The vendor's name of what is wrong. */
  status: string | undefined;
  error: VendorError;
}

/** What became of the message to one recipient. */
export type SendResult = AcceptedMessage | RefusedMessage;

export function resultOf({ begun, reply }: Replied): SendResult {
  const { to, referenceId } = begun;
  if (reply.error) return { to, messageId: undefined, status: reply.status, error: reply.error };
  const { from = begun.from, messageId, status, sentAt, media } = reply;
  return { to, from, messageId, status, sentAt, referenceId, media, error: undefined };
}
