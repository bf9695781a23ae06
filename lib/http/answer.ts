import { type ServerResponse } from "node:http";

/** An answer to a request. It tells nothing of the inside. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text?: string;
  /** Whether the connection ends with it, and what is still to come is not waited for. */
  readonly hangUp?: boolean;
}

const EMPTY = { "content-length": "0" };
const GREETING = "This PostBackURL works: it is where CDYNE posts what becomes of texts and calls.\n";

/** Everything that a request can be answered with. */
export const answers = {
  recorded: { status: 200, headers: EMPTY },
  greeting: {
    status: 200,
    headers: { "content-type": "text/plain; charset=utf-8", "content-length": String(Buffer.byteLength(GREETING)) },
    text: GREETING,
  },
  notFound: { status: 404, headers: EMPTY, hangUp: true },
  methodNotAllowed: { status: 405, headers: { allow: "GET, HEAD, POST", ...EMPTY } },
  tooSlow: { status: 408, headers: EMPTY, hangUp: true },
  tooLarge: { status: 413, headers: EMPTY },
  encoded: { status: 415, headers: EMPTY },
  notRecorded: { status: 503, headers: EMPTY },
} as const satisfies Record<string, Answer>;

export function send(res: ServerResponse, { status, headers, text, hangUp = false }: Answer): void {
  if (res.headersSent || res.destroyed) return;
  if (hangUp) res.shouldKeepAlive = false;
  res.writeHead(status, headers);
  res.end(text);
}
