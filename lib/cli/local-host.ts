import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { isLoopback, within, withoutBrackets } from "../networks.js";
import { UsageError } from "./refusal.js";

/** Whether a URL leads to this machine: each address of its host is a loopback address, or one of this machine's own. */
export async function isThisMachine({ hostname }: URL): Promise<boolean> {
  const addresses = await lookup(withoutBrackets(hostname), { all: true }).catch(() => []);
  const interfaces = Object.values(networkInterfaces()).flatMap((of = []) => of.map(({ address }) => address));
  const isOwn = within(["0.0.0.0", "::", ...interfaces]);
  return addresses.length > 0 && addresses.every(({ address }) => isLoopback(address) || isOwn(address));
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
