import { z } from "zod";
import { checkOptions } from "../../check-options.js";
import { phoneNumber } from "../../index.js";
import { date, flag, guid, listed, number, numbers, observed, text } from "../request/arguments.js";
import { ask, wireDate } from "../request/ask.js";
import { type ClientContext } from "../context.js";
import { refusal } from "../request/failures.js";
import { isGsm } from "./gsm-text.js";
import { matchReplies } from "./match-replies.js";
import { type MessageMethods, type OutgoingMessage } from "./messages-api.js";
import { messageStatus } from "./message-statuses.js";
import { postbackUrlFor } from "../postbacks/postback-url.js";
import { begunSends, recordedSend } from "./recorded-send.js";
import { type MessageReply, type SendResult } from "./send-result.js";
import { type CallOptions } from "../request/transport.js";
import { presentId, wireFlag, wireList, wireText } from "../request/vendor-fields.js";
import { wireNumber } from "../request/wire-number.js";

const message = z
  .object({
    ...observed,
    to: numbers,
    text: text.optional(),
    from: number.optional(),
    referenceId: text.optional(),
    postbackUrl: z.string().optional(),
    scheduledAt: date.optional(),
    media: z.union([text, z.array(text).nonempty()]).optional(),
    subject: text.optional(),
    mms: flag.optional(),
    concatenate: flag.optional(),
    unicode: flag.optional(),
  })
  .refine((given) => given.text !== undefined || given.media !== undefined, { path: ["text"], error: "expected text, or `media`" })
  .refine((given) => given.mms !== false || given.media === undefined, { path: ["mms"], error: "`media` needs an MMS" });

const response = z.object({ Attachments: wireText, From: wireText, MessageID: presentId, MessageStatus: wireText, SentTime: wireText, To: wireText });
type Response = z.output<typeof response>;

const unsubscribed = z.object({ EntryDate: wireText, PhoneNumber: z.string() });

export function messageMethods(context: ClientContext): MessageMethods {
  const { licenseKey: LicenseKey, instant } = context;
  return {
    sendMessage: async (given, options) => sendMessage(context, given, options),
    messageStatus: async (messageId, options) => {
      checkOptions("messageStatus()", z.object({ messageId: guid }), { messageId });
      const said = await ask(context, "ReadMessageStatus", { LicenseKey, MessageId: messageId }, response, options);
      const { name, entry } = messageStatus(said.MessageStatus ?? "");
      const { failure } = entry ?? {};
      // Of a message that exists the status is the answer, whatever it is.
      if (said.MessageID === undefined) throw refusal("ReadMessageStatus", failure && failure !== "badRequest" ? failure : "notFound", name);
      return {
        messageId: said.MessageID,
        status: name,
        state: entry?.state ?? "unknown",
        problem: failure && refusal("ReadMessageStatus", failure, name).code,
        to: phoneNumber(said.To),
        from: phoneNumber(said.From),
        sentAt: instant(said.SentTime),
        referenceId: undefined,
        media: said.Attachments,
        replies: undefined,
      };
    },
    cancelMessage: async (messageId, options) => {
      checkOptions("cancelMessage()", z.object({ messageId: guid }), { messageId });
      return ask(context, "CancelMessage", { MessageID: messageId }, wireFlag, options);
    },
    unsubscribedNumbers: async (options) => {
      const said = await ask(context, "GetUnsubscribedNumbers", { LicenseKey }, wireList(unsubscribed), options);
      return said.map(({ EntryDate, PhoneNumber }) => ({ number: phoneNumber(PhoneNumber) ?? PhoneNumber, since: instant(EntryDate) }));
    },
  };
}

async function sendMessage(context: ClientContext, given: OutgoingMessage, options?: CallOptions): Promise<SendResult[]> {
  checkOptions("sendMessage()", message, given);
  options?.signal?.throwIfAborted();
  const postbackUrl = postbackUrlFor(context, given.postbackUrl);
  const sends = begunSends(given, context.observers.any);
  const media = given.media === undefined ? undefined : listed(given.media);
  const mms = given.mms ?? (media !== undefined || given.subject !== undefined);
  const unicode = given.unicode ?? (!mms && !isGsm(given.text ?? ""));
  const body = {
    Attachments: media,
    Body: given.text,
    Concatenate: given.concatenate,
    From: given.from && wireNumber(given.from),
    IsUnicode: given.unicode ?? (unicode || undefined),
    LicenseKey: context.licenseKey,
    PostbackUrl: postbackUrl,
    ReferenceID: sends[0]?.referenceId,
    ScheduledDateTime: wireDate(given.scheduledAt),
    Subject: given.subject,
    To: listed(given.to).map(wireNumber),
    UseMMS: mms,
  };
  return recordedSend(context, { operation: "SendMessage", sends, options }, async (course) => {
    const replies = await ask(context, "SendMessage", body, wireList(response), { course });
    return matchReplies("SendMessage", sends, replies.map((reply) => replyOf(context, reply)));
  });
}

function replyOf({ instant }: ClientContext, { Attachments, From, MessageID, MessageStatus, SentTime, To }: Response): MessageReply {
  const { name, entry } = messageStatus(MessageStatus ?? "");
  const said = { to: phoneNumber(To), from: phoneNumber(From), status: name || undefined, sentAt: instant(SentTime), media: Attachments };
  if (entry?.failure || MessageID === undefined) return { ...said, messageId: MessageID, error: refusal("SendMessage", entry?.failure ?? "notTaken", name) };
  return { ...said, messageId: MessageID };
}
