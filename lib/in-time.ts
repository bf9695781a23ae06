import { within } from "./deadline.js";
import { PostbackError } from "./problems.js";

/** Passes on an answer of the inbox; rejects when it comes too late. */
export type InTime = <Result>(answer: Promise<Result>) => Promise<Result>;

/** @param timeout How long the inbox may take, in milliseconds. */
export function inTime(timeout: number): InTime {
  return async (answer) =>
    within(answer, timeout, () => {
      throw new PostbackError("CDYNE_INBOX_TIMEOUT");
    });
}
