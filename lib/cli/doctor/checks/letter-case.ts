import { type Finding, finding } from "../../../findings/finding.js";
import { type Host, type Probed, isProbed } from "../host.js";
import { ordinary } from "../samples.js";
import { type Visited } from "../visit.js";

/** Posts to the URL in lower and in upper case. */
export async function letterCase(host: Host): Promise<Finding[]> {
  const lower = await refusal(host, host.url.pathname.toLowerCase());
  if (lower !== undefined) return isOwn(lower) ? [finding("DOCTOR_LOWER_CASE", said(lower))] : inTrouble(host);
  const upper = await refusal(host, host.url.pathname.toUpperCase());
  // Nobody is known to post there: what fails need not have its reason in the letters.
  return upper !== undefined && isOwn(upper) ? [finding("DOCTOR_UPPER_CASE", said(upper))] : [];
}

/** The letters are the reason when it fails again. */
async function inTrouble(host: Host): Promise<Finding[]> {
  const again = await refusal(host, host.url.pathname.toLowerCase());
  return again === undefined ? [] : [finding("DOCTOR_LOWER_CASE", said(again))];
}

/** What a path gets that does not work, while the URL as it was given still does. */
async function refusal(host: Host, path: string): Promise<Visited | undefined> {
  if (path === host.url.pathname || host.limitedBy !== undefined) return undefined;
  const url = new URL(host.url);
  url.pathname = path;
  const visited: Visited | Probed = await host.probe(ordinary.body, url);
  return isProbed(visited) || (await host.takesNoMore(visited)) ? undefined : visited;
}

/** Whether it is an answer to this very path, and no failure. */
function isOwn(visited: Visited): boolean {
  return "status" in visited && visited.status < 500;
}

function said(visited: Visited): string {
  return "status" in visited ? `Status ${visited.status}.` : `No answer (${visited.failure}).`;
}
