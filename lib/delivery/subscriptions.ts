import { EventEmitter } from "eventemitter3";
import { type Answering, type View } from "../answering/answering.js";
import { type Delivered } from "../answering/delivered.js";
import { type Clock } from "../clock.js";
import { within } from "../deadline.js";
import { didYouMean } from "../did-you-mean.js";
import { type Claim } from "../inbox/inbox.js";
import { type Log, errorDetails } from "../log.js";
import { PostbackError } from "../problems.js";
import { type EventName, type Postback, type PostbackEvents, eventNames } from "../wire/postback.js";
import { Attempt, type AttemptOptions, type Outcome } from "./attempt.js";
import { type Backoff } from "./backoff.js";
import { type ErrorHandler, type Handler, type HandlerFailure, type Unsubscribe } from "./handler.js";

type Listeners = Record<EventName | "any", [attempt: Attempt, view: View]> & {
  error: [failure: HandlerFailure, told: Promise<void>[]];
};

/** The application's handlers. */
export class Subscriptions {
  readonly #emitter = new EventEmitter<Listeners>();
  /** The functions subscribed to each event, by their names: an inbox notes by name which of them are done. */
  readonly #handlers = new Map<keyof Listeners, Map<string, { handler: unknown; place: number }>>();
  readonly #unhandled = new Set<EventName>();
  readonly #answering: Answering;
  readonly #timeout: number;
  readonly #attempts: AttemptOptions;
  readonly #log: Log;
  readonly #clock: Clock;
  #running = 0;

  /** @param timeout A handler's deadline in milliseconds. */
  constructor(answering: Answering, timeout: number, backoff: Backoff, log: Log, clock: Clock) {
    this.#answering = answering;
    this.#timeout = timeout;
    this.#attempts = { timeout, backoff, clock, tell: async (failure) => this.#tell(failure) };
    this.#log = log;
    this.#clock = clock;
  }

  on<Name extends EventName>(name: Name, handler: Handler<Delivered<PostbackEvents[Name]>>): Unsubscribe {
    if (!eventNames.includes(name)) throw new PostbackError("CDYNE_EVENT_UNKNOWN", didYouMean(name, eventNames));
    const handlerName = this.#admit(name, handler);
    const id = `${name}:${handlerName}`;
    const listener = (attempt: Attempt, view: View): void =>
      attempt.run(id, handlerName, (delivery) => {
        const event = view(id, delivery);
        return isEvent(event, name) ? handler(event, delivery) : undefined;
      });
    return this.#subscribe(name, handlerName, listener);
  }

  onAny(handler: Handler<Delivered<Postback>>): Unsubscribe {
    const handlerName = this.#admit("any", handler);
    const id = `any:${handlerName}`;
    const listener = (attempt: Attempt, view: View): void =>
      attempt.run(id, handlerName, (delivery) => handler(view(id, delivery), delivery));
    return this.#subscribe("any", handlerName, listener);
  }

  onError(handler: ErrorHandler): Unsubscribe {
    const handlerName = this.#admit("error", handler);
    const listener = (failure: HandlerFailure, told: Promise<void>[]): void => {
      told.push(this.#guarded(handler, failure));
    };
    return this.#subscribe("error", handlerName, listener);
  }

  /** The events that have handlers; `any` for those of `onAny()`. */
  handled(): (EventName | "any")[] {
    return ([...eventNames, "any"] as const).filter((name) => this.#emitter.listenerCount(name) > 0);
  }

  /** All handlers of events, by the names by which an inbox knows them. */
  names(): string[] {
    const events = [...this.#handlers].filter(([event]) => event !== "error");
    return events.flatMap(([event, handlers]) => [...handlers.keys()].map((name) => `${event}:${name}`)).sort();
  }

  /** The events that came while nobody was subscribed to them. */
  unhandled(): EventName[] {
    return [...this.#unhandled];
  }

  attempt(claim: Claim): Attempt {
    return new Attempt(claim, this.#attempts);
  }

  /** Runs the handlers; resolves when all of them are done or have failed. Never rejects. */
  async run(attempt: Attempt): Promise<Outcome> {
    const { postback } = attempt;
    this.#running += 1;
    try {
      if (attempt.isHopeless) {
        Object.freeze(postback);
        return await attempt.giveUp();
      }
      const view = await this.#answering.view(postback);
      if (attempt.abandoned) return attempt.abandon();
      this.#emitter.emit(postback.type, attempt, view);
      this.#emitter.emit("any", attempt, view);
      if (attempt.handlers === 0) {
        this.#unhandled.add(postback.type);
        this.#log.warnOnce("CDYNE_HANDLER_NONE", postback.type);
      }
      return await attempt.ended();
    } finally {
      this.#running -= 1;
    }
  }

  /** Checks a handler that is to be subscribed, and gives it a name that no other of the event has. */
  #admit(event: keyof Listeners, handler: unknown): string {
    if (typeof handler !== "function") throw new PostbackError("CDYNE_HANDLER_INVALID", `It is of type ${typeof handler}.`);
    const handlers = this.#handlers.get(event) ?? new Map<string, { handler: unknown; place: number }>();
    const others = [...handlers.values()];
    if (others.some((other) => other.handler === handler)) this.#log.warnOnce("CDYNE_HANDLER_REPEATED", event);
    if (this.#running > 0) this.#log.warnOnce("CDYNE_HANDLER_LATE", event);
    let place = 1;
    while (others.some((other) => other.place === place)) place += 1;
    // Without what a database may refuse.
    const own = handler.name.toWellFormed().replaceAll("\0", "");
    const name = own && !handlers.has(own) ? own : `${own || event}#${place}`;
    this.#handlers.set(event, handlers.set(name, { handler, place }));
    return name;
  }

  #subscribe<Event extends keyof Listeners>(
    event: Event,
    name: string,
    listener: EventEmitter.EventListener<Listeners, Event>,
  ): Unsubscribe {
    this.#emitter.on(event, listener);
    return () => {
      this.#handlers.get(event)?.delete(name);
      this.#emitter.off(event, listener);
    };
  }

  async #tell(failure: HandlerFailure): Promise<void> {
    const told: Promise<void>[] = [];
    if (!this.#emitter.emit("error", failure, told) && failure.next !== "discarded") {
      const { event, handler, attempt, error, next } = failure;
      this.#log.error("CDYNE_HANDLER_FAILED", { event: event.type, handler, attempt, next, ...errorDetails(error) });
    }
    await Promise.all(told);
  }

  async #guarded(handler: ErrorHandler, failure: HandlerFailure): Promise<void> {
    const run = async (): Promise<unknown> => handler(failure);
    const late = (): never => {
      throw new PostbackError("CDYNE_HANDLER_TIMEOUT");
    };
    try {
      await within(run(), this.#timeout, late, this.#clock);
    } catch (error) {
      const { event, handler: name, error: original } = failure;
      const about = { event: event.type, handler: name, failure: errorDetails(original) };
      this.#log.error("CDYNE_ON_ERROR_FAILED", { ...about, ...errorDetails(error) });
    }
  }
}

function isEvent<Name extends EventName>(event: Delivered<Postback>, name: Name): event is Delivered<PostbackEvents[Name]> {
  return event.type === name;
}
