export { createPostbacks } from "./postbacks.js";
export { type Postbacks } from "./postbacks-api.js";
export { type AnswersOptions, type PostbacksOptions } from "./options.js";
export { type Clock, type Deliveries } from "./clock.js";
export { type ListOptions } from "./arguments.js";
export { type AuditOptions, type CountOptions, type DoneBy, type OverviewOptions, type SendsOptions } from "./inspection-arguments.js";
export { type Answer, type AnswerOptions } from "./answering/answer.js";
export { type Outcome, type Question } from "./answering/ask.js";
export { type Delivered, type Sent } from "./answering/delivered.js";
export { type BegunSend, type OutgoingMessage, type Sender, type SenderObserver, type SenderResult } from "./answering/sender.js";
export { type RetryOptions } from "./delivery/backoff.js";
export { type Delivery, type ErrorHandler, type Handler, type HandlerFailure, type Unsubscribe } from "./delivery/handler.js";
export { type Tokens } from "./http/tokens.js";
export { Discard, Retry } from "./delivery/verdicts.js";
export { type Counters } from "./diagnostics.js";
export { type Duration } from "./duration.js";
export { type Health } from "./http/health.js";
export { type ReceiverReport } from "./probe-report.js";
export { type Listener, type Router } from "./http/router.js";
export { type CheckCode, type Checks } from "./checks.js";
export { type Logger } from "./log.js";
export { PostbackError, type ProblemCode, problems } from "./problems.js";
export {
  type CallFinished,
  type CallPlaced,
  type CallReceived,
  type CallStatusChanged,
  type DeliveryReceipt,
  type EventName,
  type Postback,
  type PostbackEvents,
  type SmsReceived,
  type SmsRefused,
  type SmsReply,
  type SmsSent,
  type UnknownPostback,
  eventNames,
} from "./wire/postback.js";

// Advanced: the vendor's language without HTTP, and inboxes of one's own.
export { type ClassifyOptions, classify } from "./wire/classify.js";
export { type Body } from "./wire/decode.js";
export { type Fields } from "./wire/fields.js";
export { instant } from "./wire/instant.js";
export { phoneNumber } from "./wire/phone-number.js";
export { postbackSchema, schemas } from "./wire/schemas.js";
export { type CallPhase, type ResponseCode, responseCodes } from "./wire/response-codes.js";
export { type ReceiptCode, type ReceiptStatus, receiptCodes } from "./wire/receipt-codes.js";
export { type PostbackType, postbackTypes } from "./wire/postback-types.js";
export { type SystemKeyword, systemKeywords } from "./wire/system-keyword.js";
export { type MemoryInboxOptions, memoryInbox } from "./inbox/memory.js";
export {
  type Claim,
  type DeliveryState,
  type Failure,
  type Filter,
  type Inbox,
  type InboxHealth,
  type Page,
  type Present,
  type Query,
  type Recorded,
  type RecordedPostback,
  type SettledState,
  type Settlement,
} from "./inbox/inbox.js";
export {
  type AuditLine,
  type AuditPage,
  type Count,
  type Deed,
  type Delays,
  type Inspection,
  type Overview,
  type OverviewBucket,
  type OverviewRange,
  type Reason,
  type SendFilter,
} from "./inbox/inspection.js";
export { type Keep } from "./inbox/retention.js";
export { type NewSend, type Send, type SendLog, type SendOutcome, type SendQuery } from "./inbox/send-log.js";
