/** What is shorter is no secret, and may be part of any word. */
const SHORTEST = 6;

/** The last segment of a PostBackURL, which is its secret. */
export function tokenOf({ pathname }: URL): string {
  return pathname.split("/").findLast((segment) => segment !== "") ?? "";
}

/** A URL without its token and its query. */
export function withoutToken(url: URL): string {
  const path = url.pathname.replace(/[^/]+(?=\/*$)/, "…");
  return `${url.origin}${path}${url.search && "?…"}`;
}

/** A text in which a token is not to be read: in any letter case, and where characters of it are percent-encoded, once or more. */
export function hide(token: string, text: string): string {
  if (token.length < SHORTEST) return text;
  return text.replace(new RegExp(Array.from(token, spellingsOf).join(""), "giu"), "…");
}

function spellingsOf(char: string): string {
  const [lower, upper] = [char.toLowerCase(), char.toUpperCase()].map((one) => one.charCodeAt(0).toString(16));
  return `(?:\\u{${lower}}|%(?:25)*(?:${lower}|${upper}))`;
}
