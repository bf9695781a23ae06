import { type ResponseCode } from "../../../index.js";
import { type Call } from "../records/calls.js";
import { usDate } from "../protocols/dates.js";
import { formBody } from "../protocols/form.js";
import { type Inferred } from "../inferred.js";
import { writeNumber } from "../records/numbers.js";

/** Sample values of the vendor's page: the stand-in knows no telephone companies. */
const TELCO = {
  telcoLATA: "252",
  telcoOCN: "8825",
  telcoCarrierName: "",
  telcoCarrierType: "",
  telcoLRN: "7573740000",
  telcoSwitchName: "NORFOLK",
} as const;

const TRANSFERRED: ResponseCode = 24;

/** https://esendex.us/docs/voice-broadcast/api/types/OutgoingPostback, with `machinedetection` of the older list. */
export function outgoingCallBody(call: Call, wireless: boolean, inferred: Inferred): string {
  return formBody({
    ...timesOf(call, inferred),
    isWireless: wireless ? "True" : "False",
    ...TELCO,
    digitsdialed: call.digits,
    incallringcount: call.rings > 0 ? String(call.rings) : undefined,
    qasoundid: "",
    callerid: numberOf(call.callerId),
    extension: "",
    phonenumber: numberOf(call.number),
    transfercalleridname: call.code === TRANSFERRED ? call.callerName : "",
    lastrecordlength: recordedOf(call),
    machinedetection: call.answeredBy ?? "",
    ...call.variables,
  });
}

/** https://esendex.us/docs/voice-broadcast/api/types/IncomingPostback */
export function incomingCallBody(call: Call, inferred: Inferred): string {
  return formBody({
    ...timesOf(call, inferred),
    incoming: "True",
    transfercallerid: "",
    machinedetection: call.answeredBy ?? "",
    digitsdialed: call.digits,
    extension: "",
    lastrecordlength: recordedOf(call),
    callerid: numberOf(call.callerId),
    phonenumber: numberOf(call.number),
    ...call.variables,
  });
}

function timesOf(call: Call, inferred: Inferred): Record<string, string> {
  return {
    QueueID: call.queueId,
    ResponseCode: String(call.code),
    StartTime: timeOf(call.startedAt, inferred),
    EndTime: timeOf(call.endedAt, inferred),
    Duration: String(call.duration),
  };
}

function timeOf(date: Date | undefined, { callDates, callDateUnset }: Inferred): string {
  if (date) return callDates === "iso" ? date.toISOString() : usDate(date);
  if (callDateUnset === "empty") return "";
  return callDates === "iso" ? "0001-01-01T00:00:00.000Z" : "1/1/0001 12:00:00 AM";
}

function numberOf(number: string | undefined): string {
  return number === undefined ? "" : writeNumber(number, 10);
}

function recordedOf({ recorded }: Call): string {
  return recorded === undefined ? "" : String(recorded);
}
