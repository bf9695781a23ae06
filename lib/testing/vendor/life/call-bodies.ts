import { type ResponseCode } from "../../../index.js";
import { type Call } from "../records/calls.js";
import { usDate } from "../protocols/dates.js";
import { formBody } from "../protocols/form.js";
import { type Inferred } from "../inferred.js";
import { writeNumber } from "../records/numbers.js";

/** What a postback says of a call. */
export interface SaidCall extends Pick<
  Call,
  "queueId" | "code" | "startedAt" | "endedAt" | "duration" | "callerId" | "callerName" | "number" | "digits" | "answeredBy" | "recorded" | "rings" | "variables"
> {
  /** The id of the recording. */
  readonly soundId?: string | undefined;
  /** The called number's telephone company. */
  readonly telco?: Partial<Telco> | undefined;
}

type CallDates = Pick<Inferred, "callDates" | "callDateUnset">;

interface Telco {
  lata: string;
  ocn: string;
  carrierName: string;
  carrierType: string;
  lrn: string;
  switchName: string;
}

/** Sample values of the vendor's page: nobody here knows telephone companies. */
const TELCO: Telco = { lata: "252", ocn: "8825", carrierName: "", carrierType: "", lrn: "7573740000", switchName: "NORFOLK" };

const TRANSFERRED: ResponseCode = 24;

/** https://esendex.us/docs/voice-broadcast/api/types/OutgoingPostback, with `machinedetection` of the older list. */
export function outgoingCallBody(call: SaidCall, wireless: boolean, inferred: CallDates): string {
  const telco = { ...TELCO, ...call.telco };
  return formBody({
    ...timesOf(call, inferred),
    isWireless: wireless ? "True" : "False",
    telcoLATA: telco.lata,
    telcoOCN: telco.ocn,
    telcoCarrierName: telco.carrierName,
    telcoCarrierType: telco.carrierType,
    telcoLRN: telco.lrn,
    telcoSwitchName: telco.switchName,
    digitsdialed: call.digits,
    incallringcount: call.rings > 0 ? String(call.rings) : undefined,
    qasoundid: call.soundId ?? "",
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
export function incomingCallBody(call: SaidCall, inferred: CallDates): string {
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

function timesOf(call: SaidCall, inferred: CallDates): Record<string, string> {
  return {
    QueueID: call.queueId,
    ResponseCode: String(call.code),
    StartTime: timeOf(call.startedAt, inferred),
    EndTime: timeOf(call.endedAt, inferred),
    Duration: String(call.duration),
  };
}

function timeOf(date: Date | undefined, { callDates, callDateUnset }: CallDates): string {
  if (date) return callDates === "iso" ? date.toISOString() : usDate(date);
  if (callDateUnset === "empty") return "";
  return callDates === "iso" ? "0001-01-01T00:00:00.000Z" : "1/1/0001 12:00:00 AM";
}

function numberOf(number: string | undefined): string {
  return number === undefined ? "" : writeNumber(number, 10);
}

function recordedOf({ recorded }: SaidCall): string {
  return recorded === undefined ? "" : String(recorded);
}
