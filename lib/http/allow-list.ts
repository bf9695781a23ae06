import { BlockList, isIP } from "node:net";
import { PostbackError } from "../problems.js";

/** Tells whether an address may post. */
export type AllowList = (address: string | undefined) => boolean;

/** @param entries Addresses and ranges (`192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`). */
export function allowList(entries: readonly string[] | undefined): AllowList | undefined {
  if (!entries) return undefined;
  if (entries.length === 0) throw new PostbackError("CDYNE_ALLOW_INVALID", "It is empty, so that nobody could post.");
  const list = new BlockList();
  entries.forEach((entry) => add(list, entry));
  return (address) => {
    const plain = address?.replace(/%.*$/, "") ?? "";
    const version = isIP(plain);
    return version !== 0 && list.check(plain, family(version));
  };
}

function add(list: BlockList, entry: string): void {
  const [, address = "", prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(entry.trim()) ?? [];
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || Number(prefix ?? 0) > longest) throw new PostbackError("CDYNE_ALLOW_INVALID", `It says "${entry}".`);
  list.addSubnet(address, Number(prefix ?? longest), family(version));
}

function family(version: number): "ipv4" | "ipv6" {
  return version === 4 ? "ipv4" : "ipv6";
}
