import { within } from "../deadline.js";
import { PostbackError } from "../problems.js";
import { type Postback } from "../wire/postback.js";
import { type Delivery, type HandlerFailure } from "./handler.js";

/** One try to deliver a postback: runs its handlers side by side, so that none waits for another or fails with it. */
export class Attempt {
  readonly postback: Postback;
  readonly #number: number;
  readonly #timeout: number;
  readonly #tell: (failure: HandlerFailure) => Promise<void>;
  readonly #unfinished: Promise<void>[] = [];
  #handlers = 0;
  #failures = 0;

  /**
   * @param timeout A handler's deadline in milliseconds.
   * @param tell Told of each handler that fails.
   */
  constructor(postback: Postback, number: number, timeout: number, tell: (failure: HandlerFailure) => Promise<void>) {
    this.postback = postback;
    this.#number = number;
    this.#timeout = timeout;
    this.#tell = tell;
  }

  run(handler: string, handle: (delivery: Delivery) => unknown): void {
    this.#handlers += 1;
    const delivery = new HandlerRun(this.#number, handler);
    try {
      const result = handle(delivery);
      if (!isThenable(result)) return;
      const ended = within<unknown>(result, this.#timeout, () => delivery.abort());
      this.#unfinished.push(
        ended.then(
          () => {},
          async (error: unknown) => this.#failed(handler, error),
        ),
      );
    } catch (error) {
      this.#unfinished.push(this.#failed(handler, error));
    }
  }

  /** Resolves when every handler is done or has failed, and was told of. */
  async ended(): Promise<{ handlers: number; failures: number }> {
    if (this.#unfinished.length > 0) await Promise.all(this.#unfinished);
    return { handlers: this.#handlers, failures: this.#failures };
  }

  async #failed(handler: string, error: unknown): Promise<void> {
    this.#failures += 1;
    await this.#tell({ event: this.postback, handler, attempt: this.#number, error });
  }
}

class HandlerRun implements Delivery {
  readonly attempt: number;
  readonly handler: string;
  #controller: AbortController | undefined;
  #late: PostbackError | undefined;

  constructor(attempt: number, handler: string) {
    this.attempt = attempt;
    this.handler = handler;
  }

  /** Made only for a handler that looks at it. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#late) this.#controller.abort(this.#late);
    }
    return this.#controller.signal;
  }

  abort(): never {
    this.#late = new PostbackError("CDYNE_HANDLER_TIMEOUT");
    this.#controller?.abort(this.#late);
    throw this.#late;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  const holds = (typeof value === "object" && value !== null) || typeof value === "function";
  return holds && "then" in value && typeof value.then === "function";
}
