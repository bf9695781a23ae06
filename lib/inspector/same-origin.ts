import { type IncomingMessage } from "node:http";

/**
 * Whether a request comes from a page of this very host, so that no page of another one can have something done in the
 * name of whoever is logged in here. Browsers say so in `Sec-Fetch-Site`, and over plain http at least in `Origin`.
 */
export function isSameOrigin({ headers }: IncomingMessage): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin";
  const hosts = [headers.host, headers["x-forwarded-host"]];
  if (!/^https?:\/\//i.test(headers.origin ?? "") || !URL.canParse(headers.origin ?? "")) return false;
  return hosts.includes(new URL(headers.origin ?? "").host);
}
