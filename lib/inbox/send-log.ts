/**
 * What went out, so that nothing goes out twice and a postback about a message knows that it was ours. The text itself
 * is not kept.
 */
export interface SendLog {
  /**
   * Notes that a message is about to go out. One that was refused may begin anew.
   *
   * @returns What was noted under this id before, which then changes nothing; `undefined` when it may go out.
   */
  begin(send: NewSend): Promise<Send | undefined>;
  /** Notes how it ended. */
  end(id: string, outcome: SendOutcome): Promise<void>;
  /** What is noted under an id. */
  get(id: string): Promise<Send | undefined>;
  /**
   * The message that a postback is about: by the vendor's id; or, as long as that is not known, the one to this number whose
   * own id went with it as its reference (several recipients have `id`, `id-2`, `id-3`, …). Other references are not told apart.
   */
  find(about: SendQuery): Promise<Send | undefined>;
  /** How many went from one number to another, or from any, since then, without those that were refused. */
  count(to: string, from: string | undefined, since: Date): Promise<number>;
  /** Removes up to `limit` that went out before then, oldest first. Returns how many. */
  prune(before: Date, limit: number): Promise<number>;
}

/** A message that is about to go out. */
export interface NewSend {
  /** What tells it from all others, chosen by whoever sends. */
  readonly id: string;
  /** E.164 where it can be. */
  readonly to: string;
  /** `undefined` where the vendor chooses one of the account's numbers. */
  readonly from: string | undefined;
  readonly referenceId: string | undefined;
  /** Of its text, in characters. */
  readonly length: number;
  /** Whatever the sender wants to know again, as JSON has it. */
  readonly context: Readonly<Record<string, unknown>> | undefined;
  readonly at: Date;
}

export interface SendOutcome {
  readonly state: "sent" | "refused" | "uncertain";
  /** The vendor's id of the message, in lower case. */
  readonly messageId?: string | undefined;
  /** The number that the vendor has chosen, where none was given. */
  readonly from?: string | undefined;
  /** The code of what went wrong. */
  readonly code?: string | undefined;
}

/**
 * - `sending`: it went out, or the process ended before it knew
 * - `sent`: the vendor has taken it
 * - `refused`: the vendor has not taken it
 * - `uncertain`: nobody knows whether the vendor has taken it
 */
export interface Send extends NewSend {
  readonly state: "sending" | SendOutcome["state"];
  readonly messageId: string | undefined;
  readonly code: string | undefined;
}

/** What is known of a message. */
export interface SendQuery {
  readonly messageIds: readonly string[];
  readonly reference?: { readonly id: string; readonly to: string } | undefined;
}
