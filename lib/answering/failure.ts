import { type ProblemCode, problems } from "../problems.js";

/** What came of a message that a client could not send. */
export type SendFailure =
  /** The vendor has not taken it, and will not: `code` says why. */
  | { readonly is: "refused"; readonly code: ProblemCode }
  /** The vendor may have taken it. */
  | { readonly is: "uncertain" }
  /** It did not go out, and may be tried again, or was no message at all. */
  | { readonly is: "unsent"; readonly code: ProblemCode };

/** What a client throws before anything leaves. */
const BEFORE_SENDING: readonly unknown[] = ["CDYNE_OPTION_INVALID", "CDYNE_POSTBACK_URL_INVALID"];

/** Read from the error's fields: the client may be another copy of this library, or one of the host's own. */
export function failureOf(error: unknown): SendFailure {
  if (!(error instanceof Error)) return { is: "uncertain" };
  const code: unknown = Reflect.get(error, "code");
  if (!isProblemCode(code)) return { is: "uncertain" };
  if (BEFORE_SENDING.includes(code)) return { is: "unsent", code };
  // Of an error that says nothing of it, such as the reason of a signal, nobody knows.
  if (Reflect.get(error, "uncertain") !== false) return { is: "uncertain" };
  return Reflect.get(error, "retryable") === true ? { is: "unsent", code } : { is: "refused", code };
}

function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === "string" && code in problems;
}
