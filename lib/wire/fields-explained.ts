import { type z } from "zod";
import { type schemas } from "./schemas.js";

/**
 * What the fields of the events mean. Their types are the schemas' own; they are named once more because what a schema
 * says of its fields does not reach the declarations that an editor reads.
 */
type Of<Name extends keyof typeof schemas> = z.infer<(typeof schemas)[Name]>;

export interface PostbackFields {
  /** The natural identity of the postback: the same key twice is a repeat. */
  key: Of<"unknown">["key"];
  /** `message:<id>` or `call:<id>`: postbacks of one subject are delivered one after another. */
  subject?: Of<"unknown">["subject"];
  /** The label of the token that the postback came in with; `undefined` without labels. */
  account?: Of<"unknown">["account"];
  /** When it arrived here. */
  receivedAt: Of<"unknown">["receivedAt"];
  /** How it arrived: posted by the vendor, read by polling, or sent again from a record. */
  source: Of<"unknown">["source"];
  /** The vendor's own time of the event. Receipts have none: the zone of the times in their text is not documented. */
  at?: Of<"unknown">["at"];
  /** Decoded names and values exactly as posted; a name posted more than once has a list. The prototype is `null`. */
  fields: Of<"unknown">["fields"];
  /** The body as text. */
  raw: Of<"unknown">["raw"];
}

export interface MessageFields extends PostbackFields {
  /** The vendor's id of the message, in lower case. */
  messageId: Of<"smsSent">["messageId"];
  /** The sender's own reference; free text and not unique. */
  referenceId?: Of<"smsSent">["referenceId"];
  /** E.164 where the number can be one (`+17575449510`); short codes and what cannot be read stay as posted. */
  from?: Of<"smsSent">["from"];
  /** E.164 where the number can be one (`+17575449510`); short codes and what cannot be read stay as posted. */
  to?: Of<"smsSent">["to"];
}

export interface IncomingFields extends MessageFields {
  /** What the person wrote; `undefined` for a picture alone. */
  text?: Of<"smsReceived">["text"];
  /** Set when the whole text is a word that the vendor acts on itself, such as STOP. Never answer such a text. */
  systemKeyword?: Of<"smsReceived">["systemKeyword"];
}

export interface ReplyFields extends IncomingFields {
  /** The id of our message that this one answers, in lower case. */
  matchedMessageId: Of<"smsReply">["matchedMessageId"];
}

export interface ReceiptFields extends MessageFields {
  /** `undefined` when nothing in the receipt tells. */
  medium?: Of<"deliveryReceipt">["medium"];
  /** Three characters, with leading zeros. */
  code?: Of<"deliveryReceipt">["code"];
  /** `carrier` and `accepted` are on the way; `throttled` may be sent again; `unknown` is a code of no list. */
  status: Of<"deliveryReceipt">["status"];
  /** The vendor's name of the code, or the carrier's `stat` for a code that is in no list. */
  reason?: Of<"deliveryReceipt">["reason"];
  /** Whether this status is the last to be expected. Receipts come out of order all the same. */
  final: Of<"deliveryReceipt">["final"];
  /** Under this id a refused short-code message was sent again from a long number. */
  backupMessageId?: Of<"deliveryReceipt">["backupMessageId"];
  /** The parts of the carrier's text; MMS receipts have none. Its times are read as UTC. */
  receipt?: Of<"deliveryReceipt">["receipt"];
}

export interface CallFields extends PostbackFields {
  /** The vendor's number of the call, as text. `"0"` for some incoming calls. */
  queueId: Of<"callPlaced">["queueId"];
  /** The vendor's ResponseCode; `undefined` when it is not a number. */
  code?: Of<"callPlaced">["code"];
  /** The vendor's text for the code; `undefined` for a code that is not in its table. */
  status?: Of<"callPlaced">["status"];
  /** Seconds. */
  duration?: Of<"callPlaced">["duration"];
  /** The number that calls, as E.164 where it can be one. */
  callerId?: Of<"callPlaced">["callerId"];
  /** The number that is called, as E.164 where it can be one. */
  phoneNumber?: Of<"callPlaced">["phoneNumber"];
  /** Who or what the vendor heard; it may change during the call. */
  answeredBy?: Of<"callPlaced">["answeredBy"];
  /** All digits pressed in the call, as text. */
  digits?: Of<"callPlaced">["digits"];
  /** `soundId` fetches it; `length` is in seconds. */
  recording?: Of<"callPlaced">["recording"];
  /** What the vendor knows of the called number's carrier. */
  telco?: Of<"callPlaced">["telco"];
  /** Everything posted under a name that is not a documented field: the variables of the call's script, in lower case. */
  variables: Of<"callPlaced">["variables"];
}

export interface FinishedFields extends CallFields {
  /** Somebody or something answered, nobody was reached, or the call was refused, cancelled or broken. */
  outcome: Of<"callFinished">["outcome"];
}

export interface UnknownFields extends PostbackFields {
  /** Why it is not one of the others. The code is stable, the sentence is for people. */
  reason: Of<"unknown">["reason"];
}
