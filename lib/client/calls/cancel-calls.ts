import { z } from "zod";
import { checkOptions } from "../../check-options.js";
import { text } from "../request/arguments.js";
import { queueId } from "./call-status.js";
import { type ClientContext } from "../context.js";
import { type CallOptions } from "../request/transport.js";
import { askVoice, booleanRoot, integerRoot } from "./voice-request.js";

const callSchema = z.object({ queueId });
const referenceSchema = z.object({ referenceId: text });

// Neither is asked again by itself: the second answer would say that there was nothing to cancel.

/** CancelNotify. */
export async function cancelCall(context: ClientContext, call: string, options?: CallOptions): Promise<boolean> {
  checkOptions("cancelCall()", callSchema, { queueId: call });
  const parameters = { QueueID: call, LicenseKey: context.licenseKey };
  return askVoice(context, { operation: "CancelNotify", parameters, repeatable: false }, booleanRoot, options);
}

/** CancelNotifyByReferenceID. */
export async function cancelCallsByReference(context: ClientContext, referenceId: string, options?: CallOptions): Promise<number> {
  checkOptions("cancelCallsByReference()", referenceSchema, { referenceId });
  const parameters = { ReferenceID: referenceId, LicenseKey: context.licenseKey };
  return askVoice(context, { operation: "CancelNotifyByReferenceID", parameters, repeatable: false }, integerRoot, options);
}
