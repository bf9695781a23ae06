import { type ResponseCode, responseCodes } from "../../../index.js";
import { type Answer, flag, int, list, record, text } from "../protocols/answer.js";
import { type Call } from "../records/calls.js";
import { makeCall } from "../life/calling.js";
import { type Given } from "../given.js";
import { readNumber, writeNumber } from "../records/numbers.js";
import { type Service } from "../service.js";
import { voices } from "../records/voices.js";
import { advancedRequest, basicRequest } from "./call-requests.js";
import { notifyReturn, notifyReturnWithAdvancedInfo } from "./notify-return.js";
import { type Handler } from "./operation.js";

/** What a parameter is, as ASMX checks it. */
export type ParameterType = "string" | "int" | "long";

/** An operation of phonenotify.asmx. Without `parameters` it takes an object, and only SOAP can give it one. */
export interface VoiceOperation {
  /** By GET and POST every one of them has to be there. */
  readonly parameters: Readonly<Record<string, ParameterType>> | undefined;
  readonly handler: Handler;
}

const DIAL = { PhoneNumberToDial: "string" } as const;
const DIAL_MANY = { PhoneNumbersToDial: "string" } as const;
const SAY = { TextToSay: "string", CallerID: "string", CallerIDname: "string", VoiceID: "int" } as const;
const KEY = { LicenseKey: "string" } as const;
const QUEUE = { QueueID: "long" } as const;

/** https://esendex.us/docs/voice-broadcast/api/api-reference/ and the index page of http://ws.cdyne.com/NotifyWS/PhoneNotify.asmx */
export const voiceOperations: Readonly<Record<string, VoiceOperation>> = {
  NotifyPhoneBasic: { parameters: { ...DIAL, ...SAY, ...KEY }, handler: one({ demo: true }) },
  NotifyPhoneEnglishBasic: { parameters: { ...DIAL, TextToSay: "string", ...KEY }, handler: one({ demo: true }) },
  NotifyPhoneBasicWithTryCount: { parameters: { TryCount: "int", ...DIAL, ...SAY, ...KEY }, handler: one() },
  NotifyPhoneBasicWithTransfer: { parameters: { ...DIAL, TransferNumber: "string", ...SAY, ...KEY }, handler: one() },
  NotifyPhoneAdvanced: {
    parameters: undefined,
    handler: (given, service) => notifyReturn(makeCall(advancedRequest(given.part("anr")), service)),
  },
  NotifyMultiplePhoneBasic: { parameters: { ...DIAL_MANY, ...SAY, ...KEY }, handler: many },
  NotifyMultiplePhoneBasicWithCPM: { parameters: { ...DIAL_MANY, ...SAY, CallsPerMinute: "int", ...KEY }, handler: many },
  NotifyMultiplePhoneBasicWithCPMandReferenceID: {
    parameters: { ...DIAL_MANY, ...SAY, CallsPerMinute: "int", ReferenceID: "string", ...KEY },
    handler: many,
  },
  NotifyMultiplePhoneAdvanced: {
    parameters: undefined,
    // What wraps the list is not known.
    handler: (given, service) => states(given.only().parts("parts").map((each) => makeCall(advancedRequest(each), service))),
  },
  // Whoever knows a call's number may ask for its state.
  GetQueueIDStatus: { parameters: QUEUE, handler: (given, { calls }) => notifyReturn(calls.byId(given.text("QueueID")) ?? UNIVERSAL_ERROR) },
  GetQueueIDStatusWithAdvancedInfo: {
    parameters: { ...QUEUE, ...KEY },
    handler: (given, service) => notifyReturnWithAdvancedInfo(ofKey(given, service, () => service.calls.byId(given.text("QueueID")))),
  },
  GetMultipleQueueIdStatus: {
    parameters: { QueueIDs: "string", ...KEY },
    handler: (given, service) => states(listed(given, "QueueIDs").map((id) => ofKey(given, service, () => service.calls.byId(id)))),
  },
  GetQueueIDStatusesByPhoneNumber: {
    parameters: { PhoneNumber: "string", ...KEY },
    handler: (given, { accounts, calls }) => states(calls.byNumber(accounts.known(given.text("LicenseKey")) ?? "", readNumber(given.text("PhoneNumber")))),
  },
  CancelNotify: {
    parameters: { ...QUEUE, ...KEY },
    handler: (given, { accounts, calls, callLife }) => {
      const call = calls.byId(given.text("QueueID"));
      return flag(call?.licenseKey === accounts.known(given.text("LicenseKey")) && callLife.cancel(call));
    },
  },
  CancelNotifyByReferenceID: {
    parameters: { ReferenceID: "string", ...KEY },
    handler: (given, { accounts, calls, callLife }) => {
      const found = calls.byReference(accounts.known(given.text("LicenseKey")) ?? "", given.text("ReferenceID") ?? "");
      return int(found.filter((call) => callLife.cancel(call)).length);
    },
  },
  AssignIncomingNumber: {
    parameters: { IncomingPhoneNumber: "string", ...KEY },
    handler: (given, { accounts }) => {
      const licenseKey = accounts.known(given.text("LicenseKey"));
      const number = readNumber(given.text("IncomingPhoneNumber"));
      if (licenseKey === undefined || number === undefined || accounts.number(number)) return flag(false);
      accounts.assign({ number, licenseKey });
      return flag(true);
    },
  },
  GetAssignedNumbers: {
    parameters: KEY,
    handler: (given, { accounts }) => list("string", accounts.numbersOf(accounts.known(given.text("LicenseKey")) ?? "").map((number) => text(writeNumber(number, 10)))),
  },
  GetResponseCodes: {
    parameters: {},
    handler: () => list("Response", Object.entries(responseCodes).map(([code, { status }]) => record("Response", { ResponseCode: int(Number(code)), ResponseText: text(status) }))),
  },
  getVoices: { parameters: {}, handler: () => list("Voice", voices.map(voice)) },
};

const UNIVERSAL_ERROR: ResponseCode = 9;
const KEY_INVALID: ResponseCode = 14;

function one(options: { demo: boolean } = { demo: false }): Handler {
  return (given, service) => notifyReturn(makeCall({ ...basicRequest(given), ...options }, service));
}

function many(given: Given, service: Service): Answer {
  return states(listed(given, "PhoneNumbersToDial").map((number) => makeCall({ ...basicRequest(given), number }, service)));
}

function states(outcomes: readonly (Call | ResponseCode)[]): Answer {
  return list("NotifyReturn", outcomes.map(notifyReturn));
}

function listed(given: Given, name: string): string[] {
  return (given.text(name) ?? "").split(";").map((each) => each.trim()).filter((each) => each !== "");
}

function ofKey(given: Given, { accounts }: Service, find: () => Call | undefined): Call | ResponseCode {
  return accounts.known(given.text("LicenseKey")) === undefined ? KEY_INVALID : (find() ?? UNIVERSAL_ERROR);
}

function voice([id, name, gender, age, language]: (typeof voices)[number]): Answer {
  return record("Voice", {
    VoiceID: int(id),
    VoiceName: text(name),
    VoiceGender: text(gender),
    VoiceAge: int(age),
    VoiceLanguage: text(language),
    VoiceSummary: text(`${name} - ${language} (${gender} - ${age})`),
  });
}
