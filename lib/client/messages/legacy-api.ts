import { type BasicMessage, type MessageStatus } from "./messages-api.js";
import { type SendResult } from "./send-result.js";
import { type CallOptions } from "../request/transport.js";

/** A message as AdvancedSMSsend takes it. */
export interface AdvancedMessage extends BasicMessage {
  /** A number of the licence key (the vendor's `AssignedDID`); by default the vendor takes one. */
  from?: string | undefined;
  /** Comes back in the postbacks. */
  referenceId?: string | undefined;
  /** Where the postbacks about this message go; the client's by default. */
  postbackUrl?: string | undefined;
  scheduledAt?: Date | undefined;
}

export interface AdvancedSend {
  messages: readonly AdvancedMessage[];
  /** Whether the handset joins the parts of long messages. */
  concatenate?: boolean | undefined;
  /** Whether all go in UCS-2; by default when one has a character that GSM 03.38 lacks. */
  unicode?: boolean | undefined;
}

/** Of SMS Notify! version 2, which the Messaging API still has. All reject with a VendorError. */
export interface LegacyMethods {
  /**
   * Sends several texts in one request. Gives a result for each recipient of each message, in order, and rejects when
   * the vendor took none. DOCUMENTED: https://wiki.cdyne.com/AdvancedSMSSend
   */
  advancedSend(given: AdvancedSend, options?: CallOptions): Promise<SendResult[]>;
  /**
   * Sends a text, with one request for each recipient; `timeout` is for each of them. After a refused key or account, or
   * when the vendor does not answer, the remaining recipients are refused unsent. No postbacks come of it unless the
   * number or the key has a URL.
   */
  simpleSend(message: BasicMessage, options?: CallOptions): Promise<SendResult[]>;
  /**
   * The same, with a URL for its postbacks; the client's by default.
   * DOCUMENTED: https://cdyne.com/docs/sms-api/api/SimpleSMSSendWithPostback
   */
  simpleSendWithPostback(message: BasicMessage & { postbackUrl?: string | undefined }, options?: CallOptions): Promise<SendResult[]>;
  /**
   * How far a message is, with the replies to it; needs no licence key at the vendor. Rejects with CDYNE_NOT_FOUND for an
   * unknown id. DOCUMENTED: https://wiki.cdyne.com/GetMessageStatus
   */
  legacyMessageStatus(messageId: string, options?: CallOptions): Promise<MessageStatus>;
  /**
   * All messages with a ReferenceID, none when there is none: what to look at when it is uncertain whether a send was
   * taken. DOCUMENTED: https://wiki.cdyne.com/GetMessageStatusByReferenceID
   */
  messageStatusByReference(referenceId: string, options?: CallOptions): Promise<MessageStatus[]>;
}
