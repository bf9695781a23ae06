import { type InboxHealth } from "../inbox/inbox.js";
import { type Listener } from "./router.js";

/** How a receiver is doing. */
export interface Health extends Omit<InboxHealth, "oldest"> {
  /** How long ago the oldest one that waits or runs was received, in milliseconds; 0 when there is none. */
  oldestAge: number;
}

/** Answers with the health as JSON: 200, or 503 when the inbox does not answer. */
export function createHealthListener(health: () => Promise<Health>): Listener {
  return (_req, res) => {
    const send = (status: number, body: object): void => {
      res.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
      res.end(JSON.stringify(body));
    };
    health().then(
      (now) => send(200, { inbox: "up", ...now }),
      () => send(503, { inbox: "down" }),
    );
  };
}
