import { type Fault, replaceSome } from "../fault.js";
import { type PlannedPost, withBody } from "../planned.js";

const START = "DeliveryReceiptMessage=";
/** A receipt's text ends with the first 20 characters of the message. */
const TEXTS = ["50% off; tea & cake", "a+b=c&d; 100 % sure", "1&Code=2 & 3%zz; +4"] as const;

export const unencodedReceipt: Fault = {
  what: "the text of a receipt stands in the body as it is, with raw blanks, &, ;, + and %",
  workInto: (waves, chance) => replaceSome(waves, chance, hasCarrierText, (post) => withBody(post, "unencoded-receipt", unencoded(post, chance.one(TEXTS)))),
};

/** An MMS receipt has only one word. */
function hasCarrierText({ event }: PlannedPost): boolean {
  return event.type === "deliveryReceipt" && event.receipt !== undefined;
}

function unencoded({ event: { raw, fields } }: PlannedPost, text: string): Buffer {
  const start = raw.indexOf(START) + START.length;
  const labels = String(fields["DeliveryReceiptMessage"]).replace(/(?<=text:).*$/s, "");
  return Buffer.from(raw.slice(0, start) + labels + text + raw.slice(raw.lastIndexOf("&Code=")));
}
