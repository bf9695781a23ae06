import { type Clock } from "../clock.js";
import { within } from "../deadline.js";
import { type Claim, type Failure, type Settlement } from "../inbox/inbox.js";
import { errorDetails } from "../log.js";
import { PostbackError, type ProblemCode } from "../problems.js";
import { type Postback } from "../wire/postback.js";
import { type Backoff } from "./backoff.js";
import { type Delivery, type HandlerFailure } from "./handler.js";
import { isDiscard, isRetry } from "./verdicts.js";

/** How many attempts may be lost with their process, beyond those that may fail, before nobody believes in the next one. */
const LOSSES = 10;

/** How an attempt ended, as far as it is known without the inbox. */
export type Outcome = Omit<Settlement, "id" | "letPass">;

export interface AttemptOptions {
  /** A handler's deadline in milliseconds. */
  readonly timeout: number;
  readonly backoff: Backoff;
  readonly clock: Clock;
  /** Told of each handler that fails. */
  readonly tell: (failure: HandlerFailure) => Promise<void>;
}

/**
 * One try to deliver a postback: runs those of its handlers that are not done with it yet side by side, so that none
 * waits for another or fails with it.
 */
export class Attempt {
  readonly postback: Postback;
  readonly #number: number;
  readonly #options: AttemptOptions;
  readonly #handled: string[];
  readonly #runs: HandlerRun[] = [];
  readonly #unfinished: Promise<void>[] = [];
  #abandoned = false;
  /** How many handlers have to run again. */
  #failed = 0;
  /** What is noted of those that failed or discarded it; made only for them. */
  #failures: Failure[] | undefined;
  /** How long to wait before the next attempt, in milliseconds; `undefined` while none is wanted. */
  #retryIn: number | undefined;

  constructor({ postback, attempt, handled }: Claim, options: AttemptOptions) {
    this.postback = postback;
    this.#number = attempt;
    this.#options = options;
    this.#handled = [...handled];
  }

  /** @param id Tells the handler from all others, also after a restart. */
  run(id: string, name: string, handle: (delivery: Delivery) => unknown): void {
    if (this.#handled.length > 0 && (this.#handled.includes(id) || this.#handled.includes(discarded(id)))) return;
    const run = new HandlerRun(this.#number, name);
    this.#runs.push(run);
    try {
      const result = handle(run);
      if (isThenable(result)) this.#unfinished.push(this.#untilEnded(id, run, result));
      else this.#handled.push(id);
    } catch (error) {
      this.#unfinished.push(this.#note(id, name, error));
    }
  }

  /** How many handlers have been run, or were done with it before. */
  get handlers(): number {
    return this.#runs.length + this.#handled.length;
  }

  /** How many handlers have ended so far. */
  get progress(): number {
    return this.#handled.length + this.#failed;
  }

  /** Whether nobody waits for it any more. */
  get abandoned(): boolean {
    return this.#abandoned;
  }

  /** Whether too many attempts before this one never ended: most likely a handler ends the process. */
  get isHopeless(): boolean {
    return this.#number > LOSSES && this.#options.backoff(this.#number - LOSSES - 1) === undefined;
  }

  /** Ends without running any handler. */
  async giveUp(): Promise<Outcome> {
    const error = new PostbackError("CDYNE_ATTEMPTS_LOST");
    await this.#options.tell({ event: this.postback, handler: "none", attempt: this.#number, error, next: "dead", retryIn: undefined });
    return { state: "dead", handled: this.#handled, error: error.code, failures: [this.#failure("none", error.code)] };
  }

  /** Resolves when every handler is done or has failed, and was told of. */
  async ended(): Promise<Outcome> {
    if (this.#unfinished.length > 0) await Promise.all(this.#unfinished);
    if (this.#failed === 0) return this.#outcome(this.#handled.some(isDiscarded) ? "discarded" : "delivered");
    return this.#retryIn === undefined ? this.#outcome("dead") : this.#outcome("waiting", this.#retryIn);
  }

  /** Tells the handlers that nobody waits for them any more, and gives back the postback for another attempt. */
  abandon(): Outcome {
    this.#abandoned = true;
    for (const run of this.#runs) run.abort("CDYNE_CLOSED");
    return this.#outcome("waiting", 0);
  }

  /** Not put together by a spread: what is added to the copy of a literal costs V8 a hidden class each time. */
  #outcome(state: Outcome["state"], after?: number): Outcome {
    return { state, after, handled: this.#handled, error: this.#failures?.at(-1)?.error, failures: this.#failures };
  }

  #failure(handler: string, error: string): Failure {
    return { attempt: this.#number, at: new Date(this.#options.clock.now()), handler, error };
  }

  async #untilEnded(id: string, run: HandlerRun, result: PromiseLike<unknown>): Promise<void> {
    try {
      const late = (): never => {
        throw run.abort("CDYNE_HANDLER_TIMEOUT");
      };
      await within(result, this.#options.timeout, late, this.#options.clock);
      this.#handled.push(id);
    } catch (error) {
      await this.#note(id, run.handler, error);
    }
  }

  /** Notes that a handler failed, and tells. */
  async #note(id: string, handler: string, error: unknown): Promise<void> {
    (this.#failures ??= []).push(this.#failure(id, Object.values(errorDetails(error)).map(String).join(" ")));
    const about = { event: this.postback, handler, attempt: this.#number, error };
    if (isDiscard(error)) {
      this.#handled.push(discarded(id));
      return this.#options.tell({ ...about, next: "discarded", retryIn: undefined });
    }
    this.#failed += 1;
    const wait = this.#options.backoff(this.#number);
    const retryIn = isRetry(error) && wait !== undefined ? error.after : wait;
    if (retryIn !== undefined) this.#retryIn = Math.max(this.#retryIn ?? 0, retryIn);
    return this.#options.tell({ ...about, next: retryIn === undefined ? "dead" : "retry", retryIn });
  }
}

/** How a handler is noted that threw `Discard`: also after a retry of the others the postback counts as discarded. */
function discarded(id: string): string {
  return `${id}${DISCARDED}`;
}

function isDiscarded(handled: string): boolean {
  return handled.endsWith(DISCARDED);
}

const DISCARDED = " (discarded)";

class HandlerRun implements Delivery {
  readonly attempt: number;
  readonly handler: string;
  #controller: AbortController | undefined;
  #reason: PostbackError | undefined;

  constructor(attempt: number, handler: string) {
    this.attempt = attempt;
    this.handler = handler;
  }

  /** Made only for a handler that looks at it. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  abort(code: ProblemCode): PostbackError {
    this.#reason = new PostbackError(code);
    this.#controller?.abort(this.#reason);
    return this.#reason;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  const holds = (typeof value === "object" && value !== null) || typeof value === "function";
  return holds && "then" in value && typeof value.then === "function";
}
