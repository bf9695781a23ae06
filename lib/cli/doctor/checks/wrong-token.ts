import { randomBytes } from "node:crypto";
import { type Finding, finding } from "../finding.js";
import { type Host, isProbed } from "../host.js";
import { ordinary } from "../samples.js";
import { isPage, isRedirect } from "./answer.js";

/** Posts to a URL whose token nobody has given out. */
export async function wrongToken(host: Host): Promise<Finding[]> {
  const url = new URL(host.url);
  url.pathname = url.pathname.replace(/[^/]*(?=\/*$)/, randomBytes(16).toString("hex"));
  const visited = await host.probe(ordinary.body, url);
  if (!("status" in visited)) return [];
  if (isRedirect(visited)) return [finding("DOCTOR_WRONG_TOKEN_REDIRECTED", String(visited.status))];
  if (visited.status < 200 || visited.status > 299) return [];
  const by = isProbed(visited) ? "The library itself does (`tokens: false`)" : isPage(visited) ? "A web page answers" : "Something else answers";
  return [finding("DOCTOR_OPEN_DOOR", `${by} with ${visited.status}.`)];
}
