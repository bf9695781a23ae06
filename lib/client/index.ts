export { type Client, createClient } from "./client.js";
export { type ClientOptions } from "./options.js";
export { type RateLimit } from "./request/limiter.js";
export { type CallOptions } from "./request/transport.js";
export { type Failure, VendorError } from "./request/vendor-error.js";
export { type PostbackUrlRules, checkPostbackUrl } from "./postbacks/postback-url.js";

// Messages.
export { type BasicMessage, type MessageMethods, type MessageStatus, type OutgoingMessage, type UnsubscribedNumber } from "./messages/messages-api.js";
export { type AdvancedMessage, type AdvancedSend, type LegacyMethods } from "./messages/legacy-api.js";
export { type AcceptedMessage, type RefusedMessage, type SendResult } from "./messages/send-result.js";
export { type BegunSend, type SendObserver, type SendOutcome } from "./messages/send-observer.js";
export { type IncomingMethods, type IncomingQuery } from "./messages/incoming.js";
export { type IncomingMessage } from "./messages/incoming-message.js";
export { type StoreMessages } from "./messages/store-fresh.js";
export { type MediaMethods, type MediaQuery, type NewMedia, type StoredMedia } from "./messages/media-api.js";
export { type Keyword, type KeywordMethods, type KeywordReport } from "./messages/keywords.js";
export { type MessageState, type MessageStatusName, messageStatuses } from "./messages/message-statuses.js";
export { type SmsErrorName, smsErrors } from "./messages/sms-errors.js";

// Where postbacks go.
export { type OfNumber, type PostbackMethods, type PostbackSetting } from "./postbacks/postback-settings-api.js";
export { type AssignMethods, type Assignment, type AssignmentReport, type UrlSource } from "./postbacks/assign-postbacks.js";
// Calls.
export { type Calls } from "./calls/calls.js";
export { type AdvancedCall, type Call, type ManyCalls } from "./calls/call-options.js";
export { type AcceptedCall, type CallResult, type RefusedCall } from "./calls/call-result.js";
export { type CallState } from "./calls/call-state.js";
export { type CallStatusQuery } from "./calls/call-status.js";
export { type VoiceOperation } from "./calls/call-operation.js";
export { type VendorResponseCode, type Voice } from "./calls/voices.js";
export { type Script, script } from "./calls/script.js";
export { type Variable, variable } from "./calls/script-syntax.js";
export { type Xml } from "./request/xml.js";
