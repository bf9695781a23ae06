import { type EnumValue, enumeration } from "../request/enumeration.js";
import { type FailureClassName } from "../request/failures.js";

/** How far a message is. `sent` says that the provider has it, and nothing of the handset. */
export type MessageState = "pending" | "sent" | "failed" | "cancelled" | "unknown";

interface StatusValue extends EnumValue {
  readonly state: MessageState;
  readonly failure?: FailureClassName;
}

/**
 * `MessageStatus` of the Messaging API. Names and numbers are DOCUMENTED
 * (https://esendex.us/docs/sms-api/api/types/MessageStatus), states and classes INFERRED.
 */
export const messageStatuses = {
  Hold: { number: 0, state: "pending" },
  Sent: { number: 200, state: "sent" },
  Ready: { number: 201, state: "pending" },
  Processing: { number: 202, state: "pending" },
  InvalidDID: { number: 400, state: "failed", failure: "badRequest" },
  InvalidLicenseKey: { number: 401, state: "failed", failure: "auth" },
  AccountSuspended: { number: 402, state: "failed", failure: "account" },
  StopOnPhoneNumber: { number: 403, state: "failed", failure: "optOut", also: ["StopOnPhonNumber"] },
  // To a send: no number of the key fits. To a question: unknown id.
  MissingDIDOrInvalidMessageID: { number: 404, state: "failed", failure: "badRequest" },
  InvalidDateTime: { number: 405, state: "failed", failure: "badRequest" },
  InvalidDestination: { number: 406, state: "failed", failure: "badRequest" },
  NoMessage: { number: 411, state: "failed", failure: "badRequest" },
  MessageExceedsLimit: { number: 413, state: "failed", failure: "badRequest" },
  Failed: { number: 506, state: "failed", failure: "vendor" },
  Cancelled: { number: 507, state: "cancelled" },
  FailedByProvider: { number: 508, state: "failed", failure: "vendor" },
} as const satisfies Record<string, StatusValue>;

export type MessageStatusName = keyof typeof messageStatuses;

export const messageStatus = enumeration<MessageStatusName, StatusValue>(messageStatuses);
