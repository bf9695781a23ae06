import { type Handset } from "./life/handset.js";
import { type Interference } from "./protocols/interference.js";
import { type VendorNumber } from "./options.js";
import { type PostedBack } from "./life/poster.js";
import { type Requested } from "./protocols/requested.js";

/** A stand-in of the vendor that runs. */
export interface Vendor {
  /** Where it listens: `http://127.0.0.1:40123`. */
  readonly url: string;
  /** The base of the messaging operations, SMS Notify!'s older ones too: the client's `messagingUrl`. */
  readonly messagingUrl: string;
  /** The voice service: the client's `voiceUrl`. */
  readonly voiceUrl: string;
  /** The three together: `createClient({ ...vendor.clientOptions, postbackUrl })`. */
  readonly clientOptions: { readonly licenseKey: string; readonly messagingUrl: string; readonly voiceUrl: string };
  /** Where its ids come from: with it another run gives the same. */
  readonly seed: number;
  /** The first of the licence keys that it knows. */
  readonly licenseKey: string;
  /** Our numbers, in E.164 or as short codes. */
  readonly numbers: readonly string[];
  /** Every request that it has understood, in order. */
  readonly requests: readonly Requested[];
  /** Everything that it has posted, in order. */
  readonly postbacks: readonly PostedBack[];
  /** Somebody's telephone, to be told what to do. The same number gives the same one. */
  handset(number: string): Handset;
  /** Does to a number of ours what the vendor's staff can do. */
  assign(number: string, what: Omit<VendorNumber, "number" | "licenseKey">): void;
  /** Has something happen to the next request of an operation in place of its answer. */
  interfere(operation: string, interference: Interference): void;
  /** Posts a postback again, as nobody knows whether the vendor does. */
  repeat(posted: PostedBack): Promise<void>;
  /** The vendor's time. */
  now(): Date;
  /** Lets so many milliseconds pass, and resolves when all that falls into them has been done. */
  advance(ms: number): Promise<void>;
  /**
   * Resolves when everything that is under way has been posted and answered; what a user has scheduled for later waits on.
   * Handlers run after the answer: a receiver with `inline: true` answers when they have ended.
   */
  settled(): Promise<void>;
  /** Ends it, with every connection. */
  close(): Promise<void>;
}
