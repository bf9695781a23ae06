import { type EventName, type Postback } from "../index.js";
import { type Discretion, parties, saying } from "../in-words.js";
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

/** A postback in columns: event, who, what. */
export function postbackLine(postback: Postback, discretion: Discretion, colours: Colours): string {
  const name = colours[COLOURS[postback.type]](postback.type.padEnd(LONGEST_NAME));
  return `${name}  ${numbers(postback, discretion).padEnd(WIDEST_NUMBERS)}  ${saying(postback, discretion)}`.trimEnd();
}

/** The time of day, here. */
export function timeOfDay(instant: Date): string {
  return instant.toLocaleTimeString("en-GB");
}

function numbers(postback: Postback, discretion: Discretion): string {
  if (postback.type === "unknown") return "";
  const { from, to } = parties(postback, discretion);
  return `${from} → ${to}`;
}
