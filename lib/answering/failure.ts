import { type ProblemCode, problems } from "../problems.js";

/** What came of a message that a client could not send. */
export type SendFailure =
  /** The vendor has not taken it, and will not: `code` says why. */
  | { readonly is: "refused"; readonly code: ProblemCode }
  /** The vendor may have taken it. */
  | { readonly is: "uncertain" }
  /** It did not go out, and may be tried again, or was no message at all. */
  | { readonly is: "unsent"; readonly code: ProblemCode };

/** Read from the error's fields: the client may be another copy of this library, or one of the host's own. */
export function failureOf(error: unknown): SendFailure {
  if (!(error instanceof Error)) return { is: "uncertain" };
  const code: unknown = Reflect.get(error, "code");
  // Of an error that says nothing of it nobody knows.
  if (!isProblemCode(code) || Reflect.get(error, "uncertain") === true) return { is: "uncertain" };
  return Reflect.get(error, "retryable") === false ? { is: "refused", code } : { is: "unsent", code };
}

function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === "string" && code in problems;
}
