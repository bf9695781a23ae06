import { type ServerResponse } from "node:http";

/** An answer to a request. It tells nothing of the inside. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Whether the connection ends with it. */
  readonly last?: boolean;
}

const EMPTY = { headers: {}, text: "" };

/** Everything that a request can be answered with. */
export const answers = {
  recorded: { status: 200, ...EMPTY },
  greeting: {
    status: 200,
    headers: { "content-type": "text/plain; charset=utf-8" },
    text: "This PostBackURL works: it is where CDYNE posts what becomes of texts and calls.\n",
  },
  notFound: { status: 404, ...EMPTY },
  methodNotAllowed: { status: 405, headers: { allow: "GET, HEAD, POST" }, text: "" },
  /** The rest of the body is not waited for. */
  tooSlow: { status: 408, ...EMPTY, last: true },
  tooLarge: { status: 413, ...EMPTY },
  notRecorded: { status: 503, ...EMPTY },
} as const satisfies Record<string, Answer>;

export function send(res: ServerResponse, { status, headers, text, last = false }: Answer): void {
  if (res.headersSent || res.destroyed) return;
  if (last) res.shouldKeepAlive = false;
  res.writeHead(status, { ...headers, "content-length": String(Buffer.byteLength(text)) });
  res.end(text);
}
