import { BlockList, isIP } from "node:net";
import { UsageError } from "./refusal.js";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("0.0.0.0", "ipv4");
loopback.addAddress("::1", "ipv6");
loopback.addAddress("::", "ipv6");

/** Whether a URL leads to this machine and to no other. */
export function isThisMachine({ hostname }: URL): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const version = isIP(host);
  if (version === 0) return host === "localhost" || host.endsWith(".localhost");
  return loopback.check(host, version === 4 ? "ipv4" : "ipv6");
}

/**
 * Refuses to post to another machine unless `--yes` says that it is meant: what is posted there becomes events.
 *
 * @param what What would be posted, for the sentence.
 */
export function refuseOtherMachines(url: URL, yes: boolean, what: string): void {
  if (yes || isThisMachine(url)) return;
  throw new UsageError(`${url.host} is not this machine, and its application would take ${what} for real. With --yes it is done all the same.`);
}
