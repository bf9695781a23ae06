import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type Counters, type DeliveryState, type Postback } from "../../index.js";

const CHANNELS = ["cdyne-postback:recorded", "cdyne-postback:delivered", "cdyne-postback:failed"];

/**
 * What a receiver tells of postbacks while somebody listens: an inbox may have dropped some before the next look. Each of
 * them is known by its key, with the state that it got last, `recorded` before that, and in which attempt.
 */
export class Heard extends Map<string, Sighting> {
  #failure: { readonly error: unknown } | undefined;
  readonly #hear: (message: unknown) => void;

  /** @param receiver What tells the receiver from others in this process. */
  constructor(receiver: Readonly<Counters>, matches: (postback: Postback) => boolean) {
    super();
    this.#hear = (message) => {
      if (!isTold(message) || message.counters !== receiver) return;
      const { postback, state = "recorded", attempt: attempts = 0 } = message;
      try {
        if (matches(postback)) this.set(postback.key, { postback, state, attempts });
      } catch (error) {
        // What a listener of a channel throws ends the process.
        this.#failure ??= { error };
      }
    };
    for (const name of CHANNELS) subscribe(name, this.#hear);
  }

  /** Throws what `matches` has thrown. */
  throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }

  close(): void {
    for (const name of CHANNELS) unsubscribe(name, this.#hear);
  }
}

/** How far a postback was seen to be. */
export interface Sighting {
  readonly postback: Postback;
  readonly state: DeliveryState | "recorded";
  readonly attempts: number;
}

interface Told {
  readonly postback: Postback;
  readonly counters: Counters;
  readonly state?: DeliveryState;
  readonly attempt?: number;
}

function isTold(message: unknown): message is Told {
  return typeof message === "object" && message !== null && "postback" in message && "counters" in message;
}
