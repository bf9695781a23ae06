import { USER_AGENT, postAsVendor, statusOf } from "../vendor-post.js";
import { errorCode } from "./error-code.js";
import { type Colours } from "./output.js";

/** What became of a post. */
export interface Posted {
  /** The answer's status; `undefined` when there was none. */
  readonly status: number | undefined;
  /** Why there was none, or what the status means where that is not known to all. */
  readonly why: string | undefined;
  /** How long it took until then. */
  readonly milliseconds: number;
}

export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the answer may take, in milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** What is written for an error of the network. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ENOTFOUND: "there is no such host",
  ECONNRESET: "the connection was cut",
};

/** Errors of posts that have arrived nowhere. */
const UNREACHED: readonly string[] = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

/** Whether nobody was there to take a post. @param error The error's code, or what is written for it. */
export function foundNobody(error: string | undefined): boolean {
  return error !== undefined && UNREACHED.some((code) => error === code || error === REASONS[code]);
}

/** Posts a body byte by byte, with the vendor's headers. Redirects are not followed, as the vendor does not. Rejects only when `signal` ends it. */
export async function post(url: URL, body: Uint8Array, { headers, timeout, signal }: PostOptions): Promise<Posted> {
  const begun = performance.now();
  const ended = (status: number | undefined, why: string | undefined): Posted => ({ status, why, milliseconds: Math.round(performance.now() - begun) });
  const patience = AbortSignal.timeout(timeout);
  try {
    const request = postAsVendor(url, body, { userAgent: USER_AGENT, headers, signal: AbortSignal.any([signal, patience]) });
    const status = await statusOf(request);
    return ended(status, status >= 300 && status < 400 ? "redirected, which loses the body" : undefined);
  } catch (error) {
    signal.throwIfAborted();
    return ended(undefined, patience.aborted ? "no answer in time" : reasonOf(error));
  }
}

function reasonOf(error: unknown): string {
  const code = errorCode(error) ?? "";
  return REASONS[code] ?? (code || String(error));
}

/** `200 in 12 ms`, or what was wrong. */
export function wordsOf({ status, why, milliseconds }: Posted, colours: Colours): string {
  const head = status === 200 ? colours.green("200") : colours.red(String(status ?? "failed"));
  return `${head} in ${milliseconds} ms${why === undefined ? "" : ` (${why})`}`;
}
