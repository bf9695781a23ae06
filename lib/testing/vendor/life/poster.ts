import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { type EventName } from "../../../index.js";

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

/** How long .NET waits for `100 Continue` before it sends the body all the same, in milliseconds. */
const CONTINUE_WAIT = 350;

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
    const { host, protocol } = new URL(url);
    const headers = {
      ...(userAgent !== undefined && { "User-Agent": userAgent }),
      "Content-Type": "application/x-www-form-urlencoded",
      Host: host,
      "Content-Length": String(Buffer.byteLength(body)),
      Expect: "100-continue",
      Connection: "Keep-Alive",
    };
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.any([AbortSignal.timeout(this.#timeout), this.#closed.signal]);
      const request = (protocol === "https:" ? secure : plain)(url, { method: "POST", agent: false, headers, signal });
      const impatience = setTimeout(() => request.end(body), CONTINUE_WAIT);
      request.on("continue", () => {
        clearTimeout(impatience);
        request.end(body);
      });
      request.on("response", (response) => {
        clearTimeout(impatience);
        response.resume().on("end", () => {
          resolve(response.statusCode ?? 0);
          request.destroy();
        });
        response.on("error", reject);
      });
      request.on("error", (error) => {
        clearTimeout(impatience);
        reject(error);
      });
      request.flushHeaders();
    });
  }
}
