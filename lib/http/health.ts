import { type InboxHealth } from "../inbox/inbox.js";
import { send } from "./answer.js";
import { type Listener } from "./router.js";

/** How a receiver is doing. */
export interface Health extends Omit<InboxHealth, "oldest"> {
  /** How long ago the oldest one that waits or runs was received, in milliseconds; 0 when there is none. */
  oldestAge: number;
}

const HEADERS = { "content-type": "application/json", "cache-control": "no-store" };

/** Answers with the health as JSON: 200, or 503 when the inbox does not answer. */
export function createHealthListener(health: () => Promise<Health>): Listener {
  return (_req, res) => {
    health()
      .then((now) => ({ status: 200, text: JSON.stringify({ inbox: "up", ...now }) }))
      .catch(() => ({ status: 503, text: JSON.stringify({ inbox: "down" }) }))
      .then((answer) => send(res, { ...answer, headers: HEADERS }))
      .catch(() => res.destroy());
  };
}
