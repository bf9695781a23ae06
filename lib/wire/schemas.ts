import { z } from "zod";
import { type Fields } from "./fields.js";

const text = z.string().optional();
const date = z.date().optional();

const postback = {
  key: z.string(),
  subject: text,
  account: text,
  receivedAt: z.date(),
  source: z.enum(["postback", "poll", "replay"]),
  at: date,
  fields: z.custom<Fields>(isFields, "names with a text or a list of texts each"),
  raw: z.string(),
};

const message = {
  ...postback,
  medium: z.enum(["sms", "mms"]),
  messageId: z.string(),
  referenceId: text,
  from: text,
  to: text,
};

const incoming = {
  ...message,
  text,
  systemKeyword: z.enum(["stop", "help", "resume"]).optional(),
};

const receipt = z.object({
  id: text,
  sub: text,
  dlvrd: text,
  submittedAt: date,
  doneAt: date,
  stat: text,
  err: text,
  text,
});

const call = {
  ...postback,
  queueId: z.string(),
  direction: z.enum(["outgoing", "incoming"]),
  code: z.number().int().optional(),
  status: text,
  startedAt: date,
  endedAt: date,
  duration: z.number().int().optional(),
  callerId: text,
  phoneNumber: text,
  answeredBy: z.enum(["human", "machine", "fax", "unknown"]).optional(),
  digits: text,
  recording: z.object({ soundId: text, length: z.number().int().optional() }).optional(),
  telco: z
    .object({
      wireless: z.boolean().optional(),
      lata: text,
      ocn: text,
      carrierName: text,
      carrierType: text,
      lrn: text,
      switchName: text,
    })
    .optional(),
  variables: z.custom<Record<string, string>>(isTexts, "names with a text each"),
};

/** One zod schema per event; the types of the events are inferred from them, and their fields explained in `fields-explained.ts`. */
export const schemas = {
  smsSent: z.object({ type: z.literal("smsSent"), ...message }),
  smsRefused: z.object({ type: z.literal("smsRefused"), ...message }),
  smsReply: z.object({
    type: z.literal("smsReply"),
    ...incoming,
    matchedMessageId: z.string(),
  }),
  smsReceived: z.object({ type: z.literal("smsReceived"), ...incoming }),
  deliveryReceipt: z.object({
    type: z.literal("deliveryReceipt"),
    ...message,
    medium: z.enum(["sms", "mms"]).optional(),
    code: text,
    status: z.enum(["delivered", "carrier", "accepted", "failed", "throttled", "unknown"]),
    reason: text,
    final: z.boolean(),
    backupMessageId: text,
    receipt: receipt.optional(),
  }),
  callPlaced: z.object({ type: z.literal("callPlaced"), ...call }),
  callStatusChanged: z.object({ type: z.literal("callStatusChanged"), ...call }),
  callFinished: z.object({
    type: z.literal("callFinished"),
    ...call,
    outcome: z.enum(["answered", "unreached", "failed"]),
  }),
  callReceived: z.object({ type: z.literal("callReceived"), ...call }),
  unknown: z.object({
    type: z.literal("unknown"),
    ...postback,
    reason: z.object({
      code: z.enum(["empty-body", "no-marker", "marker-value", "message-id-missing", "queue-id-missing"]),
      message: z.string(),
    }),
  }),
};

/** Any postback, told apart by `type`. */
export const postbackSchema = z.discriminatedUnion("type", [
  schemas.smsSent,
  schemas.smsRefused,
  schemas.smsReply,
  schemas.smsReceived,
  schemas.deliveryReceipt,
  schemas.callPlaced,
  schemas.callStatusChanged,
  schemas.callFinished,
  schemas.callReceived,
  schemas.unknown,
]);

function isFields(value: unknown): value is Fields {
  return isRecord(value) && Object.values(value).every((one) => typeof one === "string" || isListOfTexts(one));
}

/** `z.record` would drop a variable called `__proto__`. */
function isTexts(value: unknown): value is Record<string, string> {
  return isRecord(value) && isListOfTexts(Object.values(value));
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
