import { type Postback } from "../index.js";
import { lengthOfTime } from "./parts.js";

/** What follows in minutes, where all is well. */
const PATIENCE = 10 * 60 * 1000;

/**
 * What should have come about a message or call, and has not, in sentences. @param postbacks All that came, oldest first.
 */
export function missingFrom(postbacks: readonly Postback[], now: Date): string[] {
  const came = new Set(postbacks.map(({ type }) => type));
  const latest = postbacks.at(-1);
  const silence = latest ? now.getTime() - latest.receivedAt.getTime() : 0;
  if (!latest || silence < PATIENCE) return [];
  const since = lengthOfTime(silence);
  const isOver = postbacks.some((postback) => postback.type === "callFinished" || (postback.type === "deliveryReceipt" && postback.final));
  if (isOver) return [];
  if (came.has("callPlaced") || came.has("callReceived") || came.has("callStatusChanged")) return [`Nothing says that the call is over; the last word came ${since} ago.`];
  if (came.has("deliveryReceipt")) return [`No final receipt for ${since}.`];
  if (came.has("smsSent")) return [`No receipt for ${since}. Not every carrier sends one.`];
  return [];
}
