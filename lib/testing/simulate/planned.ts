import { type Postback, classify } from "../../index.js";

/** What a scenario can be made worse by, in the order in which faults are worked in. */
export const faultNames = [
  "unencoded-receipt",
  "wrong-charset",
  "broken-percent",
  "zero-then-one",
  "receipt-first",
  "out-of-order",
  "together",
  "repeated",
  "cut-off",
  "slow",
] as const;

export type FaultName = (typeof faultNames)[number];

/** How a body goes out. */
export type Manner =
  | { readonly is: "whole" }
  /** In pieces of so many bytes. */
  | { readonly is: "slow"; readonly piece: number }
  /** The connection ends behind so many bytes: it breaks, or the sender says that nothing more comes and waits for an answer. */
  | { readonly is: "cut-off"; readonly after: number; readonly breaks: boolean };

/** A post that is to be made. */
export interface PlannedPost {
  readonly body: Buffer;
  /** What the library makes of the whole body. */
  readonly event: Postback;
  readonly manner: Manner;
  /** What was done to it. */
  readonly faults: readonly FaultName[];
}

/** The posts of a life cycle: those of a wave go out at once, and each wave when the one before it is answered. */
export type Waves = readonly (readonly PlannedPost[])[];

/** A postback, posted as it is. */
export function planned(event: Postback): PlannedPost {
  return { body: Buffer.from(event.raw), event, manner: { is: "whole" }, faults: [] };
}

/** The same post with a fault. */
export function withFault(post: PlannedPost, fault: FaultName, manner: Manner = post.manner): PlannedPost {
  return { ...post, manner, faults: post.faults.includes(fault) ? post.faults : [...post.faults, fault] };
}

/** The same post with another body. */
export function withBody(post: PlannedPost, fault: FaultName, body: Buffer): PlannedPost {
  const { account, receivedAt } = post.event;
  return { ...withFault(post, fault), body, event: classify(body, { account, receivedAt }) };
}
