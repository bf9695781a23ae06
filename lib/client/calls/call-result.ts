import { refusalOf } from "./call-codes.js";
import { type CallState, isOfCall } from "./call-state.js";
import { VendorError } from "../request/vendor-error.js";

/** The vendor has taken the call. `To` is `string | undefined` where the vendor's answer does not show whose call it is. */
export interface AcceptedCall<To = string> extends CallState {
  /** E.164 where it can be. */
  readonly to: To;
  readonly error: undefined;
}

/** There is no call, unless `error.uncertain`. */
export interface RefusedCall<To = string> {
  readonly to: To;
  /** Of a call that may exist, where the vendor gave it a number. */
  readonly queueId: string | undefined;
  /** The vendor's code and text, when it answered. */
  readonly code: number | undefined;
  readonly status: string | undefined;
  readonly error: VendorError;
}

/** What became of one recipient's call: see whether there is an `error`. */
export type CallResult<To = string> = AcceptedCall<To> | RefusedCall<To>;

export function resultOf<To>(operation: string, to: To, state: CallState): CallResult<To> {
  const hasId = isOfCall(state);
  const error = refusalOf(operation, state.code) ?? (hasId ? undefined : withoutId(operation));
  if (error === undefined) return { ...state, to, error };
  return { to, queueId: hasId && error.uncertain ? state.queueId : undefined, code: state.code, status: state.status, error };
}

/** Without an answer of the vendor. */
export function notCalled<To>(to: To, error: VendorError): RefusedCall<To> {
  return { to, queueId: undefined, code: undefined, status: undefined, error };
}

function withoutId(operation: string): VendorError {
  return new VendorError("CDYNE_VENDOR_ANSWER", { operation, status: 200, uncertain: true });
}
