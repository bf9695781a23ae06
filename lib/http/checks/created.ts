import { Socket } from "node:net";
import { type HostRequest } from "../body.js";

/** Node's and Express's own places from which a handler of requests is called. */
const REQUEST = /^\s*at .*\b(?:parserOnIncoming|onServerStream|Layer\.handle\w*)\b/;
/** Node's own places from which a module is loaded: once, although a request may have asked for it. */
const MODULE = /\(node:internal\/modules\//;

/** The moment at which an object is made, in the place where it is made. */
export class CreationTime {
  /** Whether a handler of requests is at work further up in the stack. */
  readonly isInRequest: boolean;
  readonly #isInModule: boolean;
  /** Whether nothing has come in since. */
  #isNow = true;

  constructor() {
    const places = stack().split("\n");
    const request = places.findIndex((place) => REQUEST.test(place));
    const module = places.findIndex((place) => MODULE.test(place));
    this.#isInModule = module !== -1 && (request === -1 || module < request);
    this.isInRequest = request !== -1 && !this.#isInModule;
    process.nextTick(() => (this.#isNow = false));
  }

  /**
   * Whether a request was there before: one that comes in later comes in a later turn. So it is found, too, when the
   * handler that makes the object has waited for something, and is no longer in the stack.
   */
  isDuring({ socket }: HostRequest): boolean {
    return this.#isNow && !this.#isInModule && socket instanceof Socket;
  }
}

/** All of it: a handler may be deep in the stack. */
function stack(): string {
  const before = Error.stackTraceLimit;
  try {
    Error.stackTraceLimit = Infinity;
    return String(new Error("Where am I?").stack);
  } catch {
    return "";
  } finally {
    Reflect.set(Error, "stackTraceLimit", before);
  }
}
