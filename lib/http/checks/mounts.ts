import { randomUUID } from "node:crypto";
import { type HostRequest } from "../body.js";
import { type Router } from "../router.js";
import { appOf, call, property } from "./express.js";

/** The routers of this library, and whether each is one without tokens. */
const routers = new WeakMap<object, { readonly open: boolean }>();

export function rememberRouter(router: Router, open: boolean): void {
  routers.set(router, { open });
}

/** A router of this library that takes a path, in a place of an application. */
interface Place {
  readonly router: object;
  /** Express's layer, within a route that of the handler. */
  readonly layer: object;
  /** Below a mount it answers all, and nothing behind it sees anything; elsewhere it passes on what has no right token. */
  readonly mounted: boolean;
}

/**
 * Whether the path of this request leads to a router of this library in a place that never sees anything, whatever the
 * path, because another place before it takes it all. The same router in two places is none, and neither is a place of
 * which another takes a part.
 */
export function isMountedTwice(req: HostRequest): boolean {
  const app = appOf(req);
  const path = pathIn(app, req);
  if (path === undefined) return false;
  const takers = (of: string): Place[] => placesIn(stackOf(app), of, "", req.method ?? "");
  const here = takers(path);
  return here.some(({ layer }, index) => isHidden(here, index) && !othersLike(path).some((other) => sees(takers(other), layer)));
}

function isHidden(places: readonly Place[], index: number): boolean {
  return places.slice(0, index).some(({ mounted, router }) => mounted || router === places[index]?.router);
}

function sees(places: readonly Place[], layer: object): boolean {
  const index = places.findIndex((place) => place.layer === layer);
  return index !== -1 && !isHidden(places, index);
}

/** The same path with another name in one place, and with one less or more: what is mounted below `/:name`, at the root or deeper is there as well. */
function othersLike(path: string): string[] {
  const segments = path.split("/").slice(1);
  const name = randomUUID();
  const others = segments.flatMap((_, index) => [segments.with(index, name), segments.toSpliced(index, 1)]);
  return [...others, [...segments, name]].map((other) => `/${other.join("/")}`);
}

function placesIn(stack: readonly unknown[], path: string, base: string, method: string): Place[] {
  return stack.flatMap((layer) => {
    const matched = isObject(layer) ? matchOf(layer, path) : undefined;
    if (!isObject(layer) || matched === undefined) return [];
    const route = property(layer, "route");
    if (route !== undefined) return takesMethod(route, method) ? stackOf(route).flatMap((inner) => placeOf(inner, path, base)) : [];
    const rest = path.slice(matched.length);
    if (rest !== "" && !rest.startsWith("/") && !matched.endsWith("/")) return [];
    const below = base + matched.replace(/\/$/, "");
    return [...placeOf(layer, rest, below), ...placesIn(stackOf(property(layer, "handle")), rest.startsWith("/") ? rest : `/${rest}`, below, method)];
  });
}

/** @param path As the handler sees it. */
function placeOf(layer: unknown, path: string, base: string): Place[] {
  const router = property(layer, "handle");
  const known = isObject(router) ? routers.get(router) : undefined;
  const rest = path.replace(/^\/+|\/+$/g, "");
  const mounted = base !== "";
  if (!isObject(layer) || !isObject(router) || !known || (known.open ? rest !== "" : mounted && rest.includes("/"))) return [];
  return [{ router, layer, mounted }];
}

/** What of a path a layer matches. Asked of a copy, because Express 4 keeps the answer in the layer. */
function matchOf(layer: object, path: string): string | undefined {
  const copy: unknown = Object.create(layer);
  const match = call(copy, "match", path);
  const matched = match === true ? property(copy, "path") : property(match, "path");
  return typeof matched === "string" ? matched : undefined;
}

function takesMethod(route: unknown, method: string): boolean {
  return (call(route, "_handlesMethod", method) ?? call(route, "_handles_method", method)) === true;
}

/** Of an application, a router or a route. Express 4 throws where Express 5 has its router. */
function stackOf(of: unknown): readonly unknown[] {
  return listOf(property(of, "stack") ?? property(property(of, "_router") ?? property(of, "router"), "stack"));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The request's path within its application, which may be mounted in another. */
function pathIn(app: unknown, { baseUrl = "", url = "" }: HostRequest): string | undefined {
  const [path = ""] = `${baseUrl}${url}`.split("?");
  const mount = property(app, "parent") === undefined ? "" : String(call(app, "path"));
  return path.startsWith(`${mount}/`) || path === mount ? path.slice(mount.length) || "/" : undefined;
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
