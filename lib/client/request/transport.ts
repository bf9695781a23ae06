import { setTimeout as pause } from "node:timers/promises";
import { invalidOption } from "../../check-options.js";
import { brokenRequest } from "./broken-request.js";
import { Course } from "./course.js";
import { type Limiter } from "./limiter.js";
import { VendorError } from "./vendor-error.js";

/** What every method of the client takes beside its arguments. */
export interface CallOptions {
  /**
   * Ends the call, which rejects with the signal's reason. That does not say whether the vendor got the request; the outcome
   * that observers are told does: `uncertain` once it may have left, and `refused` while it had not.
   */
  signal?: AbortSignal | undefined;
  /** How long the call may take in milliseconds, retries and observers included; the client's `timeout` by default. */
  timeout?: number | undefined;
}

/** What a method gives its request. */
export interface RequestOptions extends CallOptions {
  /** Where the call has begun before its request; a new one by default. */
  readonly course?: Course | undefined;
}

/** A request to the vendor. */
export interface VendorRequest {
  /** The vendor's operation, for errors and logs: the address itself may hold the licence key. */
  readonly operation: string;
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  /** Whether asking twice does no more than asking once. Only then is it asked again when it fails. */
  readonly repeatable: boolean;
}

export interface VendorAnswer {
  /** Without parameters, in lower case: `application/json`. */
  readonly contentType: string;
  readonly body: string;
}

export interface TransportOptions {
  readonly fetch: typeof fetch;
  /** In milliseconds. */
  readonly timeout: number;
  readonly limiter: Limiter | undefined;
}

/** More than any answer of the vendor has; a sound file would be the largest. */
const LARGEST_ANSWER = 32 * 1024 * 1024;
/** What a timer can count; more would fire at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;
/** In milliseconds: three tries in all. */
const WAITS = [250, 1000];

/** Sends requests: with a deadline, never to where an answer redirects, and again only where that does no harm. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** Begins a call, and its time. */
  course(operation: string, { signal, timeout = this.#options.timeout }: CallOptions = {}): Course {
    if (!(timeout > 0 && timeout <= LONGEST_TIMER)) throw invalidOption(operation, "`timeout`: expected milliseconds.");
    return new Course(timeout, signal);
  }

  /** Resolves to an answer with the status 200, and rejects with a {@link VendorError} for all others. */
  async send(request: VendorRequest, options: RequestOptions = {}): Promise<VendorAnswer> {
    const { course = this.course(request.operation, options) } = options;
    const { signal, until } = course;
    for (let tries = 0; ; tries += 1) {
      try {
        await this.#options.limiter?.next(until);
        until.throwIfAborted();
        course.left = true;
        return await this.#sendOnce(request, until);
      } catch (error) {
        // The caller's reason may be an error of another request.
        const failure = error instanceof VendorError && error !== until.reason ? error : brokenRequest(request, error, course);
        course.left = failure.uncertain;
        if (signal?.aborted) throw signal.reason;
        const wait = WAITS[tries];
        if (wait === undefined || !request.repeatable || !failure.retryable || until.aborted) throw failure;
        await pause(wait, undefined, { signal: until }).catch(() => {});
      }
    }
  }

  async #sendOnce({ operation, method, url, headers = {}, body, repeatable }: VendorRequest, signal: AbortSignal): Promise<VendorAnswer> {
    // An answer that redirects would carry the licence key to wherever it says.
    const response = await this.#options.fetch(url, { method, headers, signal, redirect: "manual", ...(body !== undefined && { body }) });
    const text = await readBody(response, () => new VendorError("CDYNE_VENDOR_ANSWER", { operation, uncertain: !repeatable }));
    const { status } = response;
    if (status === 200) return { contentType: contentTypeOf(response), body: text };
    const retryable = status === 429 || status >= 500;
    throw new VendorError("CDYNE_VENDOR_STATUS", { operation, status, retryable, uncertain: !repeatable && (status < 300 || status >= 500) });
  }
}

async function readBody(response: Response, tooLarge: () => Error): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw tooLarge();
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function contentTypeOf(response: Response): string {
  return (response.headers.get("content-type") ?? "").split(";", 1).join("").trim().toLowerCase();
}
