import { type EventName } from "../../../index.js";
import { postAsVendor, statusOf } from "../../../vendor-post.js";

/** A postback that went out. */
export interface PostedBack {
  readonly url: string;
  readonly body: string;
  /** What the body says: the event that this library makes of it. */
  readonly event: EventName;
  readonly at: Date;
  /** What it said to be; `undefined` for nothing. */
  readonly userAgent: string | undefined;
  /** What the receiver answered; `undefined` when it gave none. */
  readonly status: number | undefined;
  /** Why there was no answer. */
  readonly error: string | undefined;
}

/** Posts as the vendor's .NET client does, and notes what came of it. */
export class Poster {
  readonly #timeout: number;
  readonly #log: PostedBack[];
  readonly #closed = new AbortController();

  constructor(timeout: number, log: PostedBack[]) {
    this.#timeout = timeout;
    this.#log = log;
  }

  /** Resolves when the receiver has answered, or has not; never rejects. An unknown user agent is left out. */
  async post(url: string, body: string, event: EventName, at: Date, userAgent: string | undefined): Promise<void> {
    const outcome = await this.#send(url, body, userAgent).then(
      (status) => ({ status, error: undefined }),
      (error: unknown) => ({ status: undefined, error: error instanceof Error ? error.message : String(error) }),
    );
    this.#log.push({ url, body, event, at, userAgent, ...outcome });
  }

  /** Posts the same again. */
  async repeat({ url, body, event, userAgent }: PostedBack): Promise<void> {
    await this.post(url, body, event, new Date(), userAgent);
  }

  /** Ends what is under way. */
  close(): void {
    this.#closed.abort();
  }

  async #send(url: string, body: string, userAgent: string | undefined): Promise<number> {
    const signal = AbortSignal.any([AbortSignal.timeout(this.#timeout), this.#closed.signal]);
    return statusOf(postAsVendor(new URL(url), body, { userAgent, signal }));
  }
}
