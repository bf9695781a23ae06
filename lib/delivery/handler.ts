import { type Postback } from "../wire/postback.js";

/** What a handler is told about the run that it is in. */
export interface Delivery {
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted when the handler's deadline is over, or when `close()` does not wait any longer. */
  readonly signal: AbortSignal;
  /** The handler's name: its function's, or its place among those of its event. */
  readonly handler: string;
}

/**
 * Handles an event. It is done when it returns or, if it returns a promise, when that resolves. One that throws or
 * rejects is run again later; `throw new Retry({ after })` says when, `throw new Discard(reason)` that it is not.
 */
export type Handler<Event> = (event: Event, delivery: Delivery) => unknown;

/** A handler that threw, rejected, or took too long. */
export interface HandlerFailure {
  readonly event: Postback;
  readonly handler: string;
  readonly attempt: number;
  /** Exactly what the handler threw. After a deadline a `PostbackError` with the code `CDYNE_HANDLER_TIMEOUT`. */
  readonly error: unknown;
  /** What comes now: another attempt, none because all are used up, or none because the handler threw `Discard`. */
  readonly next: "retry" | "dead" | "discarded";
  /** For `retry`: how soon at the earliest, in milliseconds. */
  readonly retryIn: number | undefined;
}

/** Told of each handler that failed. */
export type ErrorHandler = (failure: HandlerFailure) => unknown;

/** Ends a subscription. */
export type Unsubscribe = () => void;
