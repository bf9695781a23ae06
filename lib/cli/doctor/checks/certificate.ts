import { type Finding, finding } from "../../../findings/finding.js";
import { type Visited } from "../visit.js";

const SOON = 14 * 24 * 60 * 60 * 1000;

export function certificate(visited: Visited): Finding[] {
  if (!("status" in visited)) return [];
  const { certificateEnds } = visited;
  if (certificateEnds === undefined || certificateEnds.getTime() - Date.now() > SOON) return [];
  return [finding("DOCTOR_CERTIFICATE_ENDS", certificateEnds.toISOString())];
}
