import { z } from "zod";
import { checkOptions } from "../../check-options.js";
import { number } from "../request/arguments.js";
import { type ClientContext } from "../context.js";
import { type CallOptions } from "../request/transport.js";
import { type Parameters, type Root, askVoice, booleanRoot } from "./voice-request.js";
import { wireNumber } from "../request/wire-number.js";

/** Any operation of the phone API, for what this client has no method for. */
export interface VoiceOperation {
  /** The vendor's name of it, such as `GetAssignedNumbers`. */
  operation: string;
  /** By the vendor's names. All that it declares must be there; the licence key is added. */
  parameters?: Parameters | undefined;
  /** Whether it may be asked again when it fails: only for what changes nothing. `false` by default. */
  repeatable?: boolean | undefined;
}

const operationSchema = z.object({
  operation: z.string().regex(/^\w+$/, "expected the name of an operation"),
  parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  repeatable: z.boolean().optional(),
});
const numberSchema = z.object({ number });

export async function askAnything(context: ClientContext, asked: VoiceOperation, options?: CallOptions): Promise<Root> {
  checkOptions("callOperation()", operationSchema, asked);
  const { operation, parameters, repeatable = false } = asked;
  // The vendor ignores a key that an operation does not want.
  return askVoice(context, { operation, parameters: { LicenseKey: context.licenseKey, ...parameters }, repeatable }, (root) => root, options);
}

/** AssignIncomingNumber. */
export async function assignIncomingNumber(context: ClientContext, incoming: string, options?: CallOptions): Promise<boolean> {
  checkOptions("assignIncomingNumber()", numberSchema, { number: incoming });
  const parameters = { IncomingPhoneNumber: wireNumber(incoming) ?? "", LicenseKey: context.licenseKey };
  return askVoice(context, { operation: "AssignIncomingNumber", parameters, repeatable: false }, booleanRoot, options);
}
