import { z } from "zod";
import { checkOptions, invalidOption } from "../../check-options.js";
import { date, flag, guid, listed, number, numbers, observed, text } from "../request/arguments.js";
import { type Parameters, ask, wireDate } from "../request/ask.js";
import { type ClientContext } from "../context.js";
import { isGsm } from "./gsm-text.js";
import { type AdvancedMessage, type AdvancedSend, type LegacyMethods } from "./legacy-api.js";
import { matchReplies } from "./match-replies.js";
import { type MessageStatus } from "./messages-api.js";
import { postbackUrlFor } from "../postbacks/postback-url.js";
import { begunSends, recordedSend } from "./recorded-send.js";
import { type SendResult } from "./send-result.js";
import { simpleSend } from "./simple-send.js";
import { type SmsResponse, replyOf, reportOf, smsResponse } from "./sms-response.js";
import { type CallOptions } from "../request/transport.js";
import { VendorError } from "../request/vendor-error.js";
import { wireList } from "../request/vendor-fields.js";
import { wireNumber } from "../request/wire-number.js";

const basic = { ...observed, to: numbers, text };
const advanced = z.object({
  messages: z
    .array(
      z.strictObject({
        ...basic,
        from: number.optional(),
        referenceId: text.optional(),
        postbackUrl: z.string().optional(),
        scheduledAt: date.optional(),
      }),
    )
    .nonempty("expected at least one message"),
  concatenate: flag.optional(),
  unicode: flag.optional(),
});

export function legacyMethods(context: ClientContext): LegacyMethods {
  return {
    advancedSend: async (given, options) => advancedSend(context, given, options),
    simpleSend: async (given, options) => {
      checkOptions("simpleSend()", z.object(basic), given);
      return simpleSend(context, "SimpleSMSsend", given, {}, options);
    },
    simpleSendWithPostback: async (given, options) => {
      checkOptions("simpleSendWithPostback()", z.object({ ...basic, postbackUrl: z.string().optional() }), given);
      const StatusPostBackURL = postbackUrlFor(context, given.postbackUrl);
      if (StatusPostBackURL === undefined) throw invalidOption("simpleSendWithPostback()", "It needs a `postbackUrl`, its own or the client's.");
      return simpleSend(context, "SimpleSMSsendWithPostback", given, { StatusPostBackURL }, options);
    },
    legacyMessageStatus: async (messageId, options) => {
      checkOptions("legacyMessageStatus()", z.object({ messageId: guid }), { messageId });
      return reportOf(context, "GetMessageStatus", await ask(context, "GetMessageStatus", { MessageID: messageId }, smsResponse, options));
    },
    messageStatusByReference: async (referenceId, options) => {
      checkOptions("messageStatusByReference()", z.object({ referenceId: text }), { referenceId });
      const parameters: Parameters = { ReferenceID: referenceId, LicenseKey: context.licenseKey };
      const said = await ask(context, "GetMessageStatusByReferenceID", parameters, wireList(smsResponse), options);
      return said.flatMap((one) => reportIfFound(context, one));
    },
  };
}

/** One of several that is not there does not hide the others. */
function reportIfFound(context: ClientContext, said: SmsResponse): MessageStatus[] {
  try {
    return [reportOf(context, "GetMessageStatusByReferenceID", said)];
  } catch (error) {
    if (error instanceof VendorError && error.code === "CDYNE_NOT_FOUND") return [];
    throw error;
  }
}

async function advancedSend(context: ClientContext, given: AdvancedSend, options?: CallOptions): Promise<SendResult[]> {
  checkOptions("advancedSend()", advanced, given);
  options?.signal?.throwIfAborted();
  const planned = given.messages.map((message) => ({ message, sends: begunSends(message, context.observers.any) }));
  const sends = planned.flatMap((one) => one.sends);
  const unicode = given.unicode ?? (given.messages.some((message) => !isGsm(message.text)) || undefined);
  const body = {
    Concatenate: given.concatenate,
    IsUnicode: unicode,
    LicenseKey: context.licenseKey,
    SMSRequests: planned.map(({ message, sends: [first] }) => smsRequest(context, message, first?.referenceId)),
  };
  return recordedSend(context, { operation: "AdvancedSMSsend", sends, options }, async (course) => {
    const said = await ask(context, "AdvancedSMSsend", body, wireList(smsResponse), { course });
    return matchReplies("AdvancedSMSsend", sends, said.map((one) => replyOf(context, "AdvancedSMSsend", one)));
  });
}

function smsRequest(context: ClientContext, message: AdvancedMessage, referenceId: string | undefined) {
  return {
    AssignedDID: message.from && wireNumber(message.from),
    Message: message.text,
    PhoneNumbers: listed(message.to).map(wireNumber),
    ReferenceID: referenceId,
    ScheduledDateTime: wireDate(message.scheduledAt),
    StatusPostBackURL: postbackUrlFor(context, message.postbackUrl),
  };
}
