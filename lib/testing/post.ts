import { type ClientRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders, request as plain } from "node:http";
import { request as secure } from "node:https";

/** What was answered to a postback. */
export interface PostAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As text. */
  readonly body: string;
}

/** How the vendor's SMS service calls itself; what those of MMS and calls do is not known. */
export const USER_AGENT = "CDYNE SMSv2";
/** How long .NET waits for `100 Continue` before it sends the body all the same, in milliseconds. */
const CONTINUE_WAIT = 350;

/** Beside what every postback has. */
export interface Posting {
  /** Left out when it is `undefined`. */
  readonly userAgent: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal: AbortSignal;
  /** Writes the body in another manner than all at once. */
  readonly write?: ((request: ClientRequest) => void) | undefined;
}

/**
 * Posts as the vendor's .NET client does: a form, its length, and the body only after `100 Continue`. The bytes go out as
 * they are, and no redirect is followed. Rejects when there is no whole answer.
 */
export async function post(url: string, body: string | Uint8Array, { userAgent, headers, signal, write = (request) => request.end(body) }: Posting): Promise<PostAnswer> {
  const { host, protocol } = new URL(url);
  const own: OutgoingHttpHeaders = {
    ...(userAgent !== undefined && { "User-Agent": userAgent }),
    "Content-Type": "application/x-www-form-urlencoded",
    Host: host,
    "Content-Length": String(Buffer.byteLength(body)),
    Expect: "100-continue",
    Connection: "Keep-Alive",
  };
  return new Promise((resolve, reject) => {
    const request = (protocol === "https:" ? secure : plain)(url, { method: "POST", agent: false, headers: { ...own, ...headers }, signal });
    // Whichever comes first: what is written once more would be an error.
    const begin = (): void => {
      clearTimeout(impatience);
      request.off("continue", begin);
      write(request);
    };
    const impatience = setTimeout(begin, CONTINUE_WAIT);
    request.once("continue", begin);
    request.on("response", (response) => {
      clearTimeout(impatience);
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() });
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
