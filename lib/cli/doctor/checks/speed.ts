import { type Finding, finding } from "../../../findings/finding.js";
import { type Host } from "../host.js";

/** @param slow How long an answer may take, in milliseconds. */
export function speed({ visits }: Host, slow: number): Finding[] {
  const longest = Math.max(...visits.map(({ took }) => took));
  return longest > slow ? [finding("DOCTOR_SLOW", `${(longest / 1000).toFixed(1)} s.`)] : [];
}
