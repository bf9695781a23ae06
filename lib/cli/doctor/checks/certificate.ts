import { type Finding, finding } from "../../../findings/finding.js";
import { type Visit } from "../visit.js";

const SOON = 14 * 24 * 60 * 60 * 1000;

export function certificate({ certificateEnds }: Visit): Finding[] {
  if (certificateEnds === undefined || certificateEnds.getTime() - Date.now() > SOON) return [];
  return [finding("DOCTOR_CERTIFICATE_ENDS", certificateEnds.toISOString())];
}
