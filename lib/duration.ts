import ms, { type StringValue } from "ms";

/** Milliseconds, or a number with its unit: `"90s"`, `"5m"`, `"12h"`, `"30d"`. */
export type Duration = number | `${number}${"ms" | "s" | "m" | "h" | "d" | "w" | "y"}`;

/** A duration in milliseconds; NaN for what is none. */
export function milliseconds(duration: Duration): number {
  if (typeof duration === "number") return duration;
  return /^[\d.]+[a-z]+$/.test(duration) ? ms(duration as StringValue) : NaN;
}
