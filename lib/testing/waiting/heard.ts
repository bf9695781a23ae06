import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type Counters, type DeliveryState, type Postback } from "../../index.js";

const CHANNELS = ["cdyne-postback:recorded", "cdyne-postback:delivered", "cdyne-postback:failed"];

/**
 * What a receiver tells of postbacks while somebody listens: an inbox may have dropped some before the next look. Each of
 * them is known by its key, with the state that it got last; `recorded` before that.
 */
export class Heard extends Map<string, { readonly postback: Postback; readonly state: DeliveryState | "recorded" }> {
  readonly #hear: (message: unknown) => void;

  /** @param receiver What tells the receiver from others in this process. */
  constructor(receiver: Readonly<Counters>, matches: (postback: Postback) => boolean) {
    super();
    this.#hear = (message) => {
      if (isTold(message) && message.counters === receiver && matches(message.postback)) {
        this.set(message.postback.key, { postback: message.postback, state: message.state ?? "recorded" });
      }
    };
    for (const name of CHANNELS) subscribe(name, this.#hear);
  }

  close(): void {
    for (const name of CHANNELS) unsubscribe(name, this.#hear);
  }
}

interface Told {
  readonly postback: Postback;
  readonly counters: Counters;
  readonly state?: DeliveryState;
}

function isTold(message: unknown): message is Told {
  return typeof message === "object" && message !== null && "postback" in message && "counters" in message;
}
