import { type ServerResponse } from "node:http";
import { send } from "./answer.js";
import { type HostRequest } from "./body.js";
import { type Receiver } from "./receive.js";
import { SHORTEST_TOKEN } from "./tokens.js";

/** Takes a request, or passes it on where it is not one for us. */
export type Router = (req: HostRequest, res: ServerResponse, next: (error?: unknown) => void) => void;
/** Takes every request that it is given. */
export type Listener = (req: HostRequest, res: ServerResponse) => void;

/**
 * For Express's `app.use`: everything up to one segment below the mount is for us, what is deeper belongs to others.
 * Mounted at the root, only a segment that is long enough for a token is for us.
 *
 * @param open Without tokens, when the mount itself is the PostBackURL.
 */
export function createRouter(receive: Receiver, open: boolean): Router {
  return (req, res, next) => {
    const segment = pathOf(req);
    const others = segment.includes("/") || (!req.baseUrl && segment.length < SHORTEST_TOKEN);
    if (open ? segment !== "" : others) next();
    else receive(req, res, segment).then((answer) => send(res, answer)).catch(next);
  };
}

/** For `http.createServer` and whatever else takes a function of request and response: the last segment is the token. */
export function createListener(receive: Receiver): Listener {
  return (req, res) => {
    const path = pathOf(req);
    const token = path.slice(path.lastIndexOf("/") + 1);
    receive(req, res, token).then((answer) => send(res, answer)).catch(() => res.destroy());
  };
}

/** The path without the slashes around it, and without the query. */
function pathOf({ url = "" }: HostRequest): string {
  const query = url.indexOf("?");
  let start = 0;
  let end = query === -1 ? url.length : query;
  while (url[start] === "/" && start < end) start += 1;
  while (url[end - 1] === "/" && end > start) end -= 1;
  return url.slice(start, end);
}
