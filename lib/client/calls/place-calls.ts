import { checkOptions, invalidOption } from "../../check-options.js";
import { listed } from "../request/arguments.js";
import { type AdvancedCall, type Call, advancedCallSchema, callSchema } from "./call-options.js";
import { type CallResult, notCalled, resultOf } from "./call-result.js";
import { type CallState, readCallState } from "./call-state.js";
import { callee, shownCallee } from "./callee.js";
import { type ClientContext } from "../context.js";
import { oneByOne } from "../request/one-by-one.js";
import { saidAndUrl, textToSay } from "./say.js";
import { numberToTransferTo } from "./script-syntax.js";
import { soapRequest, soapResult } from "./soap.js";
import { type CallOptions } from "../request/transport.js";
import { type Parameters, askVoice, readAnswer, rootNamed } from "./voice-request.js";
import { wireNumber } from "../request/wire-number.js";

/** NotifyPhoneBasic and its two kin. */
export async function placeCalls(context: ClientContext, call: Call, options?: CallOptions): Promise<readonly CallResult[]> {
  checkOptions("call()", callSchema, call);
  const { tries, transferTo } = call;
  if (tries !== undefined && transferTo !== undefined) throw invalidOption("call()", "`tries` and `transferTo` need callAdvanced().");
  const operation =
    tries !== undefined ? "NotifyPhoneBasicWithTryCount" : transferTo !== undefined ? "NotifyPhoneBasicWithTransfer" : "NotifyPhoneBasic";
  const common = commonParameters(context, call);
  return callEach(operation, call, async (recipient) => {
    const parameters: Parameters = {
      ...(tries !== undefined && { TryCount: tries }),
      PhoneNumberToDial: callee(recipient) ?? "",
      ...(transferTo !== undefined && { TransferNumber: numberToTransferTo(transferTo) }),
      ...common,
      LicenseKey: context.licenseKey,
    };
    return askVoice(context, { operation, parameters, repeatable: false }, (root) => readCallState(rootNamed("NotifyReturn")(root), context.instant), options);
  });
}

/** One after the other, because an answer does not say whose call it is. */
async function callEach(operation: string, { to }: Call, place: (recipient: string) => Promise<CallState>): Promise<readonly CallResult[]> {
  return oneByOne<string, CallResult>(
    operation,
    listed(to),
    async (recipient) => resultOf(operation, shownCallee(recipient), await place(recipient)),
    (recipient, error) => notCalled(shownCallee(recipient), error),
  );
}

/** All parameters that the vendor declares must be there, even when they are empty. */
export function commonParameters(context: ClientContext, call: Omit<Call, "to">): Parameters {
  return {
    TextToSay: textToSay(context, call),
    CallerID: wireNumber(call.callerId) ?? "",
    CallerIDname: call.callerName ?? "",
    VoiceID: call.voice ?? 0,
  };
}

/** NotifyPhoneAdvanced, which takes an object and so is SOAP only. */
export async function placeAdvancedCalls(context: ClientContext, call: AdvancedCall, options?: CallOptions): Promise<readonly CallResult[]> {
  checkOptions("callAdvanced()", advancedCallSchema, call);
  const said = saidAndUrl(context, call);
  return callEach("NotifyPhoneAdvanced", call, async (recipient) => placeAdvancedCall(context, { call, said, recipient }, options));
}

interface OneAdvancedCall {
  call: AdvancedCall;
  said: ReturnType<typeof saidAndUrl>;
  recipient: string;
}

async function placeAdvancedCall(context: ClientContext, one: OneAdvancedCall, options?: CallOptions): Promise<CallState> {
  const { voiceNamespace: namespace, voiceUrl: url, transport, instant } = context;
  const operation = "NotifyPhoneAdvanced";
  const soap = soapRequest({ namespace, operation, element: "anr", fields: advancedFields(context, one) });
  const request = { operation, method: "POST", url, ...soap, repeatable: false } as const;
  return readAnswer(request, await transport.send(request, options), (root) => readCallState(soapResult(operation, root), instant));
}

/** In the order of the vendor's contract. What the server takes for a missing number or time is not documented, so none is missing. */
function advancedFields({ licenseKey }: ClientContext, { call, said, recipient }: OneAdvancedCall): Record<string, string | number | undefined> {
  return {
    PhoneNumberToDial: callee(recipient),
    TransferNumber: call.transferTo === undefined ? undefined : numberToTransferTo(call.transferTo),
    VoiceID: call.voice ?? 0,
    CallerIDNumber: wireNumber(call.callerId),
    CallerIDName: call.callerName,
    TextToSay: said.text,
    LicenseKey: licenseKey,
    TryCount: call.tries ?? 1,
    NextTryInSeconds: call.nextTryAfter ?? 0,
    UTCScheduledDateTime: (call.scheduledAt ?? new Date()).toISOString(),
    TTSrate: call.rate ?? 10,
    TTSvolume: call.volume ?? 100,
    MaxCallLength: call.maxLength ?? 0,
    StatusChangePostUrl: said.url,
    ReferenceID: call.referenceId,
  };
}
