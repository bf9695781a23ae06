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
  begin(sends: readonly BegunSend[]): Promise<void>;
  end(id: string, outcome: SendOutcome): Promise<void>;
}

type Optional = "from" | "referenceId" | "context";
export type BegunSend = Omit<NewSend, Optional> & Partial<Pick<NewSend, Optional>>;
