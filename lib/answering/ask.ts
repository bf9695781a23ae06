import { type Duration } from "../duration.js";
import { type ProblemCode } from "../problems.js";
import { type SmsReply } from "../wire/postback.js";
import { type AnswerOptions } from "./answer.js";

/** Ask one thing at a time: the vendor takes a text for the answer to the last message that went to its number. */
export interface Question extends AnswerOptions {
  /** A phone number. */
  to: string;
  text: string;
  /** How long to wait for a reply, counted from when the question went out. */
  timeout: Duration;
  /** Which of our numbers asks; the vendor chooses one when it is left out. */
  from?: string | undefined;
  /**
   * Tells this question from all others, for ever. Whoever asks again with the same id, after a restart too, sends nothing
   * and goes on waiting for the reply, as long as the inbox remembers. By default each question is a new one.
   */
  id?: string | undefined;
  /** Ends the waiting; what was sent stays sent. */
  signal?: AbortSignal | undefined;
}

/**
 * What came of a question:
 * - `reply`: the first reply to it
 * - `refused`: the message did not go through, most likely to a landline; `code` where the vendor said so at once
 * - `optedOut`: STOP came back, or had come before
 * - `silence`: nothing came in time
 */
export type Outcome =
  | { readonly outcome: "reply"; readonly reply: SmsReply }
  | { readonly outcome: "refused"; readonly code: ProblemCode | undefined }
  | { readonly outcome: "optedOut" }
  | { readonly outcome: "silence" };
