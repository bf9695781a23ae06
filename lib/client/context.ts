import { type Log } from "../log.js";
import { type Observers } from "./messages/observers.js";
import { type Transport } from "./request/transport.js";

/** What the methods of one client share. */
export interface ClientContext {
  /** In lower case. Never in an error or a log. */
  readonly licenseKey: string;
  readonly transport: Transport;
  /** Without a slash at its end, as the other address. */
  readonly messagingUrl: string;
  readonly voiceUrl: string;
  readonly voiceNamespace: string;
  /** The client's own, for sends and calls that name none. Read it with `postbackUrlFor()`, which checks it. */
  readonly postbackUrl: string | undefined;
  /** Reads the vendor's dates: `undefined` for year 1 and for what is no date. */
  readonly instant: (text: string | undefined) => Date | undefined;
  readonly log: Log;
  /** Who is told of the messages that are sent. */
  readonly observers: Observers;
}
