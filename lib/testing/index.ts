export { startVendor } from "./vendor/start.js";
export { type Vendor } from "./vendor/vendor.js";
export { type Precedence, type VendorNumber, type VendorOptions } from "./vendor/options.js";
export { type Delays } from "./vendor/life/delays.js";
export { type Inferred } from "./vendor/inferred.js";
export { type Answered, type CallConduct, type Handset } from "./vendor/life/handset.js";
export { type Interference } from "./vendor/protocols/interference.js";
export { type PostedBack } from "./vendor/life/poster.js";
export { type Requested } from "./vendor/protocols/requested.js";
export { simulate } from "./simulate/simulate.js";
export { type SimulateOptions } from "./simulate/options.js";
export { simulatedFaults, simulatedScenarios } from "./simulate/catalogue.js";
export { type FaultName } from "./simulate/planned.js";
export { type ScenarioName } from "./simulate/scenario.js";
export { type SimulatedEvent, type SimulatedPost, type SimulationReport } from "./simulate/report.js";
export { type TestClock, type TestClockOptions, testClock } from "./clock/test-clock.js";
export { waitFor, type WaitState } from "./waiting/wait-for.js";
export { type FieldsOf, type SomeFields } from "./waiting/selector.js";
export { settled } from "./waiting/settled.js";
export { type WaitOptions } from "./waiting/wait-options.js";
export { type Watched } from "./waiting/seen.js";
export { type PostAnswer } from "./post.js";
export { type DeliverOptions, type DeliverToListenerOptions, type DeliverToPostbacksOptions, type Deliverable, deliver } from "./deliver.js";
export { type SmsSentGiven, smsRefused, smsSent } from "./fixtures/sms-sent.js";
export { type MatchedReplyGiven, type SmsReceivedGiven, type SmsReplyGiven, smsReceived, smsReply } from "./fixtures/sms-reply.js";
export { deliveryReceipt } from "./fixtures/delivery-receipt.js";
export { type MmsReceiptGiven, type SmsReceiptGiven } from "./fixtures/receipt-options.js";
export { callPlaced, callReceived, callStatusChanged } from "./fixtures/calls.js";
export { callFinished } from "./fixtures/call-finished.js";
export { type CallPlacedGiven, type CallReceivedGiven, type CallStatusChangedGiven, type IncomingFinishedGiven, type OutgoingFinishedGiven } from "./fixtures/call-options.js";
export { type UnknownGiven, unknown } from "./fixtures/unknown.js";
export { sequence } from "./fixtures/sequence.js";
export {
  type AnsweredMessage,
  type AnsweredMessageGiven,
  type DeliveredMessage,
  type DeliveredMessageGiven,
  type FailedMessage,
  type FailedMessageGiven,
  type PerhapsAnsweredMessage,
  type PerhapsAnsweredMessageGiven,
  type RefusedMessage,
  type RefusedMessageGiven,
} from "./fixtures/message-sequence.js";
export {
  type AnsweredCall,
  type AnsweredCallGiven,
  type FailedCallGiven,
  type IncomingCall,
  type IncomingCallGiven,
  type UnansweredCall,
  type UnansweredCallGiven,
  type UnconnectedCall,
  type UnconnectedCallGiven,
} from "./fixtures/call-sequence.js";
