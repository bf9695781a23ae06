import { type CallRequest } from "../life/calling.js";
import { type Given } from "../given.js";

/** What the family of NotifyPhoneBasic is asked. */
export function basicRequest(given: Given): CallRequest {
  return {
    licenseKey: given.text("LicenseKey") ?? "",
    number: given.text("PhoneNumberToDial") ?? "",
    text: given.text("TextToSay") ?? "",
    callerId: given.text("CallerID"),
    callerName: given.text("CallerIDname") ?? "",
    voice: given.number("VoiceID") ?? 0,
    transferTo: given.text("TransferNumber"),
    tries: given.number("TryCount") ?? 1,
    nextTryAfter: 0,
    scheduled: undefined,
    postbackUrl: undefined,
    referenceId: given.text("ReferenceID"),
    demo: false,
  };
}

/** An AdvancedNotifyRequest. https://esendex.us/docs/voice-broadcast/api/types/AdvancedNotifyRequest */
export function advancedRequest(given: Given): CallRequest {
  return {
    licenseKey: given.text("LicenseKey") ?? "",
    number: given.text("PhoneNumberToDial") ?? "",
    text: given.text("TextToSay") ?? "",
    callerId: given.text("CallerIDNumber") ?? "",
    callerName: given.text("CallerIDName") ?? "",
    voice: given.number("VoiceID") ?? 0,
    transferTo: given.text("TransferNumber"),
    tries: given.number("TryCount") ?? 0,
    nextTryAfter: given.number("NextTryInSeconds") ?? 0,
    // .NET makes year 1 of a date that is not there, which is not UTC.
    scheduled: given.text("UTCScheduledDateTime") ?? "none",
    postbackUrl: given.text("StatusChangePostUrl"),
    referenceId: given.text("ReferenceID"),
    demo: false,
  };
}
