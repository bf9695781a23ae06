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
}

/** A body, or why there is none. */
export type BodyResult = { readonly body: Body } | { readonly failure: BodyFailure };

/** `gone`: the client hung up. */
export type BodyFailure = "too-large" | "too-slow" | "gone";

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
    const body = keptBody(req);
    if (body !== undefined) return { body };
    if (req.readableEnded) return leftBody(req);
    const read = req.headers["content-encoding"] === undefined ? readStream(req, limit) : inflate(req, res);
    return within(read, timeout, () => ({ failure: "too-slow" }));
  };
}

async function readStream(req: HostRequest, limit: number): Promise<BodyResult> {
  const announced = req.headers["content-length"];
  if (Number(announced) > limit) return { failure: "too-large" };
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer | string) => {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      size += bytes.length;
      if (size > limit) resolve({ failure: "too-large" });
      else chunks.push(bytes);
    });
    req.on("end", () => {
      // Somebody else has read a part of it before.
      if (announced !== undefined && size < Number(announced)) reject(new PostbackError("CDYNE_BODY_LOST"));
      else resolve({ body: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks) });
    });
    req.on("close", () => resolve({ failure: "gone" }));
    req.on("error", () => resolve({ failure: "gone" }));
  });
}

/** For a body that a proxy has compressed; the plain ones do not take this way, because it is the slower one. */
function inflater(limit: number): BodyReader {
  const parse = bodyParser.raw({ type: () => true, limit });
  return async (req, res) =>
    new Promise((resolve) => {
      parse(req, res, (error?: unknown) => resolve(error === undefined ? leftBody(req) : failure(error)));
    });
}

/**
 * What a parser kept. An empty object says nothing: the parsers of Express 4 set it on requests that they do not read.
 */
function keptBody({ rawBody, body }: HostRequest): Body {
  if (isBytesOrText(rawBody) && rawBody.length > 0) return rawBody;
  if (isBytesOrText(body)) return body.length > 0 ? body : undefined;
  return typeof body === "object" && body !== null && Object.keys(body).length > 0 ? body : undefined;
}

function isBytesOrText(value: unknown): value is string | Uint8Array {
  return typeof value === "string" || value instanceof Uint8Array;
}

/** The body after reading. There is none where none was posted, and where somebody before us read it and kept nothing. */
async function leftBody({ body, headers }: HostRequest): Promise<BodyResult> {
  if (isBytesOrText(body) || (typeof body === "object" && body !== null)) return { body };
  const announced = Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;
  if (announced) throw new PostbackError("CDYNE_BODY_LOST");
  return { body: undefined };
}

async function failure(error: unknown): Promise<BodyResult> {
  const type = typeof error === "object" && error !== null && "type" in error ? error.type : undefined;
  if (type === "entity.too.large") return { failure: "too-large" };
  if (type === "request.aborted") return { failure: "gone" };
  throw error;
}
