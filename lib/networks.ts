import { BlockList, isIP } from "node:net";

const LOOPBACK = ["127.0.0.0/8", "::1"];
/** RFC 6890: reached from the same machine or the same network only. */
const INSIDE = [...LOOPBACK, "0.0.0.0/8", "::", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10"];

/** Reserved for examples and tests by RFC 2606 and RFC 6761; the vendor's own documents are full of them. */
const EXAMPLE = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid)\.?$/i;
const LOCALHOST = /(?:^|\.)localhost\.?$/i;
const INSIDE_NAME = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa)\.?$/i;

/** Tells whether an address is in one of some ranges. */
export type AddressTest = (address: string | undefined) => boolean;

/** @param ranges Addresses and ranges: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`; see {@link isRange}. */
export function within(ranges: readonly string[]): AddressTest {
  const list = new BlockList();
  for (const { address, prefix, family } of ranges.flatMap((range) => subnetOf(range) ?? [])) list.addSubnet(address, prefix, family);
  return (address) => {
    const plain = address?.replace(/%.*$/, "") ?? "";
    const version = isIP(plain);
    return version !== 0 && list.check(plain, familyOf(version));
  };
}

export function isRange(text: string): boolean {
  return subnetOf(text) !== undefined;
}

/** The machine itself. */
export const isLoopback = within(LOOPBACK);
/** From which nobody posts who is not within the house. */
export const isInside = within(INSIDE);

/** Whether a URL leads to the machine itself, where nobody reads along. */
export function isLoopbackHost({ hostname }: URL): boolean {
  return LOCALHOST.test(hostname) || isLoopback(withoutBrackets(hostname));
}

/** Whether a host is this machine or in a private network, as far as its spelling says so. */
export function isInsideHost({ hostname }: URL): boolean {
  return INSIDE_NAME.test(hostname) || isInside(withoutBrackets(hostname));
}

export function isExampleHost({ hostname }: URL): boolean {
  return EXAMPLE.test(hostname);
}

/** An IPv6 address of a URL, as Node's functions take it. */
export function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, "");
}

function subnetOf(range: string): { address: string; prefix: number; family: "ipv4" | "ipv6" } | undefined {
  const [, address = "", prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(range.trim()) ?? [];
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || Number(prefix ?? 0) > longest) return undefined;
  return { address, prefix: Number(prefix ?? longest), family: familyOf(version) };
}

function familyOf(version: number): "ipv4" | "ipv6" {
  return version === 4 ? "ipv4" : "ipv6";
}
