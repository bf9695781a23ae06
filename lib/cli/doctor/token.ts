/** What is shorter is no secret, and may be part of any word. */
const SHORTEST = 6;
/** What could be a token, wherever in a path it stands. */
const SECRET = /[a-z\d_-]{16}/i;

/** The last segment of a PostBackURL, which is its secret. */
export function tokenOf({ pathname }: URL): string {
  return segmentsOf(pathname).at(-1) ?? "";
}

/** Its last segment, and each other that could be a token: somebody may have put something behind it. */
export function secretsOf(url: URL): string[] {
  const segments = segmentsOf(url.pathname);
  return segments.filter((segment, index) => index === segments.length - 1 || SECRET.test(unescaped(segment)));
}

/** A URL without its secrets and its query. */
export function withoutToken(url: URL): string {
  const path = url.pathname.replace(/[^/]+(?=(\/*))/g, (segment, slashes: string, at: number, { length }: string) =>
    at + segment.length + slashes.length === length || SECRET.test(unescaped(segment)) ? "…" : segment,
  );
  return `${url.origin}${path}${url.search && "?…"}`;
}

/** A text in which secrets are not to be read: in any letter case, and where characters of them are percent-encoded, once or more, here or there. */
export function hide(secrets: readonly string[], text: string): string {
  return secrets
    .map(unescaped)
    .filter((secret) => secret.length >= SHORTEST)
    .reduce((left, secret) => left.replace(new RegExp(Array.from(secret, spellingsOf).join(""), "giu"), "…"), text);
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

/** As often as it was percent-encoded. */
function unescaped(text: string): string {
  const once = text.replace(/(?:%[\da-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
  return once === text ? text : unescaped(once);
}

function spellingsOf(char: string): string {
  const bare = `\\u{${char.codePointAt(0)?.toString(16)}}`;
  const escaped = [char.toLowerCase(), char.toUpperCase()].map((one) => Array.from(Buffer.from(one), (byte) => `%(?:25)*${byte.toString(16).padStart(2, "0")}`).join(""));
  return `(?:${[bare, ...escaped].join("|")})`;
}
