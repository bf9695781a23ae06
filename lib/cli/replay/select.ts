import { type Filter, type Postback } from "../../index.js";

/** Whether a postback that lies in no inbox is meant by a filter: the same as an inbox would say. `state` is not known of it. */
export function isMeant(postback: Postback, { keys, type, number, since, until }: Filter): boolean {
  return (
    (keys === undefined || keys.includes(postback.key)) &&
    (type === undefined || postback.type === type) &&
    (number === undefined || numbersOf(postback).includes(number)) &&
    (since === undefined || postback.receivedAt >= since) &&
    (until === undefined || postback.receivedAt < until)
  );
}

function numbersOf(postback: Postback): (string | undefined)[] {
  if (postback.type === "unknown") return [];
  return "messageId" in postback ? [postback.from, postback.to] : [postback.callerId, postback.phoneNumber];
}
