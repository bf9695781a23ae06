import { listed } from "../request/arguments.js";
import { type Parameters, ask } from "../request/ask.js";
import { type ClientContext } from "../context.js";
import { type BasicMessage } from "./messages-api.js";
import { oneByOne } from "../request/one-by-one.js";
import { begunSends, recordedSend } from "./recorded-send.js";
import { type BegunSend } from "./send-observer.js";
import { type SendResult } from "./send-result.js";
import { replyOf, smsResponse } from "./sms-response.js";
import { type CallOptions } from "../request/transport.js";
import { VendorError } from "../request/vendor-error.js";
import { wireNumber } from "../request/wire-number.js";

type Operation = "SimpleSMSsend" | "SimpleSMSsendWithPostback";

/** Sends one request for each recipient, one after another: these operations take a single number. */
export async function simpleSend(
  context: ClientContext,
  operation: Operation,
  message: BasicMessage,
  further: Parameters,
  options?: CallOptions,
): Promise<SendResult[]> {
  const sends = begunSends(message, false);
  const recipients = listed(message.to).flatMap((recipient, index) => {
    const begun = sends[index];
    return begun ? [{ begun, parameters: { PhoneNumber: wireNumber(recipient), Message: message.text, LicenseKey: context.licenseKey, ...further } }] : [];
  });
  const send = async ({ begun, parameters }: (typeof recipients)[number]): Promise<SendResult> => {
    options?.signal?.throwIfAborted();
    const [result] = await recordedSend(context, { operation, sends: [begun], options }, async (course) => {
      const said = await ask(context, operation, parameters, smsResponse, { course });
      return [{ begun, reply: replyOf(context, operation, said) }];
    });
    return result ?? refused(begun, new VendorError("CDYNE_VENDOR_ANSWER", { operation, uncertain: true }));
  };
  return oneByOne(operation, recipients, send, ({ begun }, error) => refused(begun, error));
}

function refused({ to }: BegunSend, error: VendorError): SendResult {
  return { to, messageId: undefined, status: error.vendorCode, error };
}
