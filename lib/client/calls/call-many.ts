import { checkOptions } from "../../check-options.js";
import { type ManyCalls, manyCallsSchema } from "./call-options.js";
import { type CallResult, notCalled, resultOf } from "./call-result.js";
import { type CallState, readCallState } from "./call-state.js";
import { callee, shownCallee } from "./callee.js";
import { type ClientContext } from "../context.js";
import { unlessAllRefused } from "../request/one-by-one.js";
import { commonParameters } from "./place-calls.js";
import { type CallOptions } from "../request/transport.js";
import { VendorError } from "../request/vendor-error.js";
import { type Parameters, askVoice, listOf } from "./voice-request.js";

/** What the vendor takes when it is not told. */
const CALLS_PER_MINUTE = 3000;

/** NotifyMultiplePhoneBasic and its two kin. */
export async function placeManyCalls(
  context: ClientContext,
  call: ManyCalls,
  options?: CallOptions,
): Promise<readonly CallResult<string | undefined>[]> {
  checkOptions("callMany()", manyCallsSchema, call);
  const { operation, extra } = variantOf(call);
  const parameters: Parameters = {
    PhoneNumbersToDial: call.to.map(callee).join(";"),
    ...commonParameters(context, call),
    ...extra,
    LicenseKey: context.licenseKey,
  };
  const states = await askVoice(
    context,
    { operation, parameters, repeatable: false },
    (root) => listOf("NotifyReturn")(root).map((state) => readCallState(state, context.instant)),
    options,
  );
  return unlessAllRefused(assigned(operation, call.to.map(shownCallee), states));
}

function variantOf({ callsPerMinute, referenceId }: ManyCalls): { operation: string; extra: Parameters } {
  const operation = "NotifyMultiplePhoneBasic";
  if (referenceId !== undefined) {
    const extra = { CallsPerMinute: callsPerMinute ?? CALLS_PER_MINUTE, ReferenceID: referenceId };
    return { operation: `${operation}WithCPMandReferenceID`, extra };
  }
  if (callsPerMinute !== undefined) return { operation: `${operation}WithCPM`, extra: { CallsPerMinute: callsPerMinute } };
  return { operation, extra: {} };
}

/** An answer does not say whose it is. Only when there are as many as recipients can their order tell. */
function assigned(operation: string, recipients: readonly string[], states: readonly CallState[]): CallResult<string | undefined>[] {
  const inOrder = states.length === recipients.length;
  const results = states.map((state, at) => resultOf(operation, inOrder ? recipients[at] : undefined, state));
  // Nobody's call is known, and some may have been made.
  if (results.length === 0) return recipients.map((to) => notCalled(to, new VendorError("CDYNE_VENDOR_ANSWER", { operation, uncertain: true })));
  return results;
}
