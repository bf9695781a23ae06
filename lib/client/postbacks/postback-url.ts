import { PostbackError } from "../../index.js";
import { isExampleHost, isLoopbackHost } from "../../networks.js";
import { type ClientContext } from "../context.js";

/** What else is asked of a PostbackURL. */
export interface PostbackUrlRules {
  /** For calls: "The URL must be in lowercase", says the vendor of StatusChangePostUrl. */
  lowerCase?: boolean | undefined;
}

/** Blanks, and what no URL has. `new URL()` would mend them, and the vendor would not. */
const FORBIDDEN = /[^\x21-\x7e]|["<>\\^`{|}]/;

/** What a template makes of a variable that is not set. */
const UNSET = /\/(?:undefined|null)\/?$/;

/** Throws CDYNE_POSTBACK_URL_INVALID for a URL to which the vendor could not post, or not as meant. */
export function checkPostbackUrl(url: string, { lowerCase = false }: PostbackUrlRules = {}): void {
  const wrong = wrongIn(url, lowerCase);
  if (wrong !== undefined) throw new PostbackError("CDYNE_POSTBACK_URL_INVALID", wrong);
}

/**
 * The PostbackURL of one send or call: its own, or else the client's. Checks it, and warns once when it is plain http.
 * `undefined` when there is none.
 */
export function postbackUrlFor(context: Pick<ClientContext, "postbackUrl" | "log">, own: string | undefined, rules?: PostbackUrlRules): string | undefined {
  const url = own ?? context.postbackUrl;
  if (url === undefined) return undefined;
  checkPostbackUrl(url, rules);
  const read = new URL(url);
  if (read.protocol === "http:" && !isLoopbackHost(read)) context.log.warnOnce("CDYNE_POSTBACK_URL_PLAIN");
  return url;
}

/** What is wrong with it, without the URL: its path is a secret. */
function wrongIn(url: unknown, lowerCase: boolean): string | undefined {
  if (typeof url !== "string") return "It is no text.";
  if (FORBIDDEN.test(url)) return "It has a blank or another character that no URL has.";
  if (!/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url)) return "It is no absolute http or https URL.";
  const read = new URL(url);
  if (read.username || read.password) return "It has a user name or password.";
  if (url.includes("#")) return "It has a fragment, which is never sent.";
  if (UNSET.test(read.pathname)) return 'It ends with "undefined" or "null" where the token belongs: a variable is most likely not set.';
  if (isExampleHost(read)) return "Its host is one of those that are reserved for examples.";
  if (lowerCase && url !== url.toLowerCase()) return "It has upper case, which the vendor does not take for calls.";
  return undefined;
}
