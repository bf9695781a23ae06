import { instant } from "./instant.js";
import { hash, hashOfFields, keyOf } from "./key.js";
import { type CallName, type NamedValues, byName, callNames } from "./names.js";
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

type Values = NamedValues<CallName>["known"];
type Call = CallPlaced | CallStatusChanged | CallFinished | CallReceived;
type CallParts = Omit<CallPlaced, "type" | "at">;

/** Codes that only an incoming call has. */
const INCOMING_CODES: ReadonlySet<number | undefined> = new Set([29, 30, 31]);
const ANSWERED = 1;

/** Phone status: the direction and the phase of the call decide which event it is. */
export function call(envelope: Envelope): Call | UnknownPostback {
  const { known, others } = byName(envelope.fields, callNames);
  const queue = queueId(known.QueueID);
  if (queue === undefined) return unknown(envelope, "queue-id-missing");
  const parts = callParts(envelope, known, others, queue);
  const phase = phaseOf(parts);
  const at = phase === "placed" || phase === "changed" ? parts.startedAt : (parts.endedAt ?? parts.startedAt);
  if (phase === "changed") return { type: "callStatusChanged", ...parts, at };
  if (phase !== "placed") return { type: "callFinished", ...parts, at, outcome: phase };
  return { type: parts.direction === "incoming" ? "callReceived" : "callPlaced", ...parts, at };
}

function callParts(envelope: Envelope, values: Values, variables: Record<string, string>, queue: string): CallParts {
  const code = wholeNumber(values.ResponseCode);
  const startedAt = instant(values.StartTime);
  const endedAt = instant(values.EndTime);
  const callerId = phoneNumber(values.callerid);
  const number = phoneNumber(values.phonenumber);
  const identity = isZero(queue) ? `0-${hash([callerId, number, startedAt?.toISOString()].join())}` : queue;
  return {
    key: keyOf(
      envelope.account,
      "call",
      identity,
      values.ResponseCode ?? "",
      startedAt?.getTime().toString() ?? "",
      endedAt?.getTime().toString() ?? "",
      hashOfFields(envelope.fields),
    ),
    subject: keyOf(undefined, "call", identity),
    ...envelope,
    queueId: queue,
    direction: trueOrFalse(values.incoming) || INCOMING_CODES.has(code) ? "incoming" : "outgoing",
    code,
    status: isResponseCode(code) ? responseCodes[code].status : undefined,
    startedAt,
    endedAt,
    duration: wholeNumber(values.Duration),
    callerId,
    phoneNumber: number,
    answeredBy: answeredBy(values.machinedetection),
    digits: present(values.digitsdialed),
    recording: recording(values),
    telco: telco(values),
    variables,
  };
}

/** The vendor gives incoming calls the number 0 on some systems: then caller, number and start tell them apart. */
function isZero(queue: string): boolean {
  return /^0+$/.test(queue);
}

/** Code 1 says "answered" and not whether the call is over: an end after the start and a length do. */
function phaseOf({ code, startedAt, endedAt, duration }: CallParts): CallPhase {
  if (!isResponseCode(code)) return "changed";
  if (code !== ANSWERED) return responseCodes[code].phase;
  const ended = endedAt !== undefined && (startedAt === undefined || endedAt >= startedAt);
  return ended && duration ? "answered" : "changed";
}

function answeredBy(detected: string | undefined): CallParts["answeredBy"] {
  const by = detected?.trim().toLowerCase();
  return by === "human" || by === "machine" || by === "fax" || by === "unknown" ? by : undefined;
}

function recording(values: Values): CallParts["recording"] {
  const soundId = present(values.qasoundid);
  const length = wholeNumber(values.lastrecordlength) || undefined;
  return soundId === undefined && length === undefined ? undefined : { soundId, length };
}

function telco(values: Values): CallParts["telco"] {
  const known = {
    wireless: trueOrFalse(values.isWireless),
    lata: present(values.telcoLATA),
    ocn: present(values.telcoOCN),
    carrierName: present(values.telcoCarrierName),
    carrierType: present(values.telcoCarrierType),
    lrn: present(values.telcoLRN),
    switchName: present(values.telcoSwitchName),
  };
  return Object.values(known).every((value) => value === undefined) ? undefined : known;
}
