import { type ProblemCode } from "../../problems.js";
import { VendorError } from "../request/vendor-error.js";

interface CodeClass {
  readonly problem: ProblemCode;
  readonly retryable?: boolean;
  readonly uncertain?: boolean;
  readonly codes: readonly number[];
}

/** What the vendor's `ResponseCode` means as the answer to a request for a call. INFERRED from the texts of the codes. */
const REFUSALS: readonly CodeClass[] = [
  { problem: "CDYNE_LICENSE_KEY_REFUSED", codes: [14, 17] },
  { problem: "CDYNE_ACCOUNT_REFUSED", codes: [10, 11, 15, 39] },
  { problem: "CDYNE_REQUEST_REFUSED", codes: [3, 4, 5, 6, 7, 13, 16, 23] },
  { problem: "CDYNE_CALL_NOT_ALLOWED", retryable: true, codes: [28, 33] },
  { problem: "CDYNE_CALL_UNREACHED", retryable: true, codes: [2, 8] },
  { problem: "CDYNE_CALL_UNREACHED", codes: [22, 43, 44] },
  { problem: "CDYNE_VENDOR_FAILED", retryable: true, uncertain: true, codes: [9, 32, 34, 35, 36, 37, 38] },
];

/** The call waits, is under way, or is over already. */
const ACCEPTED: ReadonlySet<number> = new Set([0, 27, 40, 45, 46, 1, 12, 18, 19, 20, 21, 24, 25, 26, 29, 30, 31, 41, 42]);
/** Nobody knows what a code means that is newer than this table: perhaps there is a call. */
const UNKNOWN: CodeClass = { problem: "CDYNE_VENDOR_FAILED", uncertain: true, codes: [] };

/** Why there is no call; `undefined` when there is one. */
export function refusalOf(operation: string, code: number): VendorError | undefined {
  if (ACCEPTED.has(code)) return undefined;
  const { problem, retryable, uncertain } = REFUSALS.find(({ codes }) => codes.includes(code)) ?? UNKNOWN;
  return new VendorError(problem, { operation, vendorCode: String(code), retryable, uncertain });
}

/** Whether the vendor refuses whoever asks; in an answer that is about a call this is no state of the call. */
export function isKeyRefused(code: number): boolean {
  return REFUSALS[0]?.codes.includes(code) ?? false;
}
