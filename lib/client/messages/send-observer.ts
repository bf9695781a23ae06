import { type ProblemCode } from "../../index.js";

/** A message to one recipient that is about to be sent. */
export interface BegunSend {
  /** The message's `id` where it has one, with `-2`, `-3`, … behind it for its further recipients. */
  readonly id: string;
  /** E.164 where it can be. */
  readonly to: string;
  readonly from?: string | undefined;
  /** Of the text, in UTF-16 units. */
  readonly length: number;
  /** What the vendor will post back; the `id` of the first recipient when the message has none of its own. */
  readonly referenceId?: string | undefined;
  /** What the sender wants to find again. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  readonly at: Date;
}

/** What became of a {@link BegunSend}. After `uncertain` the vendor may have the message, or not. */
export interface SendOutcome {
  readonly state: "sent" | "refused" | "uncertain";
  readonly messageId?: string | undefined;
  /** The number that it goes out from, where the vendor says so. */
  readonly from?: string | undefined;
  /** Why it was not sent. */
  readonly code?: ProblemCode | undefined;
}

/** Is told of every message before it leaves, so that its postback is known even when it comes before the vendor's answer. */
export interface SendObserver {
  /**
   * The request leaves after this. When it rejects, that is logged, and the request leaves all the same; when it takes as long
   * as the call may take (`timeout`, `signal`), the request does not leave.
   */
  begin(sends: readonly BegunSend[]): Promise<void>;
  /** After `begin` has settled. The caller does not wait for it when the call's time is up. */
  end(id: string, outcome: SendOutcome): Promise<void>;
}
