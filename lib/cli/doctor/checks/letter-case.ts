import { type Finding, finding } from "../../../findings/finding.js";
import { type Host, isProbed } from "../host.js";
import { ordinary } from "../samples.js";

/** Posts to the URL in lower and in upper case. */
export async function letterCase(host: Host): Promise<Finding[]> {
  const { pathname } = host.url;
  const lower = await refusal(host, pathname.toLowerCase());
  if (lower !== undefined) return [finding("DOCTOR_LOWER_CASE", `Status ${lower}.`)];
  const upper = await refusal(host, pathname.toUpperCase());
  return upper === undefined ? [] : [finding("DOCTOR_UPPER_CASE", `Status ${upper}.`)];
}

/** The status with which a path is refused. Of no answer, a limit and a failure the letters are not the reason. */
async function refusal(host: Host, path: string): Promise<number | undefined> {
  if (path === host.url.pathname || host.limitedBy !== undefined) return undefined;
  const url = new URL(host.url);
  url.pathname = path;
  const visited = await host.probe(ordinary.body, url);
  if (isProbed(visited) || !("status" in visited) || visited.status >= 500 || (await host.isLimited(visited))) return undefined;
  return visited.status;
}
