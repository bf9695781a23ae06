import ms from "ms";

/** "ms" before "s", with which it ends too. */
const UNITS = ["ms", "s", "m", "h", "d", "w", "y"] as const;

/** Milliseconds, or a number with its unit: `"90s"`, `"5m"`, `"12h"`, `"30d"`. */
export type Duration = number | `${number}${(typeof UNITS)[number]}`;

/** A duration in milliseconds; NaN for what is none. The number is read as the type reads it: `"30 d"` and `"1.5h"` are durations. */
export function milliseconds(duration: unknown): number {
  if (typeof duration === "number") return duration;
  if (typeof duration !== "string") return NaN;
  const unit = UNITS.find((one) => duration.endsWith(one));
  const count = duration.slice(0, -(unit?.length ?? 0));
  return unit === undefined || count.trim() === "" ? NaN : Number(count) * ms(`1${unit}`);
}
