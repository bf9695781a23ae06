import { BlockList, isIP } from "node:net";

/** Reserved for examples and tests by RFC 2606 and RFC 6761; the vendor's own documents are full of them. */
const EXAMPLE = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid)\.?$/;

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

export function isExample({ hostname }: URL): boolean {
  return EXAMPLE.test(hostname);
}

/** The machine itself, where nobody reads along. */
export function isLoopback({ hostname }: URL): boolean {
  if (/(?:^|\.)localhost$/.test(hostname)) return true;
  const address = hostname.replace(/^\[|\]$/g, "");
  const version = isIP(address);
  return version !== 0 && loopback.check(address, version === 4 ? "ipv4" : "ipv6");
}
