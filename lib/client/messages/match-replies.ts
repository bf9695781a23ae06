import { type BegunSend } from "./send-observer.js";
import { type MessageReply, type Replied } from "./send-result.js";
import { VendorError } from "../request/vendor-error.js";

/**
 * Which reply is to which message: by the recipient where the vendor names it, or else by the order. A refusal that
 * names nobody and is the whole answer is for all of them. What has no reply then is uncertain.
 */
export function matchReplies(operation: string, sends: readonly BegunSend[], replies: readonly MessageReply[]): Replied[] {
  const left = [...replies];
  const named = sends.map((begun) => ({ begun, reply: takeFirst(left, ({ to }) => to === begun.to) }));
  const inOrder = named.filter(({ reply }) => !reply).length === left.length;
  const [only] = left;
  const forAll = replies.length === 1 && only?.error ? only : undefined;
  return named.map(({ begun, reply }) => ({ begun, reply: reply ?? (inOrder ? left.shift() : forAll) ?? unclear(operation) }));
}

function takeFirst<One>(list: One[], isIt: (one: One) => boolean): One | undefined {
  const at = list.findIndex(isIt);
  return at < 0 ? undefined : list.splice(at, 1)[0];
}

function unclear(operation: string): MessageReply {
  const cause = new TypeError("The answer does not say what became of each message");
  return { status: undefined, error: new VendorError("CDYNE_VENDOR_ANSWER", { operation, uncertain: true, cause }) };
}
