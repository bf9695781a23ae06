import { randomBytes } from "node:crypto";
import { type Finding, finding } from "../../../findings/finding.js";
import { type Host, isProbed } from "../host.js";
import { ordinary } from "../samples.js";
import { isPage, isRedirect } from "./answer.js";

/** Posts to a URL whose token nobody has given out. */
export async function wrongToken(host: Host): Promise<Finding[]> {
  const url = new URL(host.url);
  url.pathname = url.pathname.replace(/[^/]*(?=\/*$)/, randomBytes(16).toString("hex"));
  const visited = await host.probe(ordinary.body, url);
  if (!("status" in visited)) return [finding("DOCTOR_NOT_SEEN", `A wrong token: no answer (${visited.failure}).`)];
  if (await host.isLimited(visited)) return [];
  if (isProbed(visited)) return [finding("DOCTOR_OPEN_DOOR", "The receiver has `tokens: false`.")];
  if (isRedirect(visited)) return [finding("DOCTOR_WRONG_TOKEN_REDIRECTED", String(visited.status))];
  if (visited.status < 200 || visited.status > 299) return [];
  return [finding("DOCTOR_CATCH_ALL", `${isPage(visited) ? "A web page" : "Something else"} answers with ${visited.status}.`)];
}
