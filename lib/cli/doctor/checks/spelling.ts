import { checkPostbackUrl } from "../../../client/index.js";
import { PostbackError, problems } from "../../../index.js";
import { isExampleHost, isInsideHost } from "../../../networks.js";
import { type Finding, finding, problem } from "../../../findings/finding.js";
import { tokenOf } from "../token.js";

/** The least that nobody guesses, and the characters that survive every way in which a URL is written. */
const TOKEN = /^[a-z0-9_-]{16,}$/i;

/** Looks at the URL as it is written. */
export function spelling(given: string): Finding[] {
  const invalid = wrongIn(given);
  if (invalid) return [invalid];
  const url = new URL(given);
  const local = isInsideHost(url);
  const plain = url.protocol === "http:" && !local;
  return [
    ...(given === given.toLowerCase() ? [] : [finding("DOCTOR_URL_UPPER_CASE")]),
    ...(url.search === "" ? [] : [finding("DOCTOR_URL_QUERY")]),
    ...(TOKEN.test(tokenOf(url)) ? [] : [finding("DOCTOR_TOKEN_WEAK")]),
    ...(plain ? [problem("CDYNE_POSTBACK_URL_PLAIN", "warning", "The URL is plain http.")] : []),
  ];
}

/** By the rules that the client has for what it sends to the vendor. */
function wrongIn(given: string): Finding | undefined {
  try {
    checkPostbackUrl(given);
    return undefined;
  } catch (error) {
    if (!(error instanceof PostbackError)) throw error;
    if (URL.canParse(given) && isExampleHost(new URL(given))) return finding("DOCTOR_ADDRESS_EXAMPLE");
    const detail = error.message.slice(problems[error.code].length).trim();
    return problem(error.code, "error", "The vendor cannot post to this URL.", detail);
  }
}
