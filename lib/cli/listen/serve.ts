import { once } from "node:events";
import { type RequestListener, type Server, createServer } from "node:http";
import { isLoopback } from "../../networks.js";
import { errorCode } from "../error-code.js";
import { Refusal } from "../refusal.js";

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: "something listens there already; take another --port",
  EACCES: "this user may not; take a --port above 1023",
  EADDRNOTAVAIL: "this machine has no such address; see --host",
  ENOTFOUND: "there is no such host; see --host",
};

/** Listens, and gives the server and its port. */
export async function serve(listener: RequestListener, port: number, host: string): Promise<{ server: Server; port: number }> {
  const server = createServer(listener).listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new Refusal(`Cannot listen on ${host}, port ${port}: ${REASONS[errorCode(error) ?? ""] ?? String(error)}.`);
  }
  const address = server.address();
  return { server, port: typeof address === "object" && address ? address.port : port };
}

/** Whether only this machine can reach a server. */
export function isForThisMachine(server: Server): boolean {
  const address = server.address();
  return typeof address === "object" && isLoopback(address?.address);
}
