import { type Duration, milliseconds } from "../duration.js";
import { PostbackError } from "../problems.js";

/** Thrown by a handler that wants to be run again, and says when. The attempt counts all the same. */
export class Retry extends Error {
  override readonly name = "Retry";
  /** In milliseconds from now. */
  readonly after: number;

  /** @param options `after`: milliseconds, or `"90s"`, `"5m"`, `"2h"`. */
  constructor({ after }: { after: Duration }, options?: ErrorOptions) {
    super(`Try again after ${after}.`, options);
    this.after = milliseconds(after);
    if (!(this.after >= 0)) throw new PostbackError("CDYNE_OPTION_INVALID", `Retry: \`after\` is ${after}.`);
  }
}

/** Thrown by a handler that never wants to see the postback again: it is not retried and is no dead letter. */
export class Discard extends Error {
  override readonly name = "Discard";
  /** For `onError`; it is neither recorded nor logged. */
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}
