import { type NewSend, type SendOutcome } from "../inbox/send-log.js";

/** What sends messages, as far as answering needs it: `createClient()` of `cdyne-postback/client` makes one. */
export interface Sender {
  /** Resolves to a result for the one recipient; rejects when the message was not taken. */
  sendMessage(message: OutgoingMessage, options?: { signal?: AbortSignal | undefined }): Promise<readonly SenderResult[]>;
  /** Has an observer told of each message before it leaves, and of what became of it. Returns what ends that. */
  observe(observer: SenderObserver): () => void;
}

export interface OutgoingMessage {
  /** Of the send, for whoever observes it. */
  readonly id: string;
  readonly to: string;
  readonly from?: string | undefined;
  readonly text: string;
  readonly media?: readonly string[] | undefined;
  readonly referenceId?: string | undefined;
  readonly context?: Readonly<Record<string, unknown>> | undefined;
}

export interface SenderResult {
  readonly messageId?: string | undefined;
}

export interface SenderObserver {
  /** The request leaves after this, unless it takes as long as the send may take; that it rejects does not stop it. */
  begin(sends: readonly BegunSend[]): Promise<void>;
  /** After `begin` has settled. The sender does not wait for it when the send's time is up. */
  end(id: string, outcome: SendOutcome): Promise<void>;
}

type Optional = "from" | "referenceId" | "context";

/** A message to one recipient that is about to go out. Of several the first has the message's `id`, the others `id-2`, `id-3`, … */
export type BegunSend = Omit<NewSend, Optional> & Partial<Pick<NewSend, Optional>>;
