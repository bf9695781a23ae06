import { type ProblemCode, problems } from "../problems.js";
import { type KnownFinding, findings } from "./findings.js";

/** `error`: postbacks get lost or cannot come. `warning`: they may, or somebody could do harm. `note`: good to know. */
export type Severity = "error" | "warning" | "note";

/** Something that the doctor has found. */
export interface Finding {
  /** Stable: `DOCTOR_…` is in `lib/cli/README.md`, `CDYNE_…` in `lib/ERRORS.md`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is found. */
  readonly what: string;
  /** Why it matters. */
  readonly why: string;
  /** How to mend it. */
  readonly mend: string;
  /** What is special here: a status, a number of postbacks. Never a token. */
  readonly detail?: string;
}

/** What is said of each finding of a kind, whatever is special about it. */
export type FindingText = Omit<Finding, "code" | "detail">;

export function finding(code: KnownFinding, detail?: string): Finding {
  return { code, ...findings[code], ...(detail !== undefined && { detail }) };
}

/** A problem that the library has a text for. */
export function problem(code: ProblemCode, severity: Severity, what: string, detail?: string): Finding {
  const mend = `See ${code} in lib/ERRORS.md.`;
  return { code, severity, what, why: problems[code], mend, ...(detail !== undefined && { detail }) };
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code);
}
