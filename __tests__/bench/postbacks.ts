import { randomUUID } from "node:crypto";
import { type Postback } from "../../lib/wire/postback.js";
import { classify } from "./built.js";

const RECEIPT =
  "ReferenceID=&FromPhoneNumber=74121&ToPhoneNumber=17572373369&DeliveryReceiptMessage=sm: msg: id:18579674100201040 sub:001 dlvrd:001 submit date:1209281334 done date:1209281334 stat:DELIVERED TO CARRIER err:003";

/** So many delivery receipts of each message, the messages by turns. */
export function receipts(messages: number, ofEach = 1): Postback[] {
  const ids = Array.from({ length: messages }, () => randomUUID());
  return Array.from({ length: ofEach }, (_, number) => ids.map((id) => receipt(id, number))).flat();
}

function receipt(id: string, number: number): Postback {
  return classify(`DeliveryReceipt=1&MessageID=${id}&${RECEIPT} text:${number}&Code=003`);
}
