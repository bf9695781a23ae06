/** Compiled by `tsc -p .`, not run: what cannot be does not compile. */
import { type DeliveryReceipt, type ReceiptCode, type ReceiptStatus, type SmsReply, type SmsSent, createPostbacks } from "cdyne-postback";
import express5 from "express";
import express4 from "express4";
import {
  callFinished,
  callPlaced,
  callReceived,
  callStatusChanged,
  deliver,
  deliveryReceipt,
  sequence,
  smsReceived,
  smsRefused,
  smsReply,
  smsSent,
  unknown,
} from "cdyne-postback/testing";

declare const status: ReceiptStatus;
declare const code: ReceiptCode;
declare const maybe: SmsSent | undefined;
declare const perhaps: string | undefined;
declare const end: "delivered" | "failed" | "refused";
declare const outcome: "answered" | "unreached" | "failed";

// Messages.
smsSent({ medium: "mms", to: "757-555-0123" }).type satisfies "smsSent";
// @ts-expect-error -- There is no third medium.
smsSent({ medium: "fax" });
// @ts-expect-error -- What was sent is not posted back.
smsSent({ text: "Will you come?" });
// @ts-expect-error -- A reply is what matches a message.
smsRefused({ matched: smsSent() });
// @ts-expect-error -- The receiver decides whose it is.
smsSent({ account: "acme" });

smsReply({ text: "yes", from: "+17575550123", matched: smsSent() }) satisfies SmsReply;
smsReply({ matched: "9a35e913-ded0-7574-4642-5f60c550c706" });
// @ts-expect-error -- It has been forgotten which message is meant.
smsReply({ matched: undefined });
// @ts-expect-error -- The same.
smsReply({ matched: maybe });
// @ts-expect-error -- Nobody answers what was refused.
smsReply({ matched: smsRefused() });
// @ts-expect-error -- A text that answers nothing matches nothing.
smsReceived({ matched: smsSent() });
// @ts-expect-error -- It has no reference either.
smsReceived({ referenceId: "7" });

// Receipts.
deliveryReceipt({ status }) satisfies DeliveryReceipt;
deliveryReceipt({ code });
deliveryReceipt({ status: "failed", code: "023", backupMessageId: "9a35e913-ded0-7574-4642-5f60c550c706" });
deliveryReceipt({ code: "005", backupMessageId: "9a35e913-ded0-7574-4642-5f60c550c706" });
deliveryReceipt({ status: "unknown", code: "777" });
deliveryReceipt({ medium: "mms", status: "delivered" });
// @ts-expect-error -- 005 is a failure.
deliveryReceipt({ status: "delivered", code: "005" });
// @ts-expect-error -- 003 is known.
deliveryReceipt({ status: "unknown", code: "003" });
// @ts-expect-error -- Codes have three digits.
deliveryReceipt({ code: "5" });
// @ts-expect-error -- What was delivered is not sent again.
deliveryReceipt({ status: "delivered", backupMessageId: "9a35e913-ded0-7574-4642-5f60c550c706" });
// @ts-expect-error -- 003 is no failure.
deliveryReceipt({ code: "003", backupMessageId: "9a35e913-ded0-7574-4642-5f60c550c706" });
// @ts-expect-error -- The older list knows no MMS.
deliveryReceipt({ medium: "mms", code: "015" });
// @ts-expect-error -- The receipt of an MMS has nothing of its text.
deliveryReceipt({ medium: "mms", text: "Look" });
// @ts-expect-error -- Nobody can tell that an MMS is meant.
deliveryReceipt({ medium: "mms", status: "unknown" });

// Calls.
callFinished({ outcome });
callFinished({ outcome: "answered", digits: "2", duration: 3, answeredBy: "machine", recording: { soundId: "1", length: 2 } });
callFinished({ outcome: "unreached", code: 8, startedAt: new Date() });
callFinished({ code: 8 });
callFinished({ direction: "incoming", code: 31, digits: "1" });
// @ts-expect-error -- Nobody was on the line.
callFinished({ outcome: "unreached", duration: 3 });
// @ts-expect-error -- The same, by the code.
callFinished({ code: 8, digits: "1" });
// @ts-expect-error -- Nobody was on the line who could be recorded.
callFinished({ outcome: "failed", recording: { length: 1 } });
// @ts-expect-error -- Busy is not answered.
callFinished({ outcome: "answered", code: 8 });
// @ts-expect-error -- 18 rings and is not over.
callFinished({ code: 18 });
// @ts-expect-error -- Only an incoming call has 30.
callFinished({ code: 30 });
// @ts-expect-error -- Only who dials can fail to reach somebody.
callFinished({ direction: "incoming", outcome: "unreached" });
// @ts-expect-error -- The id of a recording is posted of outgoing calls only.
callFinished({ direction: "incoming", recording: { soundId: "1" } });
// @ts-expect-error -- So is the telephone company.
callFinished({ direction: "incoming", telco: { lata: "1" } });
// @ts-expect-error -- It has no outcome yet.
callPlaced({ outcome: "answered" });
// @ts-expect-error -- 29 is an incoming call.
callPlaced({ code: 29 });
// @ts-expect-error -- 1 is past being placed.
callPlaced({ code: 1 });
// @ts-expect-error -- Nothing has been pressed yet.
callReceived({ digits: "1" });
callStatusChanged({ code: 1, answeredBy: "human" });
callStatusChanged({ direction: "incoming", code: 41 });
// @ts-expect-error -- 2 is over.
callStatusChanged({ code: 2 });
// @ts-expect-error -- It goes on, so nobody knows how long it takes.
callStatusChanged({ duration: 3 });
// @ts-expect-error -- Variables are texts.
callFinished({ variables: { answer: 1 } });

unknown({ reason: "marker-value" });
// @ts-expect-error -- A body has its own reason.
unknown({ reason: "marker-value", body: "Hello" });

// Sequences have what can be there.
export const sequences = [
  sequence.message({ reply: "yes" }).reply.text satisfies string | undefined,
  sequence.message().receipts[1].status satisfies ReceiptStatus,
  sequence.message({ reply: perhaps }).reply?.text satisfies string | undefined,
  sequence.message({ reply: perhaps }).receipts[1].status satisfies ReceiptStatus,
  sequence.message({ outcome: end }).all.length satisfies number,
  // @ts-expect-error -- What was delivered is not tried again.
  sequence.message({ tries: 2 }),
  sequence.message({ outcome: "refused", tries: 2 }).refused.length satisfies number,
  // @ts-expect-error -- Nobody has answered.
  sequence.message().reply,
  // @ts-expect-error -- Nobody answers what was not accepted.
  sequence.message({ outcome: "refused", reply: "yes" }),
  // @ts-expect-error -- Nobody answers what has not arrived.
  sequence.message({ outcome: "failed", reply: "yes" }),
  // @ts-expect-error -- What was refused was not sent.
  sequence.message({ outcome: "refused" }).sent,
  // @ts-expect-error -- What fails has one receipt.
  sequence.message({ outcome: "failed" }).receipts[1].status,
  sequence.call().answered.status satisfies string | undefined,
  sequence.call({ outcome: "unreached" }).ringing.status satisfies string | undefined,
  sequence.call({ direction: "incoming", digits: "2" }).received.callerId satisfies string | undefined,
  // @ts-expect-error -- Nobody took it.
  sequence.call({ outcome: "unreached" }).answered,
  // @ts-expect-error -- A busy line does not ring.
  sequence.call({ outcome: "unreached", code: 8 }).ringing,
  // @ts-expect-error -- Nobody pressed anything.
  sequence.call({ outcome: "unreached", digits: "2" }),
  // @ts-expect-error -- You have not placed it.
  sequence.call({ direction: "incoming" }).placed,
];

// Deliver: the path goes with a listener, the account with what createPostbacks() gives.
const postbacks = createPostbacks({ tokens: false });
export const delivered = [
  deliver("https://example.com/cdyne", smsSent(), { timeout: 5, headers: { "x-forwarded-for": "192.0.2.1" } }),
  deliver(new URL("https://example.com/cdyne"), "SMSSent=1"),
  deliver(postbacks, smsSent(), { account: "acme" }),
  deliver(postbacks.listener, new Uint8Array(), { path: "/cdyne" }),
  deliver(express5(), smsSent(), { path: "/cdyne" }),
  deliver(express4(), smsSent(), { path: "/cdyne" }),
  // @ts-expect-error -- Where in the application?
  deliver(express5(), smsSent()),
  // @ts-expect-error -- A URL says it itself.
  deliver("https://example.com/cdyne", smsSent(), { path: "/cdyne" }),
  // @ts-expect-error -- A number cannot be posted.
  deliver(postbacks, 7),
];
