import { randomUUID } from "node:crypto";
import { PostbackError, phoneNumber } from "../../index.js";
import { listed } from "../request/arguments.js";
import { type ClientContext } from "../context.js";
import { unlessAllRefused } from "../request/one-by-one.js";
import { type BegunSend, type SendOutcome } from "./send-observer.js";
import { type MessageReply, type Replied, type SendResult, resultOf } from "./send-result.js";
import { VendorError } from "../request/vendor-error.js";

/** What all ways of sending have in common. */
interface Message {
  readonly id?: string | undefined;
  readonly to: string | readonly string[];
  readonly from?: string | undefined;
  readonly text?: string | undefined;
  readonly referenceId?: string | undefined;
  readonly context?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A message's sends, one for each recipient.
 * @param ours Whether an id of ours may go with it as its ReferenceID, so that its postback can be told.
 */
export function begunSends({ id = randomUUID(), to, from, text = "", referenceId, context }: Message, ours: boolean): readonly BegunSend[] {
  const at = new Date();
  return listed(to).map((recipient, index) => ({
    id: index === 0 ? id : `${id}-${String(index + 1)}`,
    to: phoneNumber(recipient) ?? recipient,
    from: phoneNumber(from),
    length: text.length,
    referenceId: referenceId ?? (ours ? id : undefined),
    context,
    at,
  }));
}

/** Sends, and tells the observers before and after. Rejects with the first one's error when none was accepted. */
export async function recordedSend({ observers }: ClientContext, sends: readonly BegunSend[], send: () => Promise<readonly Replied[]>): Promise<SendResult[]> {
  await observers.begin(sends);
  let replied: readonly Replied[];
  try {
    replied = await send();
  } catch (error) {
    await Promise.all(sends.map(async ({ id }) => observers.end(id, failedOutcome(error))));
    throw error;
  }
  await Promise.all(replied.map(async ({ begun, reply }) => observers.end(begun.id, outcomeOf(reply))));
  return unlessAllRefused(replied.map(resultOf));
}

function outcomeOf({ messageId, error }: MessageReply): SendOutcome {
  return error ? { ...failedOutcome(error), messageId } : { state: "sent", messageId };
}

/** What is no refusal, such as the end of the caller's patience, leaves open whether the message was taken. */
function failedOutcome(error: unknown): SendOutcome {
  if (!(error instanceof PostbackError)) return { state: "uncertain" };
  return { state: error instanceof VendorError && error.uncertain ? "uncertain" : "refused", code: error.code };
}
