import { classify } from "cdyne-postback";
import { receipt, reply } from "./packets.js";

/** Postbacks that are posted side by side. */
export class Load {
  /** The keys of those that were answered with 200. */
  readonly acknowledged = new Set<string>();
  /** How many were answered with 503. */
  refused = 0;
  #posted = 0;
  #stopped = false;

  stop(): void {
    this.#stopped = true;
  }

  /** Posts until the receiver is gone, or `stop()`. */
  async post(url: string): Promise<void> {
    await Promise.all(Array.from({ length: 10 }, async () => this.#postInTurn(url)));
  }

  async #postInTurn(url: string): Promise<void> {
    while (!this.#stopped) {
      const number = (this.#posted += 1);
      const body = number % 3 === 0 ? receipt(String(number)).replace("7aa29a2f7a", String(number % 7)) : reply(number);
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const answer = await fetch(url, { method: "POST", headers, body }).catch(() => undefined);
      if (!answer) return;
      if (answer.status === 200) this.acknowledged.add(classify(body).key);
      if (answer.status === 503) this.refused += 1;
    }
  }
}
