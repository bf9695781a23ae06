import { placeManyCalls } from "./call-many.js";
import { type VoiceOperation, askAnything, assignIncomingNumber } from "./call-operation.js";
import { type AdvancedCall, type Call, type ManyCalls } from "./call-options.js";
import { type CallResult } from "./call-result.js";
import { type CallState } from "./call-state.js";
import { type CallStatusQuery, readCallStatus, readCallStatuses, readCallsByPhoneNumber } from "./call-status.js";
import { cancelCall, cancelCallsByReference } from "./cancel-calls.js";
import { type ClientContext } from "../context.js";
import { placeAdvancedCalls, placeCalls } from "./place-calls.js";
import { type CallOptions } from "../request/transport.js";
import { type Root } from "./voice-request.js";
import { type VendorResponseCode, type Voice, readResponseCodes, readVoices } from "./voices.js";

/**
 * The phone API (Phone Notify!, Voice Broadcast). All methods reject with a `VendorError`, and with `CDYNE_OPTION_INVALID` for
 * arguments that cannot be, before anything is sent. Methods that place or cancel calls never ask twice by themselves;
 * after an error that is `uncertain`, look for the call with `callsByPhoneNumber()`.
 */
export interface Calls {
  /**
   * Calls one number, or one after the other of several, by NotifyPhoneBasic (with `tries` …WithTryCount, with `transferTo`
   * …WithTransfer). One result per recipient, in order; rejects when nobody is called at all, with an `uncertain` error if there is one.
   * After a refused key or account, or when the vendor does not answer, the remaining recipients are refused unsent.
   * `timeout` is for each recipient. DOCUMENTED, parameters SEEN.
   */
  call(call: Call, options?: CallOptions): Promise<readonly CallResult[]>;
  /** The same with all that the vendor offers, by NotifyPhoneAdvanced. Fields DOCUMENTED, the SOAP around them INFERRED. */
  callAdvanced(call: AdvancedCall, options?: CallOptions): Promise<readonly CallResult[]>;
  /**
   * Calls many numbers with one request, by NotifyMultiplePhoneBasic (with `callsPerMinute` …WithCPM, with `referenceId`
   * …WithCPMandReferenceID). The vendor's answer does not say whose call is whose: it is taken to be in order when it has as
   * many entries as there are recipients, and else `to` is `undefined`. Parameters SEEN, answer INFERRED.
   */
  callMany(calls: ManyCalls, options?: CallOptions): Promise<readonly CallResult<string | undefined>[]>;
  /** How a call is. `complete` says that it is over. DOCUMENTED; with `advanced` parameters SEEN. */
  callStatus(call: string | CallStatusQuery, options?: CallOptions): Promise<CallState>;
  /** How several calls are, in the order of their numbers; `undefined` for one that the vendor does not name. First parameter INFERRED. */
  callStatuses(queueIds: readonly string[], options?: CallOptions): Promise<readonly (CallState | undefined)[]>;
  /** The last ten calls to a number. SEEN. */
  callsByPhoneNumber(number: string, options?: CallOptions): Promise<readonly CallState[]>;
  /** Cancels a call that has not begun; `false` when there was none. DOCUMENTED. */
  cancelCall(queueId: string, options?: CallOptions): Promise<boolean>;
  /** Cancels the calls with this `referenceId` that have not begun; resolves to how many. DOCUMENTED. */
  cancelCallsByReference(referenceId: string, options?: CallOptions): Promise<number>;
  /** The vendor's own table of codes, which may be newer than `responseCodes` of cdyne-postback. DOCUMENTED. */
  responseCodes(options?: CallOptions): Promise<readonly VendorResponseCode[]>;
  /** The voices that there are. DOCUMENTED. */
  voices(options?: CallOptions): Promise<readonly Voice[]>;
  /** Rents a number for incoming calls, which costs money each month; `false` when it cannot be had. DOCUMENTED. */
  assignIncomingNumber(number: string, options?: CallOptions): Promise<boolean>;
  /** Any other operation with simple parameters: its answer as it is, the root's name and its content. Codes in it are not looked at. */
  callOperation(operation: VoiceOperation, options?: CallOptions): Promise<Root>;
}

export function createCalls(context: ClientContext): Calls {
  return {
    call: async (call, options) => placeCalls(context, call, options),
    callAdvanced: async (call, options) => placeAdvancedCalls(context, call, options),
    callMany: async (calls, options) => placeManyCalls(context, calls, options),
    callStatus: async (call, options) => readCallStatus(context, call, options),
    callStatuses: async (queueIds, options) => readCallStatuses(context, queueIds, options),
    callsByPhoneNumber: async (number, options) => readCallsByPhoneNumber(context, number, options),
    cancelCall: async (queueId, options) => cancelCall(context, queueId, options),
    cancelCallsByReference: async (referenceId, options) => cancelCallsByReference(context, referenceId, options),
    responseCodes: async (options) => readResponseCodes(context, options),
    voices: async (options) => readVoices(context, options),
    assignIncomingNumber: async (number, options) => assignIncomingNumber(context, number, options),
    callOperation: async (operation, options) => askAnything(context, operation, options),
  };
}
