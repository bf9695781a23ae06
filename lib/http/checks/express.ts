import { type HostRequest } from "../body.js";

/** A property of whatever the host has put there. */
export function property(of: unknown, name: PropertyKey): unknown {
  return (typeof of === "object" && of !== null) || typeof of === "function" ? Reflect.get(of, name) : undefined;
}

/** Calls a method of whatever the host has put there; `undefined` where there is none. */
export function call(of: unknown, method: string, ...values: unknown[]): unknown {
  const found = property(of, method);
  return typeof found === "function" ? Reflect.apply(found, of, values) : undefined;
}

/** Express's application; `undefined` where there is another host. */
export function appOf(req: HostRequest): unknown {
  return property(req, "app");
}
