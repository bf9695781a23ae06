/**
 * How far a call is. `placed`: being set up, or arrived. `changed`: under way. The rest are over: somebody or something
 * was on the line, nobody was reached, or it was refused, cancelled or broken.
 */
export type CallPhase = "placed" | "changed" | "answered" | "unreached" | "failed";

/**
 * The phone API's `ResponseCode`, in the vendor's words (GetResponseCodes). The vendor has no field that says whether a
 * call is over, so the phase is this library's reading. Code 1 is `changed` as long as the call goes on.
 */
export const responseCodes = {
  0: { status: "Queued", phase: "placed" },
  1: { status: "Call Answered", phase: "answered" },
  2: { status: "Call Unanswered", phase: "unreached" },
  3: { status: "Invalid Phone Number", phase: "failed" },
  4: { status: "Invalid CallerID", phase: "failed" },
  5: { status: "Invalid VoiceID", phase: "failed" },
  6: { status: "Invalid Number to Transfer To", phase: "failed" },
  7: { status: "Invalid Digit for Transfer", phase: "failed" },
  8: { status: "Busy", phase: "unreached" },
  9: { status: "Universal Error", phase: "failed" },
  10: { status: "Demo allowance exceeded.", phase: "failed" },
  11: { status: "Demo not allowed", phase: "failed" },
  12: { status: "Dialing", phase: "placed" },
  13: { status: "CallerID and PhoneNumber To Dial cannot match.", phase: "failed" },
  14: { status: "Key Invalid.  IP Address has been suspended.", phase: "failed" },
  15: { status: "Phone Number Abuse", phase: "failed" },
  16: { status: "Scheduled Time is not a UTC date/time", phase: "failed" },
  17: { status: "http://wiki.cdyne.com/index.php/SiteBan", phase: "failed" },
  18: { status: "Ringing", phase: "changed" },
  19: { status: "Trying", phase: "placed" },
  20: { status: "Call is being Forwarded", phase: "changed" },
  21: { status: "In Call/Ringing", phase: "changed" },
  22: { status: "Cancelled", phase: "failed" },
  23: { status: "Sound File Not Found", phase: "failed" },
  24: { status: "Transferred", phase: "answered" },
  25: { status: "Transfer Failed", phase: "answered" },
  26: { status: "Caller Hung up during transfer", phase: "answered" },
  27: { status: "Administrative Hold", phase: "changed" },
  28: { status: "Call Forbidden", phase: "unreached" },
  29: { status: "Incoming Call", phase: "placed" },
  30: { status: "Incoming Call Complete", phase: "answered" },
  31: { status: "Incoming Call Transferred", phase: "answered" },
  32: { status: "TTS Error", phase: "failed" },
  33: { status: "Time Restriction", phase: "failed" },
  34: { status: "Congestion/Service Unavail", phase: "unreached" },
  35: { status: "Global Not Acceptable", phase: "unreached" },
  36: { status: "No Supported Media", phase: "unreached" },
  37: { status: "Telecom Timeout", phase: "unreached" },
  38: { status: "Telecom Denied", phase: "unreached" },
  39: { status: "Demo Denied due to FTC regulations", phase: "failed" },
  40: { status: "TTS Busy - Will Try Again", phase: "changed" },
  41: { status: "Conference Start", phase: "changed" },
  42: { status: "Conference Join", phase: "changed" },
  43: { status: "Telco Reported Vacant Number", phase: "unreached" },
  44: { status: "Number Changed or Disconnected", phase: "unreached" },
  45: { status: "Sound File Processing", phase: "placed" },
  46: { status: "Ready for Dialer", phase: "placed" },
} as const satisfies Record<number, { status: string; phase: CallPhase }>;

/** A documented `ResponseCode`. */
export type ResponseCode = keyof typeof responseCodes;

export function isResponseCode(code: number | undefined): code is ResponseCode {
  return code !== undefined && code in responseCodes;
}
