import { once } from "node:events";
import { type RequestListener, type Server, createServer } from "node:http";
import { BlockList, isIPv6 } from "node:net";
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

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Whether only this machine can reach a server. */
export function isLoopback(server: Server): boolean {
  const address = server.address();
  return typeof address === "object" && address !== null && loopback.check(address.address, isIPv6(address.address) ? "ipv6" : "ipv4");
}
