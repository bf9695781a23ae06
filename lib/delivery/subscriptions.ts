import { EventEmitter } from "eventemitter3";
import { within } from "../deadline.js";
import { didYouMean } from "../did-you-mean.js";
import { type Log, errorDetails } from "../log.js";
import { PostbackError } from "../problems.js";
import { type EventName, type Postback, type PostbackEvents, eventNames } from "../wire/postback.js";
import { Attempt } from "./attempt.js";
import { type ErrorHandler, type Handler, type HandlerFailure, type Unsubscribe } from "./handler.js";

type Listeners = Record<EventName | "any", [attempt: Attempt]> & {
  error: [failure: HandlerFailure, told: Promise<void>[]];
};

/** The application's handlers. */
export class Subscriptions {
  readonly #emitter = new EventEmitter<Listeners>();
  /** The functions subscribed to each event, to find one that is subscribed twice. */
  readonly #handlers = new Map<keyof Listeners, Set<unknown>>();
  readonly #timeout: number;
  readonly #log: Log;
  #running = 0;

  /** @param timeout A handler's deadline in milliseconds. */
  constructor(timeout: number, log: Log) {
    this.#timeout = timeout;
    this.#log = log;
  }

  on<Name extends EventName>(name: Name, handler: Handler<PostbackEvents[Name]>): Unsubscribe {
    if (!eventNames.includes(name)) throw new PostbackError("CDYNE_EVENT_UNKNOWN", didYouMean(name, eventNames));
    const handlerName = this.#admit(name, handler);
    const listener = (attempt: Attempt): void => {
      const { postback } = attempt;
      if (isEvent(postback, name)) attempt.run(handlerName, (delivery) => handler(postback, delivery));
    };
    return this.#subscribe(name, handler, listener);
  }

  onAny(handler: Handler<Postback>): Unsubscribe {
    const handlerName = this.#admit("any", handler);
    const listener = (attempt: Attempt): void =>
      attempt.run(handlerName, (delivery) => handler(attempt.postback, delivery));
    return this.#subscribe("any", handler, listener);
  }

  onError(handler: ErrorHandler): Unsubscribe {
    this.#admit("error", handler);
    const listener = (failure: HandlerFailure, told: Promise<void>[]): void => {
      told.push(this.#guarded(handler, failure));
    };
    return this.#subscribe("error", handler, listener);
  }

  /** Runs all handlers for a postback; resolves to whether all of them are done with it. Never rejects. */
  async deliver(postback: Postback, number: number): Promise<boolean> {
    const attempt = new Attempt(postback, number, this.#timeout, async (failure) => this.#tell(failure));
    this.#running += 1;
    try {
      // The handlers share it.
      Object.freeze(postback);
      this.#emitter.emit(postback.type, attempt);
      this.#emitter.emit("any", attempt);
      const { handlers, failures } = await attempt.ended();
      if (handlers === 0) this.#log.warnOnce("CDYNE_HANDLER_NONE", postback.type);
      return failures === 0;
    } finally {
      this.#running -= 1;
    }
  }

  /** Checks a handler that is to be subscribed, and gives its name. */
  #admit(name: keyof Listeners, handler: unknown): string {
    if (typeof handler !== "function") throw new PostbackError("CDYNE_HANDLER_INVALID", `It is of type ${typeof handler}.`);
    if (this.#handlers.get(name)?.has(handler)) this.#log.warnOnce("CDYNE_HANDLER_REPEATED", name);
    if (this.#running > 0) this.#log.warnOnce("CDYNE_HANDLER_LATE", name);
    return handler.name || `${name}#${this.#emitter.listenerCount(name) + 1}`;
  }

  #subscribe<Name extends keyof Listeners>(
    name: Name,
    handler: unknown,
    listener: EventEmitter.EventListener<Listeners, Name>,
  ): Unsubscribe {
    const handlers = this.#handlers.get(name) ?? new Set();
    this.#handlers.set(name, handlers.add(handler));
    this.#emitter.on(name, listener);
    return () => {
      handlers.delete(handler);
      this.#emitter.off(name, listener);
    };
  }

  async #tell(failure: HandlerFailure): Promise<void> {
    const told: Promise<void>[] = [];
    if (!this.#emitter.emit("error", failure, told)) {
      const { event, handler, attempt, error } = failure;
      this.#log.error("CDYNE_HANDLER_FAILED", { event: event.type, handler, attempt, ...errorDetails(error) });
    }
    await Promise.all(told);
  }

  async #guarded(handler: ErrorHandler, failure: HandlerFailure): Promise<void> {
    const run = async (): Promise<unknown> => handler(failure);
    const late = (): never => {
      throw new PostbackError("CDYNE_HANDLER_TIMEOUT");
    };
    try {
      await within(run(), this.#timeout, late);
    } catch (error) {
      const { event, handler: name, error: original } = failure;
      const about = { event: event.type, handler: name, failure: errorDetails(original) };
      this.#log.error("CDYNE_ON_ERROR_FAILED", { ...about, ...errorDetails(error) });
    }
  }
}

function isEvent<Name extends EventName>(postback: Postback, name: Name): postback is PostbackEvents[Name] {
  return postback.type === name;
}
