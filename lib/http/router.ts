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
    const [segment = "", ...deeper] = segments(req);
    const others = !req.baseUrl && segment.length < SHORTEST_TOKEN;
    if (open ? segment !== "" : deeper.length > 0 || others) next();
    else receive(req, res, segment).then((answer) => send(res, answer)).catch(next);
  };
}

/** For `http.createServer` and whatever else takes a function of request and response: the last segment is the token. */
export function createListener(receive: Receiver): Listener {
  return (req, res) => {
    const token = segments(req).at(-1) ?? "";
    receive(req, res, token).then((answer) => send(res, answer)).catch(() => res.destroy());
  };
}

function segments({ url = "" }: HostRequest): string[] {
  const [path = ""] = url.split("?", 1);
  return path.split("/").filter(Boolean);
}
