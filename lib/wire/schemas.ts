import { z } from "zod";
import { type Fields } from "./fields.js";

const text = z.string().optional();
const date = z.date().optional();

const postback = {
  /** The natural identity of the postback: the same key twice is a repeat. */
  key: z.string(),
  /** `message:<id>` or `call:<id>`: postbacks of one subject are delivered one after another. */
  subject: text,
  /** The label of the token that the postback came in with; `undefined` without labels. */
  account: text,
  /** When it arrived here. */
  receivedAt: z.date(),
  /** How it arrived: posted by the vendor, read by polling, or sent again from a record. */
  source: z.enum(["postback", "poll", "replay"]),
  /** The vendor's own time of the event. */
  at: date,
  /** Decoded names and values exactly as posted; a name posted more than once has a list. The prototype is `null`. */
  fields: z.custom<Fields>(isFields, "names with a text or a list of texts each"),
  /** The body as text. */
  raw: z.string(),
};

const message = {
  ...postback,
  medium: z.enum(["sms", "mms"]),
  /** The vendor's id of the message, in lower case. */
  messageId: z.string(),
  /** The sender's own reference; free text and not unique. */
  referenceId: text,
  /** E.164 where the number can be one (`+17575449510`); short codes and what cannot be read stay as posted. */
  from: text,
  /** Like `from`. */
  to: text,
};

const incoming = {
  ...message,
  /** What the person wrote; `undefined` for a picture alone. */
  text,
  /** Set when the whole text is a word that the vendor acts on itself. Never answer such a text. */
  systemKeyword: z.enum(["stop", "help", "resume"]).optional(),
};

const receipt = z.object({
  /** The carrier's id of the message, not the vendor's. */
  id: text,
  sub: text,
  dlvrd: text,
  /** The zone of both times is not documented; they are read as UTC. */
  submittedAt: date,
  doneAt: date,
  stat: text,
  err: text,
  /** The start of the message. */
  text,
});

const call = {
  ...postback,
  /** The vendor's number of the call, as text. `"0"` for some incoming calls. */
  queueId: z.string(),
  direction: z.enum(["outgoing", "incoming"]),
  /** The vendor's ResponseCode; `undefined` when it is not a number. */
  code: z.number().int().optional(),
  /** The vendor's text for the code; `undefined` for a code that is not in its table. */
  status: text,
  startedAt: date,
  endedAt: date,
  /** Seconds. */
  duration: z.number().int().optional(),
  /** The number that calls, as E.164 where it can be one. */
  callerId: text,
  /** The number that is called, as E.164 where it can be one. */
  phoneNumber: text,
  answeredBy: z.enum(["human", "machine", "fax", "unknown"]).optional(),
  /** All digits pressed in the call, as text. */
  digits: text,
  /** `length` in seconds. */
  recording: z.object({ soundId: text, length: z.number().int().optional() }).optional(),
  /** What the vendor knows of the called number's carrier. */
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
  /** Everything posted under a name that is not a documented field: the variables of the call's script, in lower case. */
  variables: z.custom<Record<string, string>>(isTexts, "names with a text each"),
};

/** One zod schema per event; the types of the events are inferred from them. */
export const schemas = {
  smsSent: z.object({ type: z.literal("smsSent"), ...message }),
  smsRefused: z.object({ type: z.literal("smsRefused"), ...message }),
  smsReply: z.object({
    type: z.literal("smsReply"),
    ...incoming,
    /** The id of our message that this one answers, in lower case. */
    matchedMessageId: z.string(),
  }),
  smsReceived: z.object({ type: z.literal("smsReceived"), ...incoming }),
  deliveryReceipt: z.object({
    type: z.literal("deliveryReceipt"),
    ...message,
    /** `undefined` when nothing in the receipt tells. */
    medium: z.enum(["sms", "mms"]).optional(),
    /** Three characters, with leading zeros. */
    code: text,
    status: z.enum(["delivered", "carrier", "accepted", "failed", "throttled", "unknown"]),
    /** The vendor's name of the code, or the carrier's `stat` for a code that is in no list. */
    reason: text,
    /** Whether this status is the last to be expected. Receipts come out of order all the same. */
    final: z.boolean(),
    /** Under this id a refused short-code message was sent again from a long number. */
    backupMessageId: text,
    /** The parts of the carrier's text; MMS receipts have none. */
    receipt: receipt.optional(),
  }),
  callPlaced: z.object({ type: z.literal("callPlaced"), ...call }),
  callStatusChanged: z.object({ type: z.literal("callStatusChanged"), ...call }),
  callFinished: z.object({
    type: z.literal("callFinished"),
    ...call,
    /** Somebody or something answered, nobody was reached, or the call was refused, cancelled or broken. */
    outcome: z.enum(["answered", "unreached", "failed"]),
  }),
  callReceived: z.object({ type: z.literal("callReceived"), ...call }),
  unknown: z.object({
    type: z.literal("unknown"),
    ...postback,
    /** Why it is not one of the others. The code is stable, the sentence is for people. */
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
