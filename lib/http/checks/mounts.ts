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
  /** The lists of layers that it stands in, each within the one before, and those of them that something before it may leave. */
  readonly within: readonly Stack[];
  readonly left: readonly Stack[];
}

/** Of an application, a router or a route. */
type Stack = readonly unknown[];

/** Longer paths are not looked at: each segment costs another look at the application, and anybody can post a path. */
const MOST_SEGMENTS = 20;
const MOST_CHARACTERS = 500;

/** Where a layer stands. */
type Standing = Pick<Place, "within" | "left">;

/**
 * Whether the path of this request leads to a router of this library in a place that never sees anything, whatever the
 * path, because another place before it takes it all. The same router in two places is none, and neither is a place of
 * which another takes a part.
 */
export function isMountedTwice(req: HostRequest): boolean {
  const app = appOf(req);
  const path = pathIn(app, req);
  if (path === undefined || path.length > MOST_CHARACTERS || path.split("/").length - 1 > MOST_SEGMENTS) return false;
  const takers = (of: string): Place[] => placesIn(stackOf(app), of, "", req.method ?? "", NOWHERE);
  const here = takers(path);
  return here.some(({ layer }, index) => isHidden(here, index) && !othersLike(path).some((other) => sees(takers(other), layer)));
}

/** Not by a place that something before it may leave out with `next("router")`, as long as this one is not left out by that, too. */
function isHidden(places: readonly Place[], index: number): boolean {
  const place = places[index];
  return places.slice(0, index).some(({ mounted, router, left }) => (mounted || router === place?.router) && left.every((stack) => place?.within.includes(stack)));
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

const NOWHERE: Standing = { within: [], left: [] };

function placesIn(stack: Stack, path: string, base: string, method: string, outside: Standing): Place[] {
  const standing = standingIn(stack, outside);
  return stack.flatMap((layer) => {
    const matched = isObject(layer) ? matchOf(layer, path) : undefined;
    if (!isObject(layer) || matched === undefined) return [];
    const route = property(layer, "route");
    if (route !== undefined) return takesMethod(route, method) ? placesInRoute(stackOf(route), path, base, standing) : [];
    const rest = path.slice(matched.length);
    if (rest !== "" && !rest.startsWith("/") && !matched.endsWith("/")) return [];
    const below = base + matched.replace(/\/$/, "");
    const here = standing(isKnown(layer));
    return [...placeOf(layer, rest, below, here), ...placesIn(stackOf(property(layer, "handle")), rest.startsWith("/") ? rest : `/${rest}`, below, method, here)];
  });
}

function placesInRoute(stack: Stack, path: string, base: string, outside: (known: boolean) => Standing): Place[] {
  const standing = standingIn(stack, outside(stack.every(isKnown)));
  return stack.flatMap((layer) => placeOf(layer, path, base, standing(isKnown(layer))));
}

/** Gives for one layer of a stack after another where it stands. Whatever is not known may leave the stack: what stands behind it knows. */
function standingIn(stack: Stack, { within, left }: Standing): (known: boolean) => Standing {
  const inside = [...within, stack];
  let mayLeave = false;
  return (known) => {
    const standing = { within: inside, left: mayLeave ? [...left, stack] : left };
    mayLeave ||= !known;
    return standing;
  };
}

/** Whether a layer is a router, ours or Express's: these never leave what they stand in. */
function isKnown(layer: unknown): boolean {
  const handle = property(layer, "handle");
  return isObject(handle) && (routers.has(handle) || Array.isArray(property(handle, "stack")));
}

/** @param path As the handler sees it. */
function placeOf(layer: unknown, path: string, base: string, standing: Standing): Place[] {
  const router = property(layer, "handle");
  const known = isObject(router) ? routers.get(router) : undefined;
  const rest = path.replace(/^\/+|\/+$/g, "");
  const mounted = base !== "";
  if (!isObject(layer) || !isObject(router) || !known || (known.open ? rest !== "" : mounted && rest.includes("/"))) return [];
  return [{ router, layer, mounted, ...standing }];
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

/** Express 4 throws where Express 5 has its router. */
function stackOf(of: unknown): Stack {
  return listOf(property(of, "stack") ?? property(property(of, "_router") ?? property(of, "router"), "stack"));
}

function listOf(value: unknown): Stack {
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
