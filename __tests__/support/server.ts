import { type IncomingHttpHeaders, type RequestListener, type Server, createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const servers = new Set<Server>();

/** Serves on a free port of this machine; `closeServers` ends it. */
export async function serve(app: RequestListener): Promise<string> {
  const server = createServer(app);
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function closeServers(): Promise<void> {
  await Promise.all(
    [...servers].map(async (server) => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }),
  );
  servers.clear();
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<string> {
  const url = await serve(() => {});
  await closeServers();
  return new URL(url).port;
}

export interface Post {
  body?: string | Buffer;
  method?: string;
  headers?: Record<string, string>;
}

/** Sends a request as the vendor does: its own headers, and the body only after `100 Continue`. */
export async function send(url: string, { body = "", method = "POST", headers = {} }: Post = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const vendor = {
      "user-agent": "CDYNE SMSv2",
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(Buffer.byteLength(body)),
      expect: "100-continue",
    };
    const sent = request(url, { method, agent: false, headers: method === "POST" ? { ...vendor, ...headers } : headers });
    sent.on("continue", () => sent.end(body));
    sent.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() });
        sent.destroy();
      });
    });
    sent.on("error", reject);
    if (method === "POST" && sent.getHeader("expect")) sent.flushHeaders();
    else sent.end(body);
  });
}

/** Writes bytes to a socket as they are, and gives everything that comes back until the other side ends or `until` holds. */
export async function exchange(url: string, bytes: string | Buffer, until: (received: string) => boolean = () => false): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let received = "";
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on("data", (chunk) => {
      received += chunk.toString("latin1");
      if (until(received)) socket.destroy();
    });
    socket.on("close", () => resolve(received));
    socket.on("error", reject);
  });
}
