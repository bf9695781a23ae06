import { z } from "zod";
import { checkOptions } from "../../check-options.js";
import { number } from "../request/arguments.js";
import { isKeyRefused, refusalOf } from "./call-codes.js";
import { type CallState, isOfCall, readCallState } from "./call-state.js";
import { type ClientContext } from "../context.js";
import { type CallOptions } from "../request/transport.js";
import { VendorError } from "../request/vendor-error.js";
import { type Parameters, type Root, askVoice, listOf, rootNamed } from "./voice-request.js";
import { wireNumber } from "../request/wire-number.js";
import { type Xml } from "../request/xml.js";

/** Which call, and how much of it. */
export interface CallStatusQuery {
  queueId: string;
  /** With what was said and the call's variables, in the result's `said` and `others`. */
  advanced?: boolean | undefined;
}

export const queueId = z.string("expected the number of a call").regex(/^\d{1,19}$/, "expected the number of a call");
const querySchema = z.object({ queueId, advanced: z.boolean().optional() });
const idsSchema = z.object({ queueIds: z.array(queueId) });
const numberSchema = z.object({ number });

/** GetQueueIDStatus, which needs no key, or GetQueueIDStatusWithAdvancedInfo. */
export async function readCallStatus(context: ClientContext, query: string | CallStatusQuery, options?: CallOptions): Promise<CallState> {
  const asked = typeof query === "string" ? { queueId: query } : query;
  checkOptions("callStatus()", querySchema, asked);
  const operation = asked.advanced ? "GetQueueIDStatusWithAdvancedInfo" : "GetQueueIDStatus";
  const parameters = { QueueID: asked.queueId, ...(asked.advanced && { LicenseKey: context.licenseKey }) };
  return askVoice(
    context,
    { operation, parameters, repeatable: true },
    (root) => {
      // With advanced information the root's name is not documented.
      const answered = asked.advanced ? root.content : rootNamed("NotifyReturn")(root);
      // It is nil when there is no such call, or, as far as is known, about no call.
      const state = answered === "" ? undefined : readState(context, operation, answered);
      if (state === undefined || !isOfCall(state)) throw new VendorError("CDYNE_NOT_FOUND", { operation, vendorCode: state && String(state.code) });
      return state;
    },
    options,
  );
}

/** GetMultipleQueueIdStatus; the name of its first parameter is INFERRED. */
export async function readCallStatuses(
  context: ClientContext,
  queueIds: readonly string[],
  options?: CallOptions,
): Promise<readonly (CallState | undefined)[]> {
  checkOptions("callStatuses()", idsSchema, { queueIds });
  if (queueIds.length === 0) return [];
  const states = await readList(context, "GetMultipleQueueIdStatus", { QueueIDs: queueIds.join(";") }, options);
  return queueIds.map((id) => states.find((state) => state.queueId === id));
}

/** GetQueueIDStatusesByPhoneNumber. */
export async function readCallsByPhoneNumber(context: ClientContext, called: string, options?: CallOptions): Promise<readonly CallState[]> {
  checkOptions("callsByPhoneNumber()", numberSchema, { number: called });
  return readList(context, "GetQueueIDStatusesByPhoneNumber", { PhoneNumber: wireNumber(called) ?? "" }, options);
}

async function readList(context: ClientContext, operation: string, given: Parameters, options?: CallOptions): Promise<CallState[]> {
  const parameters = { ...given, LicenseKey: context.licenseKey };
  const read = (root: Root): CallState[] => listOf("NotifyReturn")(root).map((state) => readState(context, operation, state));
  return askVoice(context, { operation, parameters, repeatable: true }, read, options);
}

/** A refused key is an answer to whoever asks; all other codes are states of the call. */
function readState(context: ClientContext, operation: string, xml: Xml): CallState {
  const state = readCallState(xml, context.instant);
  const refusal = isKeyRefused(state.code) ? refusalOf(operation, state.code) : undefined;
  if (refusal !== undefined) throw refusal;
  return state;
}
