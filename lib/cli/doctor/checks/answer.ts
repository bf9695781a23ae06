import { type Finding, finding } from "../../../findings/finding.js";
import { withoutToken } from "../token.js";
import { type Visit, type Visited } from "../visit.js";

const GREETS = /^This PostBackURL works/;

/** What an answer to a probe says that is not this library's report. @param greeting The answer to GET. */
export function answer(visit: Visit, url: URL, greeting: Visited): Finding {
  const { status, location, type } = visit;
  if (isRedirect(visit)) return finding("DOCTOR_REDIRECT", `${status}${leadingTo(location, url)}`);
  if (status === 404) return finding(greets(greeting) ? "DOCTOR_PROBE_OFF" : isBare(visit) ? "DOCTOR_TOKEN_UNKNOWN" : "DOCTOR_NOT_FOUND");
  if (status === 429) return finding("DOCTOR_RATE_LIMIT", "Status 429.");
  if (status < 200 || status > 299) return finding("DOCTOR_STATUS", String(status));
  if (isPage(visit)) return finding("DOCTOR_WEB_PAGE");
  return finding("DOCTOR_PROBE_UNANSWERED", type === "" ? undefined : `It answers with ${type}.`);
}

export function greets(visited: Visited): boolean {
  return "status" in visited && visited.status === 200 && GREETS.test(visited.text);
}

export function isRedirect({ status }: Visit): boolean {
  return status >= 300 && status <= 399 && status !== 304;
}

/** Markup; whatever a framework sends may call itself `text/html`. */
export function isPage({ type, text }: Visit): boolean {
  return /^\s*<(?:!doctype|html)\b/i.test(text) || (/^text\/html\b/i.test(type) && /<[a-z!]/i.test(text));
}

/** As this library answers a wrong token; other hosts have something to say. */
function isBare({ type, text }: Visit): boolean {
  return type === "" && text === "";
}

function leadingTo(location: string | undefined, from: URL): string {
  return location !== undefined && URL.canParse(location, from.href) ? ` to ${withoutToken(new URL(location, from))}` : "";
}
