import { instant } from "./instant.js";
import { hash, hashOfFields, keyInstant, keyOf, keyPart } from "./key.js";
import { type CallName, type Values, callValues } from "./names.js";
import { phoneNumber } from "./phone-number.js";
import {
  type CallFinished,
  type CallPlaced,
  type CallReceived,
  type CallStatusChanged,
  type Envelope,
  type UnknownPostback,
} from "./postback.js";
import { type CallPhase, isResponseCode, responseCodes } from "./response-codes.js";
import { unknown } from "./unknown.js";
import { present, queueId, trueOrFalse, wholeNumber } from "./value.js";

type Call = CallPlaced | CallStatusChanged | CallFinished | CallReceived;
type Span = Pick<Call, "startedAt" | "endedAt" | "duration">;

/** Codes that only an incoming call has. */
const INCOMING_CODES: ReadonlySet<number | undefined> = new Set([29, 30, 31]);
const ANSWERED = 1;

/** Phone status: the direction and the phase of the call decide which event it is. */
export function call(envelope: Envelope): Call | UnknownPostback {
  const { values, others } = callValues(envelope.fields);
  const queue = queueId(values.QueueID);
  if (queue === undefined) return unknown(envelope, "queue-id-missing");
  const code = wholeNumber(values.ResponseCode);
  const incoming = trueOrFalse(values.incoming) || INCOMING_CODES.has(code);
  const startedAt = instant(values.StartTime);
  const endedAt = instant(values.EndTime);
  const duration = wholeNumber(values.Duration);
  const callerId = phoneNumber(values.callerid);
  const number = phoneNumber(values.phonenumber);
  const identity = isZero(queue) ? `0~${hash(JSON.stringify([callerId, number, startedAt]))}` : keyPart(queue);
  const step = `${keyPart(values.ResponseCode ?? "")}:${startedAt ? keyInstant(startedAt) : ""}:${endedAt ? keyInstant(endedAt) : ""}`;
  const { account, receivedAt, source, fields, raw } = envelope;
  const event = <Type extends Call["type"]>(type: Type, at: Date | undefined) => ({
    type,
    key: keyOf(account, `call:${identity}:${step}:${hashOfFields(fields)}`),
    subject: `call:${identity}`,
    account,
    receivedAt,
    source,
    at,
    fields,
    raw,
    queueId: queue,
    direction: incoming ? ("incoming" as const) : ("outgoing" as const),
    code,
    status: isResponseCode(code) ? responseCodes[code].status : undefined,
    startedAt,
    endedAt,
    duration,
    callerId,
    phoneNumber: number,
    answeredBy: answeredBy(values.machinedetection),
    digits: present(values.digitsdialed),
    recording: recording(values),
    telco: telco(values),
    variables: others,
  });
  const phase = phaseOf(code, { startedAt, endedAt, duration });
  if (phase === "changed") return event("callStatusChanged", startedAt);
  if (phase === "placed") return event(incoming ? "callReceived" : "callPlaced", startedAt);
  return Object.assign(event("callFinished", endedAt ?? startedAt), { outcome: phase });
}

/** The vendor gives incoming calls the number 0 on some systems: then caller, number and start tell them apart. */
function isZero(queue: string): boolean {
  return /^0+$/.test(queue);
}

/** Code 1 says "answered" and not whether the call is over: an end after the start and a length do. */
function phaseOf(code: number | undefined, { startedAt, endedAt, duration }: Span): CallPhase {
  if (!isResponseCode(code)) return "changed";
  if (code !== ANSWERED) return responseCodes[code].phase;
  const ended = endedAt !== undefined && (startedAt === undefined || endedAt >= startedAt);
  return ended && duration ? "answered" : "changed";
}

function answeredBy(detected: string | undefined): Call["answeredBy"] {
  const by = detected?.trim().toLowerCase();
  return by === "human" || by === "machine" || by === "fax" || by === "unknown" ? by : undefined;
}

function recording(values: Values<CallName>): Call["recording"] {
  const soundId = present(values.qasoundid);
  const length = wholeNumber(values.lastrecordlength) || undefined;
  return soundId === undefined && length === undefined ? undefined : { soundId, length };
}

function telco(values: Values<CallName>): Call["telco"] {
  const wireless = trueOrFalse(values.isWireless);
  const lata = present(values.telcoLATA);
  const ocn = present(values.telcoOCN);
  const carrierName = present(values.telcoCarrierName);
  const carrierType = present(values.telcoCarrierType);
  const lrn = present(values.telcoLRN);
  const switchName = present(values.telcoSwitchName);
  const any = wireless ?? lata ?? ocn ?? carrierName ?? carrierType ?? lrn ?? switchName;
  return any === undefined ? undefined : { wireless, lata, ocn, carrierName, carrierType, lrn, switchName };
}
