import { receiptCodes } from "../../../index.js";
import { receiptDate, usDate } from "../protocols/dates.js";
import { formBody } from "../protocols/form.js";
import { type Inferred } from "../inferred.js";
import { type IncomingText, type Message } from "../records/messages.js";
import { writeNumber } from "../records/numbers.js";
import { ZERO_ID } from "../random.js";

/** What a postback says of a message of ours. */
export type SentMessage = Pick<Message, "id" | "mms" | "from" | "to" | "referenceId">;
/** What a postback says of a text of a handset, and of the message that it answers. */
export type SaidText = Pick<IncomingText, "id" | "mms" | "from" | "to" | "text" | "receivedAt"> & {
  readonly matched: Pick<Message, "id" | "referenceId"> | undefined;
};

/** `SMSSent=1`, and 0 for what the aggregator did not accept. https://esendex.us/docs/sms-api/api/types/SMSSentPostback */
export function sentBody(message: SentMessage, accepted: boolean, at: Date, { digits }: Pick<Inferred, "digits">): string {
  return formBody({
    [message.mms ? "MMSSent" : "SMSSent"]: accepted ? "1" : "0",
    MessageID: message.id,
    ReferenceID: message.referenceId ?? "",
    FromPhoneNumber: writeNumber(message.from, digits),
    ToPhoneNumber: writeNumber(message.to, digits),
    SentTime: usDate(at),
  });
}

const UNMATCHED = { absent: undefined, empty: "", zero: ZERO_ID, "zero-35": ZERO_ID.slice(0, -1) } as const satisfies Record<
  Inferred["unmatchedId"],
  string | undefined
>;

/** `SMSResponse=1`, for answers and for other texts. https://esendex.us/docs/sms-api/api/types/SMSResponsePostback */
export function responseBody(text: SaidText, { digits, unmatchedId }: Pick<Inferred, "digits" | "unmatchedId">): string {
  return formBody({
    [text.mms ? "MMSResponse" : "SMSResponse"]: "1",
    MessageID: text.id,
    MatchedMessageID: text.matched?.id ?? UNMATCHED[unmatchedId],
    ReferenceID: text.matched?.referenceId ?? "",
    FromPhoneNumber: writeNumber(text.from, digits),
    ToPhoneNumber: writeNumber(text.to, digits),
    ResponseReceiveDate: usDate(text.receivedAt),
    Message: text.text,
  });
}

/** What a receipt says beside its message. */
export interface Receipt {
  readonly code: string;
  readonly carrierId: string;
  readonly at: Date;
  readonly backupId: string | undefined;
}

/** `DeliveryReceipt=1`. https://esendex.us/docs/sms-api/api/types/SMSDeliveryReceiptPostback */
export function receiptBody(message: SentMessage & Pick<Message, "text" | "sentAt">, receipt: Receipt, { digits, receiptText }: Pick<Inferred, "digits" | "receiptText">): string {
  const text = message.mms ? reasonOf(receipt.code) : smppText(message, receipt);
  return formBody({
    DeliveryReceipt: "1",
    MessageID: message.id,
    ReferenceID: message.referenceId ?? "",
    FromPhoneNumber: writeNumber(message.from, digits),
    ToPhoneNumber: writeNumber(message.to, digits),
    DeliveryReceiptMessage: receiptText === "raw" ? { raw: text.toWellFormed() } : text,
    Code: receipt.code,
    BackupMessageID: receipt.backupId,
  });
}

/** `stat:` in the words of the vendor's older list, where that has the code. */
const STATS: ReadonlyMap<string, string> = new Map([
  ["000", "DELIVRD"],
  ["003", "DELIVERED TO CARRIER"],
  ["004", "ACCEPTD"],
  ["005", "UNDELIV"],
]);
/** SMPP has room for so much of the message. */
const START = 20;

function smppText({ sentAt, text }: Pick<Message, "text" | "sentAt">, { code, carrierId, at }: Receipt): string {
  const delivered = code === "000" || code === "003" ? "001" : "000";
  const stat = STATS.get(code) ?? reasonOf(code).toUpperCase();
  const dates = `submit date:${receiptDate(sentAt ?? at)} done date:${receiptDate(at)}`;
  return `sm: msg: id:${carrierId} sub:001 dlvrd:${delivered} ${dates} stat:${stat} err:${code} text:${Array.from(text).slice(0, START).join("")}`;
}

function reasonOf(code: string): string {
  return new Map<string, { reason: string }>(Object.entries(receiptCodes)).get(code)?.reason ?? "Unknown";
}
