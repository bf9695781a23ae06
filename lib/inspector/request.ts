import { type IncomingMessage } from "node:http";

/** A request as it is after whatever the host has put before the page. */
export interface HostRequest extends IncomingMessage {
  /** What a body parser has made of the body. */
  body?: unknown;
  /** Express's URL before any mount. */
  originalUrl?: string;
}

/** Where a request leads: the path below the mount without its first slash, and the query. */
export function placeOf({ url = "" }: HostRequest): { path: string; query: URLSearchParams } {
  const [path = "", search] = partsOf(url.replace(/^https?:\/\/[^/?]*/i, ""));
  return { path: path.replace(/^\/+/, ""), query: new URLSearchParams(search) };
}

/**
 * Where a browser has to go first when it asks for the mount itself without a slash behind it: all links of the pages are
 * relative, so that they hold below any path and behind a proxy that strips one.
 */
export function withSlash({ originalUrl, url = "" }: HostRequest): string | undefined {
  const [path = "", query] = partsOf(originalUrl ?? url);
  if (path.endsWith("/") || path === "") return undefined;
  // What looks like another host or scheme is a name here.
  return `./${path.slice(path.lastIndexOf("/") + 1)}/${query === undefined ? "" : `?${query}`}`;
}

function partsOf(url: string): string[] {
  const query = url.indexOf("?");
  return query === -1 ? [url] : [url.slice(0, query), url.slice(query + 1)];
}
