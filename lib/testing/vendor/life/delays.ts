import { z } from "zod";

/** How long the vendor and people take, in milliseconds of the stand-in's time. By default nobody waits for them: see `speed`. */
export interface Delays {
  /** From the send to when the message is with the aggregator; 1000 by default. */
  sent: number;
  /** Between two tries of a message that is not accepted; 60,000. */
  retry: number;
  /** From there to each receipt; 2000. */
  receipt: number;
  /** From when a message arrives to its answer, and between several answers; 5000. */
  reply: number;
  /** From the request to the dialling of a call, and from there to the first ring; 1000. */
  dial: number;
  /** From the first ring to where the call is taken, or given up; 6000. */
  ring: number;
}

export const delayDefaults: Delays = { sent: 1000, retry: 60_000, receipt: 2000, reply: 5000, dial: 1000, ring: 6000 };

const time = z.number().nonnegative().optional();

export const delaysSchema = z.object({ sent: time, retry: time, receipt: time, reply: time, dial: time, ring: time } satisfies Record<keyof Delays, z.ZodType>);
