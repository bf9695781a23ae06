import { BlockList, isIP } from "node:net";

/** RFC 6890: addresses that are reached from the same machine or the same network only. */
const NETWORKS = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["::", 127, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
] as const;

const list = new BlockList();
for (const [address, prefix, family] of NETWORKS) list.addSubnet(address, prefix, family);

/** Whether a host name or an address is that of this machine or of a private network, as far as its spelling says so. */
export function isPrivate(host: string): boolean {
  if (/(?:^|\.)(?:localhost|local|internal|lan)\.?$/i.test(host)) return true;
  const address = host.replace(/^\[|\]$/g, "");
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 4 ? "ipv4" : "ipv6");
}
