import { Socket } from "node:net";
import { type HostRequest } from "../body.js";

/** Node's and Express's own places from which a handler of requests is called. */
const REQUEST = /^\s*at .*\b(?:parserOnIncoming|onServerStream|Layer\.handle\w*)\b/;
/** Node's own places from which a module is loaded: once, although a request may have asked for it. */
const MODULE = /\(node:internal\/modules\//;

/** How many have been made in requests. One may be made where it is first needed, and kept. */
let madeInRequests = 0;

/** The moment at which an object is made, in the place where it is made. */
export class CreationTime {
  readonly #isInModule: boolean;
  /** Whether nothing has come in since. */
  #isNow = true;
  /** Which of those that were made in requests it is, from 1. */
  #place: number | undefined;

  constructor() {
    const places = stack().split("\n");
    const request = places.findIndex((place) => REQUEST.test(place));
    const module = places.findIndex((place) => MODULE.test(place));
    this.#isInModule = module !== -1 && (request === -1 || module < request);
    if (request !== -1 && !this.#isInModule) this.#place = madeInRequests += 1;
    process.nextTick(() => (this.#isNow = false));
  }

  /** Whether a handler of requests was at work further up in the stack, and others had been made in requests before. */
  get isRepeated(): boolean {
    return this.#place !== undefined && this.#place > 1;
  }

  /**
   * Also whether this request was there before: one that comes in later comes in a later turn. So it is found, too, when
   * the handler that makes the object has waited for something, and is no longer in the stack.
   */
  isRepeatedIn({ socket }: HostRequest): boolean {
    if (this.#isNow && !this.#isInModule && socket instanceof Socket) this.#place ??= madeInRequests += 1;
    return this.isRepeated;
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
