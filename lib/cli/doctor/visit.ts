import { type ClientRequest, type IncomingMessage, request as plain } from "node:http";
import { request as secure } from "node:https";
import { PassThrough, type Readable } from "node:stream";
import { TLSSocket } from "node:tls";
import { createBrotliDecompress, createInflateRaw, createUnzip } from "node:zlib";
import { USER_AGENT, postAsVendor } from "../../vendor-post.js";
import { errorCode } from "../error-code.js";

/** What is sent. */
export interface Sent {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Without a length. */
  readonly chunked?: boolean;
}

/** How it is sent. */
export interface Manner {
  /** How long the answer may take, in milliseconds. */
  readonly timeout: number;
  /** Certificates that are trusted in place of the public ones, for a private authority. */
  readonly ca?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How long the body waits for `100 Continue`, in milliseconds; as long as with a client of .NET by default. */
  readonly continueWait?: number | undefined;
}

/** An answer, or the code of what went wrong: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, … */
export type Visited = Visit | Unanswered;

export interface Visit {
  readonly status: number;
  readonly type: string;
  readonly location: string | undefined;
  readonly text: string;
  /** Whether the body was asked for with `100 Continue`. */
  readonly continued: boolean;
  /** When the certificate ends. */
  readonly certificateEnds: Date | undefined;
  /** When it was begun, and how long it took until the whole answer was there, in milliseconds. */
  readonly begun: number;
  readonly took: number;
}

export interface Unanswered {
  readonly failure: string;
}

/** More of an answer is not read. */
const LONGEST_ANSWER = 262_144;

const UNCOMPRESSED = { "accept-encoding": "identity" };
/** What an answer may be compressed with all the same. */
const DECODERS = new Map<string, (response: Readable) => Readable>([
  ["gzip", (response) => response.pipe(createUnzip())],
  ["x-gzip", (response) => response.pipe(createUnzip())],
  ["deflate", inflated],
  ["br", (response) => response.pipe(createBrotliDecompress())],
]);

/** Sends one request on a connection of its own, a post with the vendor's headers, and follows no redirect. Rejects only when it is aborted. */
export async function visit(url: URL, sent: Sent, manner: Manner): Promise<Visited> {
  const begun = Date.now();
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const request = begunRequest(url, sent, manner);
    let continued = false;
    const end = (result: Visited): void => {
      clearTimeout(deadline);
      resolve(result);
      request.destroy();
    };
    const deadline = setTimeout(() => end({ failure: "ETIMEDOUT" }), manner.timeout);
    request.on("continue", () => (continued = true));
    request.on("error", (error) => {
      if (manner.signal?.aborted) reject(error);
      end({ failure: errorCode(error) ?? "unknown" });
    });
    request.on("response", (response) => {
      const certificateEnds = endOfCertificate(response);
      textOf(response).then(
        (text) => {
          const { "content-type": type = "", location } = response.headers;
          end({ status: response.statusCode ?? 0, type, location, text, continued, certificateEnds, begun, took: performance.now() - begin });
        },
        (error: unknown) => end({ failure: errorCode(error) ?? "unknown" }),
      );
    });
  });
}

function begunRequest(url: URL, { method, headers: own, body = Buffer.alloc(0), chunked }: Sent, { ca, signal, continueWait }: Manner): ClientRequest {
  const headers = { ...UNCOMPRESSED, ...own };
  if (method !== "GET") return postAsVendor(url, body, { userAgent: USER_AGENT, headers, chunked, ca, signal, continueWait });
  return (url.protocol === "https:" ? secure : plain)(url, { headers, agent: false, ca, signal }).end();
}

async function textOf(response: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const end = (): void => resolve(text);
    const decoded = decodedOf(response);
    decoded.setEncoding("utf8");
    decoded.on("data", (chunk: string) => {
      text += chunk;
      if (text.length <= LONGEST_ANSWER) return;
      end();
      decoded.destroy();
    });
    decoded.on("end", end);
    response.on("error", reject);
    // What is compressed wrongly is read as far as it goes.
    if (decoded !== response) decoded.on("error", end);
  });
}

function decodedOf(response: IncomingMessage): Readable {
  const decode = DECODERS.get(response.headers["content-encoding"]?.trim().toLowerCase() ?? "");
  return decode ? decode(response) : response;
}

/** By the book in zlib's format, which the first byte tells; some servers send what is inside of it alone. */
function inflated(response: Readable): Readable {
  const result = new PassThrough();
  const end = (): void => void result.end();
  response.once("end", end);
  response.once("data", (first: Buffer) => {
    response.off("end", end);
    const decoder = (first[0] ?? 0) % 16 === 8 ? createUnzip() : createInflateRaw();
    decoder.write(first);
    // What is compressed wrongly ends here.
    decoder.on("error", end);
    response.pipe(decoder).pipe(result);
  });
  return result;
}

function endOfCertificate({ socket }: IncomingMessage): Date | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const ends = new Date(socket.getPeerCertificate().valid_to);
  return Number.isNaN(ends.getTime()) ? undefined : ends;
}
