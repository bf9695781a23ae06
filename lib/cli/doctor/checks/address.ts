import { lookup } from "node:dns/promises";
import { type Finding, finding } from "../finding.js";
import { isPrivate } from "../private-address.js";

/** Looks up the name of the host. */
export async function address({ hostname }: URL): Promise<Finding[]> {
  const name = hostname.replace(/^\[|\]$/g, "");
  try {
    const found = await lookup(name, { all: true });
    const isInside = isPrivate(name) || found.every((one) => isPrivate(one.address));
    return isInside ? [finding("DOCTOR_ADDRESS_PRIVATE")] : [];
  } catch {
    return [finding("DOCTOR_NAME_UNKNOWN")];
  }
}
