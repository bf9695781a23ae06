import { numbersOf } from "./wire/numbers.js";
import { receiptCodes } from "./wire/receipt-codes.js";
import { type Postback } from "./wire/postback.js";

/** How much of what a postback says may be read over somebody's shoulder. */
export interface Discretion {
  /** Whether numbers and texts are shown in full. */
  readonly show: boolean;
}

/** What a postback says, in a few words. */
export function saying(postback: Postback, { show }: Discretion): string {
  switch (postback.type) {
    case "smsSent":
      return "handed over";
    case "smsRefused":
      return "not accepted";
    case "smsReply":
    case "smsReceived":
      return [postback.text === undefined && postback.medium === "mms" ? "a picture" : said(postback.text, show), postback.systemKeyword?.toUpperCase()].filter(Boolean).join(", ");
    case "deliveryReceipt":
      return printable([postback.status, postback.code, (show || isListedReason(postback.reason)) && postback.reason].filter(Boolean).join(" "));
    case "unknown":
      return postback.reason.code;
    case "callFinished":
      return printable(`${postback.outcome}, ${postback.status ?? "?"}, ${postback.duration ?? 0} s`);
    default:
      return printable(postback.status ?? String(postback.code ?? "?"));
  }
}

const LISTED = new Set<string | undefined>(Object.values(receiptCodes).map(({ reason }) => reason));

/** Whether the reason of a receipt is the vendor's own name of a code. Others are whatever a carrier has written. */
export function isListedReason(reason: string | undefined): boolean {
  return LISTED.has(reason);
}

function said(text: string | undefined, show: boolean): string {
  if (text === undefined) return "no text";
  return show ? printable(JSON.stringify(text)) : lengthOf(text);
}

/** Of a text that is not shown. */
export function lengthOf(text: string): string {
  const length = Array.from(text).length;
  return `${length} character${length === 1 ? "" : "s"}`;
}

/** Who writes or calls, and whom; a number that is not known is a question mark. */
export function parties(postback: Postback, discretion: Discretion): { from: string; to: string } {
  const { from, to } = numbersOf(postback);
  return { from: numberInWords(from, discretion), to: numberInWords(to, discretion) };
}

export function numberInWords(number: string | undefined, { show }: Discretion): string {
  if (number === undefined) return "?";
  return show ? printable(number) : masked(number);
}

const KEPT_IN_FRONT = 5;
const KEPT_BEHIND = 4;

/** `+1757•••0123`: enough to know it again. Of what is short only the ends are left. */
export function masked(number: string): string {
  const chars = Array.from(printable(number));
  if (chars.length < KEPT_IN_FRONT + KEPT_BEHIND + 2) return `${chars.slice(0, 1).join("")}•••${chars.slice(2).slice(-1).join("")}`;
  return `${chars.slice(0, KEPT_IN_FRONT).join("")}•••${chars.slice(-KEPT_BEHIND).join("")}`;
}

/** Without what could steer a terminal or turn the line around: anybody may have written it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, "�");
}
