import { type IncomingHttpHeaders, type RequestListener, request } from "node:http";

/** What a proxy does to what it passes on. */
export interface Meddling {
  body?: (body: Buffer, headers: IncomingHttpHeaders) => Buffer;
  headers?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders;
}

const OF_THE_CONNECTION = ["expect", "transfer-encoding", "content-length"];

/** A proxy in front of a host: reads the whole body, and passes it on with its length. */
export function proxy(target: string, { body: change = (body) => body, headers: rewrite = (headers) => headers }: Meddling = {}): RequestListener {
  return (req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const body = change(Buffer.concat(chunks), req.headers);
      const headers = Object.fromEntries(Object.entries(rewrite(req.headers)).filter(([name]) => !OF_THE_CONNECTION.includes(name)));
      const onward = request(target + (req.url ?? ""), { method: req.method, headers: { ...headers, "content-length": body.length }, agent: false });
      onward.on("response", (answer) => answer.pipe(res.writeHead(answer.statusCode ?? 502, answer.headers)));
      onward.on("error", () => res.destroy());
      onward.end(body);
    });
  };
}
