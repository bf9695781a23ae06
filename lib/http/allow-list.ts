import { type AddressTest, isRange, within } from "../networks.js";
import { PostbackError } from "../problems.js";

/** Tells whether an address may post. */
export type AllowList = AddressTest;

/** @param entries Addresses and ranges (`192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`). */
export function allowList(entries: readonly string[] | undefined): AllowList | undefined {
  if (!entries) return undefined;
  if (entries.length === 0) throw new PostbackError("CDYNE_ALLOW_INVALID", "It is empty, so that nobody could post.");
  const wrong = entries.find((entry) => !isRange(entry));
  if (wrong !== undefined) throw new PostbackError("CDYNE_ALLOW_INVALID", `It says "${wrong}".`);
  return within(entries);
}
