import { type Course } from "./course.js";
import { type VendorRequest } from "./transport.js";
import { VendorError } from "./vendor-error.js";

/** What fails before there is a connection. The same codes come from `read` and `write` too, when a request is already out. */
const CONNECTING: readonly unknown[] = ["connect", "getaddrinfo"];
/** `fetch` gives up connecting by a timer of its own, which is no system call. */
const CONNECT_TIMEOUT = "UND_ERR_CONNECT_TIMEOUT";

/** What a request comes to that got no answer. */
export function brokenRequest({ operation, repeatable }: VendorRequest, error: unknown, { late, left }: Course): VendorError {
  const uncertain = !repeatable && left && !neverConnected(error);
  return new VendorError(late ? "CDYNE_VENDOR_TIMEOUT" : "CDYNE_VENDOR_UNREACHABLE", { operation, retryable: true, uncertain, cause: withoutMessage(error) });
}

/** Then the request did not leave, so the vendor cannot have done anything. */
function neverConnected(error: unknown): boolean {
  const cause = causeOf(error);
  // Of a host with several addresses there is an error for each, and none for them all.
  const each = property(cause, "errors");
  const all: readonly unknown[] = Array.isArray(each) && each.length > 0 ? each : [cause];
  return all.every((one) => CONNECTING.includes(property(one, "syscall")) || property(one, "code") === CONNECT_TIMEOUT);
}

/** What it was, without its message: that of somebody's `fetch` may quote the URL, in which the licence key stands. */
function withoutMessage(error: unknown): Error {
  const name = error instanceof Error ? error.name : typeof error;
  return Object.assign(new Error([name, codeOf(error)].filter((part) => part !== "").join(" ")), { code: codeOf(error) });
}

function codeOf(error: unknown): string {
  const code = property(causeOf(error), "code");
  return typeof code === "string" ? code : "";
}

/** What `fetch` hides behind its own error. */
function causeOf(error: unknown): unknown {
  return property(error, "cause") ?? error;
}

/** An error of another realm is no instance of this one's `Error`. */
function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
