import { type ProblemCode } from "../../index.js";
import { type IncomingMessage } from "./incoming-message.js";
import { type MessageState, type MessageStatusName } from "./message-statuses.js";
import { type SendResult } from "./send-result.js";
import { type SmsErrorName } from "./sms-errors.js";
import { type CallOptions } from "../request/transport.js";

/** What all ways of sending take. */
export interface BasicMessage {
  /** One recipient or several, in any form of a phone number: `+17575449510`, `757-544-9510`. */
  to: string | readonly string[];
  text: string;
  /** What observers know the send by; a random one by default. */
  id?: string | undefined;
  /** For observers only: what you want to find again when a postback comes. It is not sent. */
  context?: Readonly<Record<string, unknown>> | undefined;
}

/** A message as SendMessage takes it. */
export interface OutgoingMessage extends Omit<BasicMessage, "text"> {
  /** Not needed with `media`. Longer ones are split: at 160 characters, or 70 with `unicode`, and somewhat earlier with `concatenate`. */
  text?: string | undefined;
  /** A number or short code of the licence key; by default the vendor takes one. */
  from?: string | undefined;
  /** Comes back in the postbacks. */
  referenceId?: string | undefined;
  /** Where the postbacks about this message go; the client's by default. */
  postbackUrl?: string | undefined;
  scheduledAt?: Date | undefined;
  /** URLs or media ids; makes it an MMS, which may have 1 MB. */
  media?: string | readonly string[] | undefined;
  /** Of an MMS. */
  subject?: string | undefined;
  /** Whether it is an MMS; by default with `media` or `subject`. */
  mms?: boolean | undefined;
  /** Whether the handset joins the parts of a long SMS. */
  concatenate?: boolean | undefined;
  /** Whether an SMS goes in UCS-2; by default when the text has a character that GSM 03.38 lacks. */
  unicode?: boolean | undefined;
}

/** How far a message is, and what was answered to it. */
export interface MessageStatus {
  messageId: string;
  /** The vendor's name; a number that is not documented is here as text. */
  status: MessageStatusName | SmsErrorName | "Queued" | (string & {});
  state: MessageState;
  /** Why it failed. */
  problem: ProblemCode | undefined;
  to: string | undefined;
  from: string | undefined;
  sentAt: Date | undefined;
  /** Only from the legacy operations. */
  referenceId: string | undefined;
  /** The vendor's id of what was attached. */
  media: string | undefined;
  /** Only from the legacy operations. */
  replies: readonly IncomingMessage[] | undefined;
}

export interface UnsubscribedNumber {
  number: string;
  since: Date | undefined;
}

/** Of the Messaging API: https://cdyne.com/docs/sms-api/api/methods. All reject with a VendorError. */
export interface MessageMethods {
  /**
   * Sends an SMS or MMS. Gives a result for each recipient, in order, and rejects when the vendor took none; never sends
   * again by itself. DOCUMENTED: https://esendex.us/docs/sms-api/api/methods/SendMessage
   */
  sendMessage(message: OutgoingMessage, options?: CallOptions): Promise<SendResult[]>;
  /**
   * How far a message is; rejects with CDYNE_NOT_FOUND for an unknown id.
   * DOCUMENTED: https://esendex.us/docs/sms-api/api/methods/ReadMessageStatus
   */
  messageStatus(messageId: string, options?: CallOptions): Promise<MessageStatus>;
  /**
   * Cancels a message that is scheduled for later; false when it cannot be cancelled any more.
   * DOCUMENTED: https://esendexusa.com/docs/sms-api/api/methods/cancelmessage
   */
  cancelMessage(messageId: string, options?: CallOptions): Promise<boolean>;
  /** Who has sent STOP to the licence key. The form of the request is INFERRED. */
  unsubscribedNumbers(options?: CallOptions): Promise<UnsubscribedNumber[]>;
}
