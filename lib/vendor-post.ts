import { type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request as plain } from "node:http";
import { request as secure } from "node:https";

/** How the vendor's SMS service calls itself; what those of MMS and calls do is not known. */
export const USER_AGENT = "CDYNE SMSv2";
/** How long .NET waits for `100 Continue` before it sends the body all the same, in milliseconds. */
const CONTINUE_WAIT = 350;

/** Beside what every postback has. */
export interface Posting {
  /** Left out when it is `undefined`. */
  readonly userAgent: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Writes the body in another manner than all at once. */
  readonly write?: ((request: ClientRequest) => void) | undefined;
  /** Without a length, as the vendor never posts. */
  readonly chunked?: boolean | undefined;
  /** How long the body waits for `100 Continue` once there is a connection, in milliseconds; as long as with .NET by default. */
  readonly continueWait?: number | undefined;
  /** Certificates that are trusted in place of the public ones. */
  readonly ca?: string | undefined;
}

/**
 * Begins to post as the vendor's .NET client does: a form, its length, and the body only after `100 Continue`. The bytes go
 * out as they are, on a connection of their own, and no redirect is followed. Whoever calls it listens for `response` and
 * `error`.
 */
export function postAsVendor(url: URL, body: string | Uint8Array, { userAgent, headers, signal, write, chunked, continueWait = CONTINUE_WAIT, ca }: Posting): ClientRequest {
  const own: OutgoingHttpHeaders = {
    ...(userAgent !== undefined && { "User-Agent": userAgent }),
    "Content-Type": "application/x-www-form-urlencoded",
    Host: url.host,
    ...(chunked ? { "Transfer-Encoding": "chunked" } : { "Content-Length": String(Buffer.byteLength(body)) }),
    Expect: "100-continue",
    Connection: "Keep-Alive",
  };
  const isSecure = url.protocol === "https:";
  const request = (isSecure ? secure : plain)(url, { method: "POST", agent: false, headers: { ...own, ...headers }, signal, ca });
  let impatience: NodeJS.Timeout | undefined;
  const settle = (): void => {
    clearTimeout(impatience);
    request.off("continue", begin);
  };
  // Whichever comes first: what is written once more would be an error.
  const begin = (): void => {
    settle();
    if (write) write(request);
    else request.end(body);
  };
  request.once("continue", begin);
  request.once("response", settle);
  request.once("close", settle);
  // The wait begins with the connection, which takes time itself.
  request.once("socket", (socket) => socket.once(isSecure ? "secureConnect" : "connect", () => (impatience = setTimeout(begin, continueWait))));
  request.flushHeaders();
  return request;
}

/** The answer of a request, whose body is still to be read. Rejects when there is none. */
export async function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", reject);
  });
}

/** The status alone, as the vendor reads it: whether the answer's body ever ends is nothing to it. */
export async function statusOf(request: ClientRequest): Promise<number> {
  const { statusCode = 0 } = await answerTo(request);
  request.destroy();
  return statusCode;
}
