import { type Postback } from "./postback.js";

/** The phone numbers of a postback: who writes or calls, and whom. */
export function numbersOf(postback: Postback): { from: string | undefined; to: string | undefined } {
  if ("messageId" in postback) return { from: postback.from, to: postback.to };
  if ("queueId" in postback) return { from: postback.callerId, to: postback.phoneNumber };
  return { from: undefined, to: undefined };
}
