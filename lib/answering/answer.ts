import { type ProblemCode } from "../problems.js";

export interface AnswerOptions {
  /**
   * Tells this answer from the others that a handler gives to the same message, so that it goes out once. By default they
   * are told apart by their order, which then has to be the same each time that the handler is run.
   */
  id?: string | undefined;
  /** Addresses of pictures and the like, or media ids of the vendor: the answer is an MMS then. */
  media?: readonly string[] | undefined;
  /** Comes back in the postbacks about the answer; that of the message by default. */
  referenceId?: string | undefined;
  /** Comes back as `sent.context` of the events about the answer. */
  context?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * What became of an answer:
 * - `sent`: the vendor has taken it, now or at an earlier attempt of the handler
 * - `refused`: it was not sent and will not be; `code` says why
 * - `uncertain`: nobody knows whether the vendor has taken it, so it is not sent again
 */
export type Answer =
  | { readonly status: "sent"; readonly messageId: string }
  | { readonly status: "refused" | "uncertain"; readonly code: ProblemCode };
