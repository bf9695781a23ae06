import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { UsageError } from "./refusal.js";

/** Whether a URL leads to this machine: each address of its host is a loopback address, or one of this machine's own. */
export async function isThisMachine({ hostname }: URL): Promise<boolean> {
  const addresses = await lookup(hostname.replace(/^\[|\]$/g, ""), { all: true }).catch(() => []);
  const own = ownAddresses();
  return addresses.length > 0 && addresses.every(({ address }) => own.check(address, isIP(address) === 6 ? "ipv6" : "ipv4"));
}

function ownAddresses(): BlockList {
  const own = new BlockList();
  own.addSubnet("127.0.0.0", 8, "ipv4");
  own.addAddress("0.0.0.0", "ipv4");
  own.addAddress("::1", "ipv6");
  own.addAddress("::", "ipv6");
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { address, family } of addresses ?? []) own.addAddress(address, family === "IPv6" ? "ipv6" : "ipv4");
  }
  return own;
}

/**
 * Refuses to post to another machine unless `--yes` says that it is meant.
 *
 * @param danger What its application would do, for the sentence.
 */
export async function refuseOtherMachines(url: URL, yes: boolean, danger: string): Promise<void> {
  if (yes || (await isThisMachine(url))) return;
  throw new UsageError(`${url.host} is not this machine: its application would ${danger}. Add --yes if that is what you want.`);
}
