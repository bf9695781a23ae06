import { type ServerResponse } from "node:http";
import { type Answer, answers, send } from "./answer.js";
import { type HostRequest } from "./body.js";
import { type FirstRequests } from "./checks/first-requests.js";
import { rememberRouter } from "./checks/mounts.js";
import { type Receiver } from "./receive.js";

/** Takes a request, or passes it on where it is not one for us. */
export type Router = (req: HostRequest, res: ServerResponse, next: (error?: unknown) => void) => void;
/** Takes every request that it is given. */
export type Listener = (req: HostRequest, res: ServerResponse) => void;

/**
 * For Express's `app.use`: everything up to one segment below the mount is for us, what is deeper belongs to others.
 * Where there is no mount (at the root, or as a route: `app.post("/cdyne/:token", router)`), only a right token is for us.
 *
 * @param open Without tokens, when the mount itself is the PostBackURL.
 */
export function createRouter(receive: Receiver, open: boolean, first: FirstRequests): Router {
  const router: Router = (req, res, next) => {
    const path = pathOf(req);
    if (open ? path !== "" : req.baseUrl && path.includes("/")) {
      next();
      return;
    }
    const answer = (found: Answer): void => {
      if (found === answers.notFound && !req.baseUrl) next();
      else send(res, found);
    };
    if (first.pending) first.look(req, res, lastSegment(path));
    receive(req, res, lastSegment(path)).then(answer).catch(next);
  };
  rememberRouter(router, open);
  return router;
}

/** For `http.createServer` and whatever else takes a function of request and response: the last segment is the token. */
export function createListener(receive: Receiver, first: FirstRequests): Listener {
  return (req, res) => {
    const token = lastSegment(pathOf(req));
    if (first.pending) first.look(req, res, token);
    receive(req, res, token).then((answer) => send(res, answer)).catch(() => res.destroy());
  };
}

/** The path without the slashes around it, and without the query. A proxy may put the whole URL in its place. */
function pathOf({ url = "" }: HostRequest): string {
  const path = url.startsWith("/") ? url : url.replace(/^https?:\/\/[^/?]*/i, "");
  const query = path.indexOf("?");
  let start = 0;
  let end = query === -1 ? path.length : query;
  while (path[start] === "/" && start < end) start += 1;
  while (path[end - 1] === "/" && end > start) end -= 1;
  return path.slice(start, end);
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
