import { type EventName, type Postback } from "../index.js";
import { type Colours } from "./output.js";

const COLOURS: Readonly<Record<EventName, keyof Colours & ("green" | "red" | "cyan" | "yellow" | "magenta")>> = {
  smsSent: "green",
  smsRefused: "red",
  smsReply: "cyan",
  smsReceived: "cyan",
  deliveryReceipt: "green",
  callPlaced: "yellow",
  callStatusChanged: "yellow",
  callFinished: "green",
  callReceived: "cyan",
  unknown: "magenta",
};

const LONGEST_NAME = "callStatusChanged".length;
const WIDEST_NUMBERS = "+17575449510 → +17575449511".length;

/** How much of what a postback says may be read over somebody's shoulder. */
export interface Discretion {
  /** Whether numbers and texts are printed in full. */
  readonly show: boolean;
}

/** A postback in columns: event, who, what. */
export function postbackLine(postback: Postback, { show }: Discretion, colours: Colours): string {
  const name = colours[COLOURS[postback.type]](postback.type.padEnd(LONGEST_NAME));
  return `${name}  ${numbers(postback, show).padEnd(WIDEST_NUMBERS)}  ${saying(postback, show)}`.trimEnd();
}

/** The time of day, here. */
export function timeOfDay(instant: Date): string {
  return instant.toLocaleTimeString("en-GB");
}

function numbers(postback: Postback, show: boolean): string {
  if (postback.type === "unknown") return "";
  const [from, to] = "messageId" in postback ? [postback.from, postback.to] : [postback.callerId, postback.phoneNumber];
  const shown = (number: string | undefined): string => (number === undefined ? "?" : show ? printable(number) : masked(number));
  return `${shown(from)} → ${shown(to)}`;
}

function saying(postback: Postback, show: boolean): string {
  switch (postback.type) {
    case "smsSent":
      return "handed over";
    case "smsRefused":
      return "not accepted";
    case "smsReply":
    case "smsReceived":
      return [said(postback.text, show), postback.systemKeyword?.toUpperCase()].filter(Boolean).join(", ");
    case "deliveryReceipt":
      return printable([postback.status, postback.code, postback.reason].filter(Boolean).join(" "));
    case "unknown":
      return postback.reason.code;
    case "callFinished":
      return printable(`${postback.outcome}, ${postback.status ?? "?"}, ${postback.duration ?? 0} s`);
    default:
      return printable(postback.status ?? String(postback.code ?? "?"));
  }
}

function said(text: string | undefined, show: boolean): string {
  if (text === undefined) return "no text";
  return show ? printable(JSON.stringify(text)) : `${Array.from(text).length} characters`;
}

const KEPT_IN_FRONT = 5;
const KEPT_BEHIND = 4;

/** `+1757•••0123`: enough to know it again. Of what is short only the ends are left. */
export function masked(number: string): string {
  const chars = Array.from(printable(number));
  if (chars.length < KEPT_IN_FRONT + KEPT_BEHIND + 2) return `${chars.slice(0, 1).join("")}•••${chars.slice(2).slice(-1).join("")}`;
  return `${chars.slice(0, KEPT_IN_FRONT).join("")}•••${chars.slice(-KEPT_BEHIND).join("")}`;
}

/** Without what could steer the terminal or turn the line around: anybody may have written it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, "�");
}
