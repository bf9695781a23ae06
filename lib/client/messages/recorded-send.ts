import { randomUUID } from "node:crypto";
import { within } from "../../deadline.js";
import { PostbackError, phoneNumber } from "../../index.js";
import { listed } from "../request/arguments.js";
import { type ClientContext } from "../context.js";
import { type Course } from "../request/course.js";
import { unlessAllRefused } from "../request/one-by-one.js";
import { type BegunSend, type SendOutcome } from "./send-observer.js";
import { type MessageReply, type Replied, type SendResult, resultOf } from "./send-result.js";
import { type CallOptions } from "../request/transport.js";
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

/** What is sent by one request. */
interface Recorded {
  readonly operation: string;
  readonly sends: readonly BegunSend[];
  readonly options: CallOptions | undefined;
}

/** In milliseconds: how much longer than its time a call may take, so that what it came to is on record when it rejects. */
const GRACE = 100;

/**
 * Sends, and tells the observers before and after; all of it in the call's time, after which nothing is sent any more.
 * Rejects when none was accepted.
 */
export async function recordedSend(
  { observers, transport }: ClientContext,
  { operation, sends, options }: Recorded,
  send: (course: Course) => Promise<readonly Replied[]>,
): Promise<SendResult[]> {
  const course = transport.course(operation, options);
  const told = observers.begin(sends);
  const tellEnd = async (outcomes: readonly (readonly [string, SendOutcome])[]): Promise<void> => {
    const ended = told.end(new Map(outcomes));
    await course.holdFor(ended);
    await within(ended, GRACE, () => {});
  };
  await course.holdFor(told.begun);
  let replied: readonly Replied[];
  try {
    replied = await send(course);
  } catch (error) {
    const outcome = failedOutcome(error, course);
    await tellEnd(sends.map(({ id }) => [id, outcome]));
    throw error;
  }
  await tellEnd(replied.map(({ begun, reply }) => [begun.id, outcomeOf(reply)]));
  return unlessAllRefused(replied.map(resultOf));
}

function outcomeOf({ messageId, from, error }: MessageReply): SendOutcome {
  return error ? { state: error.uncertain ? "uncertain" : "refused", code: error.code, messageId } : { state: "sent", messageId, from };
}

/** What is no refusal, such as the end of the caller's patience, leaves open whether the message was taken once it may have left. */
function failedOutcome(error: unknown, { left, signal }: Course): SendOutcome {
  const uncertain = error instanceof VendorError && error !== signal?.reason ? error.uncertain : left;
  return { state: uncertain ? "uncertain" : "refused", code: error instanceof PostbackError ? error.code : undefined };
}
