import { lookup } from "node:dns/promises";
import { isInside, isInsideHost, withoutBrackets } from "../../../networks.js";
import { type Finding, finding } from "../../../findings/finding.js";

/** Looks up the name of the host. */
export async function address(url: URL): Promise<Finding[]> {
  try {
    const found = await lookup(withoutBrackets(url.hostname), { all: true });
    const leadsInside = isInsideHost(url) || found.every((one) => isInside(one.address));
    return leadsInside ? [finding("DOCTOR_ADDRESS_PRIVATE")] : [];
  } catch {
    return [finding("DOCTOR_NAME_UNKNOWN")];
  }
}
