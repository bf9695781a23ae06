import { type ProblemCode } from "../../index.js";
import { VendorError } from "./vendor-error.js";

interface FailureClass {
  readonly code: ProblemCode;
  readonly retryable?: boolean;
  readonly uncertain?: boolean;
}

/** What the vendor's codes come down to for whoever asked. INFERRED from the codes' texts. */
export const failureClasses = {
  auth: { code: "CDYNE_LICENSE_KEY_REFUSED" },
  account: { code: "CDYNE_ACCOUNT_REFUSED" },
  optOut: { code: "CDYNE_OPTED_OUT" },
  badRequest: { code: "CDYNE_REQUEST_REFUSED" },
  badUrl: { code: "CDYNE_POSTBACK_URL_INVALID" },
  notFound: { code: "CDYNE_NOT_FOUND" },
  // No reason given, and no id: nothing was made.
  notTaken: { code: "CDYNE_VENDOR_FAILED", retryable: true },
  // The message may exist all the same.
  vendor: { code: "CDYNE_VENDOR_FAILED", retryable: true, uncertain: true },
} as const satisfies Record<string, FailureClass>;

export type FailureClassName = keyof typeof failureClasses;

/** @param said What the vendor calls it. What looks like no name of its own is left out: it could be a number or a text. */
export function refusal(operation: string, name: FailureClassName, said: string): VendorError {
  const { code, ...more }: FailureClass = failureClasses[name];
  const vendorCode = /^(?!\d{5})\w{1,50}$/.test(said) ? said : undefined;
  return new VendorError(code, { operation, vendorCode, ...more });
}
