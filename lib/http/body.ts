import { type IncomingMessage, type ServerResponse } from "node:http";
import bodyParser from "body-parser";
import { within } from "../deadline.js";
import { PostbackError } from "../problems.js";
import { type Body } from "../wire/decode.js";

/** A request as it is after whatever the host has put before the router. */
export interface HostRequest extends IncomingMessage {
  body?: unknown;
  /** What a body parser's `verify` function often keeps. */
  rawBody?: unknown;
  /** Express's address of the client, which honours `trust proxy`. */
  ip?: string | undefined;
  /** Express's path of the mount. */
  baseUrl?: string;
  /** HTTP/2's own. */
  stream?: { aborted?: boolean };
}

/** A body, or why there is none. */
export type BodyResult = ReadBody | { readonly failure: BodyFailure };

export interface ReadBody {
  readonly body: Body;
  readonly via: BodyWay;
}

/** How a body came: from the request itself, or as what something before us kept of it. `parsed`: an object that a parser made. */
export type BodyWay = "stream" | "bytes" | "text" | "parsed";

/** `encoded`: nobody knows its Content-Encoding, or it is not what that says. `gone`: the client hung up. */
export type BodyFailure = "too-large" | "too-slow" | "encoded" | "gone";

/** Rejects when the body cannot be had, which is the host's fault and not the client's. */
export type BodyReader = (req: HostRequest, res: ServerResponse) => Promise<BodyResult>;

/**
 * Reads bodies: what a parser before us left of one, else the stream.
 *
 * @param limit In bytes.
 * @param timeout In milliseconds.
 */
export function bodyReader(limit: number, timeout: number): BodyReader {
  const inflate = inflater(limit);
  return async (req, res) => {
    if (announcedLength(req) > limit) return { failure: "too-large" };
    const kept = keptBody(req);
    if (kept) return isBytesOrText(kept.body) && kept.body.length > limit ? { failure: "too-large" } : kept;
    if (req.readableEnded) return { body: missingBody(req), via: "stream" };
    if (req.readableDidRead) throw new PostbackError("CDYNE_BODY_LOST");
    if (req.destroyed) return { failure: "gone" };
    const read = req.headers["content-encoding"] === undefined ? readStream(req, limit) : inflate(req, res);
    return within(read, timeout, () => ({ failure: "too-slow" }));
  };
}

async function readStream(req: HostRequest, limit: number): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer | string) => {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      size += bytes.length;
      if (size > limit) resolve({ failure: "too-large" });
      else chunks.push(bytes);
    });
    req.on("end", () => {
      // An HTTP/2 stream ends when it breaks off, too.
      if (req.stream?.aborted) resolve({ failure: "gone" });
      else resolve({ body: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks), via: "stream" });
    });
    req.on("close", () => resolve({ failure: "gone" }));
    req.on("error", () => resolve({ failure: "gone" }));
    // The host may have paused it.
    req.resume();
  });
}

/** For a body that a proxy has compressed; the plain ones do not take this way, because it is the slower one. */
function inflater(limit: number): BodyReader {
  const parse = bodyParser.raw({ type: () => true, limit });
  return async (req, res) =>
    new Promise((resolve, reject) => {
      // Body-parser itself would wait for the rest of a body that breaks off.
      req.on("close", () => {
        if (!req.complete) resolve({ failure: "gone" });
      });
      parse(req, res, (error?: unknown) => {
        if (isBytesOrText(req.body)) resolve({ body: req.body, via: "stream" });
        else if (typeOf(error) === "entity.too.large") resolve({ failure: "too-large" });
        else if (typeOf(error) === "request.aborted") resolve({ failure: "gone" });
        else if (error !== undefined && statusOf(error) < 500) resolve({ failure: "encoded" });
        else reject(error instanceof Error ? error : new PostbackError("CDYNE_BODY_LOST"));
      });
    });
}

function typeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "type" in error ? error.type : undefined;
}

/** The one that body-parser would answer with: below 500 it is the client's fault. */
function statusOf(error: unknown): number {
  return typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500;
}

/**
 * What a parser kept. An empty object says nothing: the parsers of Express 4 set it on requests that they do not read.
 */
function keptBody({ rawBody, body }: HostRequest): ReadBody | undefined {
  for (const kept of [rawBody, body]) {
    if (kept instanceof URLSearchParams) return { body: kept.toString(), via: "parsed" };
    if (isBytesOrText(kept) && kept.length > 0) return { body: kept, via: typeof kept === "string" ? "text" : "bytes" };
  }
  return isParsed(body) && Object.keys(body).length > 0 ? { body, via: "parsed" } : undefined;
}

function isBytesOrText(value: unknown): value is string | Uint8Array {
  return typeof value === "string" || value instanceof Uint8Array;
}

/** What a parser makes of a form or of JSON; not an object with a nature of its own, such as a stream. */
function isParsed(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The longest JSON that has nothing in it. */
const EMPTY_JSON = "{}".length;

/** A body of which nothing is left after it was read: there was nothing in it, or it is lost. */
function missingBody(req: HostRequest): undefined {
  const nothing = isParsed(req.body) ? announcedLength(req) <= EMPTY_JSON : announcedLength(req) === 0;
  if (!nothing || req.headers["transfer-encoding"] !== undefined) throw new PostbackError("CDYNE_BODY_LOST");
}

function announcedLength({ headers }: HostRequest): number {
  return Number(headers["content-length"] ?? 0);
}
