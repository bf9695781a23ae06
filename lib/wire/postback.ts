import { type z } from "zod";
import {
  type CallFields,
  type FinishedFields,
  type IncomingFields,
  type MessageFields,
  type ReceiptFields,
  type ReplyFields,
  type UnknownFields,
} from "./fields-explained.js";
import { schemas } from "./schemas.js";

type Of<Name extends keyof typeof schemas> = z.infer<(typeof schemas)[Name]>;

/**
 * A message was handed to the aggregator for delivery.
 * https://esendex.us/docs/sms-api/api/types/SMSSentPostback
 * @example SMSSent=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&SentTime=5%2f8%2f2010+2%3a42%3a36+AM
 */
export interface SmsSent extends MessageFields, Of<"smsSent"> {}

/**
 * A message was not accepted, most likely because the number is a landline. The vendor tries three times in all, and
 * one of the tries may still be accepted.
 * http://wiki.cdyne.com/SMS_Message_Sent_Postback
 * @example SMSSent=0&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&SentTime=5%2f8%2f2010+2%3a42%3a36+AM
 */
export interface SmsRefused extends MessageFields, Of<"smsRefused"> {}

/**
 * Somebody answered a message that we sent.
 * https://esendex.us/docs/sms-api/api/types/SMSResponsePostback
 * @example SMSResponse=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&MatchedMessageID=11111111-2222-1111-2222-000000000004&ReferenceID=&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=Test
 */
export interface SmsReply extends ReplyFields, Of<"smsReply"> {}

/**
 * A text came to our number (DID) or short code that answers nothing we sent.
 * https://wiki.cdyne.com/index.php/SMS_Message_Received_Postback
 * @example SMSResponse=1&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=Test
 */
export interface SmsReceived extends IncomingFields, Of<"smsReceived"> {}

/**
 * A carrier or a handset reports on a message that we sent. One to several per message, out of order.
 * https://esendex.us/docs/sms-api/api/types/SMSDeliveryReceiptPostback
 * @example DeliveryReceipt=1&MessageID=f880e00b-3a14-484c-80e7-ca6aa29a2f7a&ReferenceID=&FromPhoneNumber=74121&ToPhoneNumber=17572373369&DeliveryReceiptMessage=sm: msg: id:18579674100201040 sub:001 dlvrd:001 submit date:1209281334 done date:1209281334 stat:DELIVERED TO CARRIER err:003 text:&Code=003
 */
export interface DeliveryReceipt extends ReceiptFields, Of<"deliveryReceipt"> {}

/**
 * An outgoing call is being set up. May come more than once for a call.
 * https://esendex.us/docs/voice-broadcast/api/types/OutgoingPostback
 * @example QueueID=4093249&ResponseCode=12&StartTime=2020-08-28T00%3a53%3a06.608Z&callerid=7575550000&phonenumber=7575559999
 */
export interface CallPlaced extends CallFields, Of<"callPlaced"> {}

/**
 * A call rings, is transferred, is answered and goes on: under way, in either direction.
 * https://esendex.us/docs/voice-broadcast/api/types/OutgoingPostback
 * @example QueueID=4093249&ResponseCode=18&StartTime=2020-08-28T00%3a53%3a06.608Z&callerid=7575550000&phonenumber=7575559999
 */
export interface CallStatusChanged extends CallFields, Of<"callStatusChanged"> {}

/**
 * A call is over, in either direction. With more than one try per call another may follow an unreached one.
 * https://esendex.us/docs/voice-broadcast/api/types/OutgoingPostback
 * @example QueueID=4093249&ResponseCode=1&StartTime=2020-08-28T00%3a53%3a06.608Z&EndTime=2020-08-28T00%3a53%3a43.654Z&Duration=37&machinedetection=HUMAN&digitsdialed=345&callerid=7575550000&phonenumber=7575559999
 */
export interface CallFinished extends FinishedFields, Of<"callFinished"> {}

/**
 * Somebody calls our number.
 * https://esendex.us/docs/voice-broadcast/api/types/IncomingPostback
 * @example QueueID=4093249&ResponseCode=29&StartTime=2020-08-28T00%3a53%3a06.608Z&incoming=True&callerid=7575550000&phonenumber=8005551234
 */
export interface CallReceived extends CallFields, Of<"callReceived"> {}

/** None of the others; `reason` says why. Everything that was posted is in `fields` and `raw`. */
export interface UnknownPostback extends UnknownFields, Of<"unknown"> {}

/** The events by name. */
export interface PostbackEvents {
  smsSent: SmsSent;
  smsRefused: SmsRefused;
  smsReply: SmsReply;
  smsReceived: SmsReceived;
  deliveryReceipt: DeliveryReceipt;
  callPlaced: CallPlaced;
  callStatusChanged: CallStatusChanged;
  callFinished: CallFinished;
  callReceived: CallReceived;
  unknown: UnknownPostback;
}

/** The name of an event, which is the `type` of its postback. */
export type EventName = keyof PostbackEvents;

/** Anything that the vendor posts, told apart by `type`. */
export type Postback = PostbackEvents[EventName];

/** What every postback has, whatever it says. */
export type Envelope = Pick<Postback, "account" | "receivedAt" | "source" | "fields" | "raw">;

export const eventNames: readonly EventName[] = Object.values(schemas).map((schema) => schema.shape.type.value);
