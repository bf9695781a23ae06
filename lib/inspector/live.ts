import { type ServerResponse } from "node:http";
import { within } from "../deadline.js";
import { type Postbacks } from "../index.js";
import { type HostRequest } from "./request.js";

/** How often the inbox is asked whether something has changed, how long it may take to say, and after how long a browser is let go to come again, in milliseconds. */
const INTERVAL = 1000;
const PATIENCE = 10_000;
const LONGEST = 5 * 60_000;

/** Tells browsers when something in the inbox has changed. The inbox is asked only while somebody listens, and once for all. */
export class Live {
  readonly #postbacks: Postbacks;
  readonly #listening = new Set<Listening>();
  #seen: string | undefined;
  #asking = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(postbacks: Postbacks) {
    this.#postbacks = postbacks;
  }

  /** Goes on answering until the browser leaves, the host's server stops listening, or time is up: browsers come again. */
  listen(req: HostRequest, res: ServerResponse): void {
    if (res.closed || req.socket.destroyed) return;
    const one: Listening = { req, res, until: Date.now() + LONGEST };
    res.once("close", () => this.#listening.delete(one));
    res.on("error", () => this.#listening.delete(one));
    // A connection that is kept for more would hold up a server that closes.
    res.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no", connection: "close" });
    tell(one, "retry: 2000\n\n");
    this.#listening.add(one);
    this.#timer ??= setInterval(() => this.#tick(), INTERVAL).unref();
  }

  #tick(): void {
    for (const one of this.#listening) {
      if (Date.now() < one.until && !hasStopped(one)) continue;
      this.#listening.delete(one);
      one.res.end();
    }
    if (this.#listening.size === 0) {
      clearInterval(this.#timer);
      this.#timer = this.#seen = undefined;
    } else if (!this.#asking) {
      void this.#ask();
    }
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    const now = await within(this.#look(), PATIENCE, () => "down").catch(() => "down");
    this.#asking = false;
    // The first time, too: something may have come before anybody looked.
    const message = now === this.#seen ? ":\n\n" : "event: change\ndata:\n\n";
    this.#seen = now;
    for (const one of this.#listening) tell(one, message);
  }

  /** What is another after each change that a page would show. */
  async #look(): Promise<string> {
    const [{ items }, { waiting, running, dead }] = await Promise.all([this.#postbacks.list({ limit: 1 }), this.#postbacks.health()]);
    return JSON.stringify([items.map(({ postback, repeats, state }) => [postback.key, repeats, state]), waiting, running, dead]);
  }
}

interface Listening {
  readonly req: HostRequest;
  readonly res: ServerResponse;
  readonly until: number;
}

/** Through `compression`, too, which would hold it back. */
function tell({ res }: Listening, message: string): void {
  res.write(message);
  const flush: unknown = Reflect.get(res, "flush");
  if (typeof flush === "function") Reflect.apply(flush, res, []);
}

/** A server that closes waits for all answers to end. */
function hasStopped({ req }: Listening): boolean {
  const server: unknown = Reflect.get(req.socket, "server");
  return typeof server === "object" && server !== null && Reflect.get(server, "listening") === false;
}
