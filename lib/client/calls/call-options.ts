import { z } from "zod";
import { date, number, text } from "../request/arguments.js";
import { callee } from "./callee.js";
import { Script } from "./script.js";

/** What each way of calling takes. */
interface AnyCall {
  /** What the call says: a text, in which nothing is a command, or a {@link Script}. */
  say: string | Script;
  /** The number that the callee sees; not the callee's own. */
  callerId: string;
  /** The name that the callee sees; most carriers ignore it. */
  callerName?: string | undefined;
  /** The voice that speaks, by its number; 0 (Diane, US English) by default. `client.voices()` lists them. */
  voice?: number | undefined;
  /** Where the vendor posts the states of this call: in lower case. The script's own by default, or else the client's. */
  postbackUrl?: string | undefined;
}

/** A call to one number, or one to each of several. An extension is dialled after the call is answered: `+17575550000x123`. */
export interface Call extends AnyCall {
  to: string | readonly string[];
  /** How often it is tried when it is not answered: 1 to 3. */
  tries?: number | undefined;
  /** Where the call goes when the callee presses 0. Not together with `tries`: that needs `callAdvanced()`. */
  transferTo?: string | undefined;
}

/** A call with all that the vendor offers. */
export interface AdvancedCall extends Call {
  /** How long to wait before it is tried again, in seconds; the vendor advises 60 or more. */
  nextTryAfter?: number | undefined;
  /** When to call; at once by default. */
  scheduledAt?: Date | undefined;
  /** How fast the voice speaks: 0 to 20, 10 by default. */
  rate?: number | undefined;
  /** How loud the voice speaks: 0 to 100, 100 by default. */
  volume?: number | undefined;
  /** How long the call may last; 0, the default, leaves it to the vendor, which advises that. */
  maxLength?: number | undefined;
  /** For `cancelCallsByReference()`. Postbacks do not have it. */
  referenceId?: string | undefined;
}

/** The same call to many numbers, in one request. */
export interface ManyCalls extends AnyCall {
  to: readonly string[];
  /** How many calls the vendor begins in a minute; 3000 by default. */
  callsPerMinute?: number | undefined;
  /** For `cancelCallsByReference()`. Postbacks do not have it. */
  referenceId?: string | undefined;
}

/** From `least` to `most`, or above 0. */
const whole = (least: number, most = 2_147_483_647) =>
  z.int("expected a whole number").min(least, `expected ${least} or more`).max(most, `expected ${most} or less`);
const calleeNumber = z.custom<string>((value) => typeof value === "string" && callee(value) !== undefined, "expected a phone number");
const callees = z.array(calleeNumber).nonempty();
const spoken = z.custom<string | Script>(
  (value) => (typeof value === "string" || value instanceof Script) && value.toString().trim() !== "",
  "expected a text or a script",
);

const anyCall = z.object({
  say: spoken,
  callerId: number,
  callerName: text.optional(),
  voice: whole(0).optional(),
  postbackUrl: text.optional(),
});

export const callSchema = anyCall.extend({
  to: z.union([calleeNumber, callees], { error: "expected a phone number, or a list of them" }),
  tries: whole(1, 3).optional(),
  transferTo: number.optional(),
});

export const advancedCallSchema = callSchema.extend({
  nextTryAfter: whole(0).optional(),
  scheduledAt: date.optional(),
  rate: whole(0, 20).optional(),
  volume: whole(0, 100).optional(),
  maxLength: whole(0).optional(),
  referenceId: text.optional(),
});

export const manyCallsSchema = anyCall.extend({
  to: callees,
  callsPerMinute: whole(1).optional(),
  referenceId: text.optional(),
});
