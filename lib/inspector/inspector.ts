import { type ServerResponse } from "node:http";
import { checkOptions } from "../check-options.js";
import { inTime } from "../in-time.js";
import { type Postbacks } from "../index.js";
import { accessOf } from "./access.js";
import { type ActionName, actionNamed, actions } from "./actions.js";
import { assetAt } from "./assets.js";
import { filterOf, typedFilter } from "./filter.js";
import { readForm } from "./form.js";
import { securityHeaders } from "./headers.js";
import { type Html } from "./html.js";
import { layout } from "./layout.js";
import { Live } from "./live.js";
import { type InspectorOptions, optionsSchema } from "./options.js";
import { pages } from "./pages.js";
import { notAllowedPage, notLetIn, problemPage } from "./pages/problem.js";
import { type HostRequest, placeOf, withSlash } from "./request.js";
import { isSameOrigin } from "./same-origin.js";
import { type Page, type View, link } from "./view.js";

/** For Express's `app.use`, and for `http.createServer`, where nothing comes next. */
export type Inspector = (req: HostRequest, res: ServerResponse, next?: (error?: unknown) => void) => void;

/**
 * A page over the inbox: what came, what became of it, and what can be done with it.
 *
 * @example app.use("/inspect", inspector(postbacks, { authorize: (req) => req.user?.email }))
 */
export function inspector(postbacks: Postbacks, options: InspectorOptions = {}): Inspector {
  checkOptions("inspector()", optionsSchema, options);
  const access = accessOf(options);
  const live = new Live(postbacks);

  const answer = async (req: HostRequest, res: ServerResponse, path: string, query: URLSearchParams): Promise<void> => {
    for (const [name, value] of Object.entries(securityHeaders)) res.setHeader(name, value);
    const asset = assetAt(path);
    if (asset) return write(res, 200, asset.text, { "content-type": asset.type, "cache-control": "public, max-age=31536000, immutable" });
    const visitor = await access(req);
    if (!visitor) return writePage(res, 403, notLetIn);
    const isRead = req.method === "GET" || req.method === "HEAD";
    const action = actionNamed(path);
    if (action ? req.method !== "POST" : !isRead) return write(res, 405, "", { allow: action ? "POST" : "GET, HEAD" });
    if (path === EVENTS) return req.method === "HEAD" ? write(res, 200, "", {}) : live.listen(req, res);
    const slash = path === "" ? withSlash(req) : undefined;
    if (slash !== undefined) return write(res, 307, "", { location: slash });

    const view: View = { postbacks, query, visitor, show: visitor.reveal && query.get("reveal") === "yes", now: new Date() };
    const show = (page: Page): void => writePage(res, page.status ?? 200, layout(page, view, path));
    const make = pages.get(path);
    try {
      if (make) return show(await answered(make(view)));
      if (!action) return write(res, 404, "", {});
      if (visitor.readOnly || !isSameOrigin(req)) return show(notAllowedPage);
      const location = await answered(act(action, await readForm(req, res), view));
      write(res, 303, "", { location });
    } catch (error) {
      show(problemPage(error));
    }
  };

  return (req, res, next) => {
    const { path, query } = placeOf(req);
    if (next && !isOurs(path, req)) return next();
    answer(req, res, path, query).catch((error: unknown) => (next ? next(error) : res.destroy()));
  };
}

/** How long the inbox may take for a page or an action, in milliseconds. */
const answered = inTime(10_000);

/** Where the browser hears of changes. */
const EVENTS = "inspector.events";

/** At the root of a host, others may post to what is a page here. */
function isOurs(path: string, { method = "" }: HostRequest): boolean {
  if (pages.has(path)) return method === "GET" || method === "HEAD";
  return path === EVENTS || assetAt(path) !== undefined || actionNamed(path) !== undefined;
}

/** What is done with postbacks takes them out of such a filter. */
const LEFT_BEHIND = { state: undefined, until: undefined };

/** Does it, with one or with all of a filter, and gives the address to go on with. */
async function act(name: ActionName, form: URLSearchParams, view: View): Promise<string> {
  const { act, done } = actions[name];
  const key = form.get("key");
  const count = await act(view.postbacks, key === null ? filterOf(form, view.visitor) : [key], view.visitor.name);
  return key === null ? link(view, "", { ...typedFilter(form), ...LEFT_BEHIND, [done]: String(count) }) : link(view, "postback", { key, [done]: String(count) });
}

function writePage(res: ServerResponse, status: number, page: Html): void {
  write(res, status, page.markup, { "content-type": "text/html; charset=utf-8" });
}

function write(res: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>>): void {
  res.writeHead(status, { ...headers, "content-length": Buffer.byteLength(text) });
  res.end(res.req.method === "HEAD" ? undefined : text);
}
