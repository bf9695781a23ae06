import { type Subscriptions } from "../delivery/subscriptions.js";
import { type Log, errorDetails } from "../log.js";
import { type ReceiverReport } from "../probe-report.js";
import { type Health } from "./health.js";

/** What a receiver is made of, as far as it tells of it. */
export interface Parts {
  readonly durable: boolean;
  readonly delivers: boolean;
  readonly health: () => Promise<Health>;
  readonly subscriptions: Pick<Subscriptions, "handled" | "unhandled">;
  readonly log: Pick<Log, "said">;
}

/** How a receiver is, for a probe. */
export async function insideOf({ durable, delivers, health, subscriptions, log }: Parts): Promise<ReceiverReport> {
  return {
    production: process.env["NODE_ENV"] === "production",
    durable,
    inbox: await health().catch((error: unknown) => ({ error: codeOf(error) })),
    delivers,
    handlers: subscriptions.handled(),
    unhandled: subscriptions.unhandled(),
    warnings: [...log.said],
  };
}

/** What any account may know of a receiver that is everybody's: not how much the others have waiting, nor what comes to them. */
export function ofAllAccounts({ inbox, ...rest }: ReceiverReport): ReceiverReport {
  return { ...rest, inbox: "error" in inbox ? inbox : { answers: true }, unhandled: [] };
}

/** Never its message, which may name a file or a host. */
function codeOf(error: unknown): string {
  return String(Reflect.get(errorDetails(error), "errorCode") ?? "unknown");
}
