import { setTimeout as pause } from "node:timers/promises";
import { invalidOption } from "../../check-options.js";
import { type Limiter } from "./limiter.js";
import { VendorError } from "./vendor-error.js";

/** What every method of the client takes beside its arguments. */
export interface CallOptions {
  /** Ends the call; a request that is under way may have reached the vendor all the same. */
  signal?: AbortSignal | undefined;
  /** How long the call may take in milliseconds, retries included; the client's `timeout` by default. */
  timeout?: number | undefined;
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
/** The request did not leave, so the vendor cannot have done anything. */
const NOT_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH", "UND_ERR_CONNECT_TIMEOUT"];

/** Sends requests: with a deadline, never to where an answer redirects, and again only where that does no harm. */
export class Transport {
  readonly #options: TransportOptions;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** Resolves to an answer with the status 200, and rejects with a {@link VendorError} for all others. */
  async send(request: VendorRequest, { signal, timeout = this.#options.timeout }: CallOptions = {}): Promise<VendorAnswer> {
    if (!(timeout > 0 && timeout <= LONGEST_TIMER)) throw invalidOption(request.operation, "`timeout`: expected milliseconds.");
    const deadline = AbortSignal.timeout(Math.ceil(timeout));
    const until = signal ? AbortSignal.any([signal, deadline]) : deadline;
    for (let tries = 0; ; tries += 1) {
      let left = false;
      try {
        signal?.throwIfAborted();
        await this.#options.limiter?.next(until);
        left = true;
        return await this.#sendOnce(request, until);
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        const failure = error instanceof VendorError ? error : failureOf(request, error, { late: deadline.aborted, left });
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

interface Circumstances {
  /** Whether the time was up. */
  late: boolean;
  /** Whether the request may have gone out; before that it only waits for the limiter. */
  left: boolean;
}

function failureOf({ operation, repeatable }: VendorRequest, error: unknown, { late, left }: Circumstances): VendorError {
  const uncertain = !repeatable && left && !NOT_SENT.includes(codeOf(error));
  return new VendorError(late ? "CDYNE_VENDOR_TIMEOUT" : "CDYNE_VENDOR_UNREACHABLE", { operation, retryable: true, uncertain, cause: withoutMessage(error) });
}

/** What it was, without its message: that of somebody's `fetch` may quote the URL, in which the licence key stands. */
function withoutMessage(error: unknown): Error {
  const name = error instanceof Error ? error.name : typeof error;
  return Object.assign(new Error([name, codeOf(error)].filter((part) => part !== "").join(" ")), { code: codeOf(error) });
}

/** The code of what `fetch` hides behind its own error. */
function codeOf(error: unknown): string {
  const code = property(property(error, "cause") ?? error, "code");
  return typeof code === "string" ? code : "";
}

/** An error of another realm is no instance of this one's `Error`. */
function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
