import { describe, expect, test } from "@jest/globals";
import { type CallPhase, isResponseCode, responseCodes } from "../../lib/wire/response-codes.js";

/** The vendor's words, as its operation GetResponseCodes gave them. */
const WORDS = `Queued
Call Answered
Call Unanswered
Invalid Phone Number
Invalid CallerID
Invalid VoiceID
Invalid Number to Transfer To
Invalid Digit for Transfer
Busy
Universal Error
Demo allowance exceeded.
Demo not allowed
Dialing
CallerID and PhoneNumber To Dial cannot match.
Key Invalid.  IP Address has been suspended.
Phone Number Abuse
Scheduled Time is not a UTC date/time
http://wiki.cdyne.com/index.php/SiteBan
Ringing
Trying
Call is being Forwarded
In Call/Ringing
Cancelled
Sound File Not Found
Transferred
Transfer Failed
Caller Hung up during transfer
Administrative Hold
Call Forbidden
Incoming Call
Incoming Call Complete
Incoming Call Transferred
TTS Error
Time Restriction
Congestion/Service Unavail
Global Not Acceptable
No Supported Media
Telecom Timeout
Telecom Denied
Demo Denied due to FTC regulations
TTS Busy - Will Try Again
Conference Start
Conference Join
Telco Reported Vacant Number
Number Changed or Disconnected
Sound File Processing
Ready for Dialer`.split("\n");

const PHASES: Record<CallPhase, number[]> = {
  placed: [0, 12, 19, 29, 45, 46],
  changed: [18, 20, 21, 27, 40, 41, 42],
  answered: [1, 24, 25, 26, 30, 31],
  unreached: [2, 8, 28, 34, 35, 36, 37, 38, 43, 44],
  failed: [3, 4, 5, 6, 7, 9, 10, 11, 13, 14, 15, 16, 17, 22, 23, 32, 33, 39],
};

describe("the response codes", () => {
  test("are 0 to 46 in the vendor's words, no two with the same", () => {
    expect(Object.keys(responseCodes)).toEqual(WORDS.map((_, code) => String(code)));
    expect(Object.values(responseCodes).map(({ status }) => status)).toEqual(WORDS);
    expect(new Set(WORDS).size).toBe(47);
  });

  test.each(Object.entries(PHASES))("say %s: %j", (phase, codes) => {
    const found = Object.entries(responseCodes).filter(([, meaning]) => meaning.phase === phase);
    expect(found.map(([code]) => Number(code))).toEqual(codes);
  });

  test("are known by their number alone", () => {
    expect([0, 46].map(isResponseCode)).toEqual([true, true]);
    expect([47, -1, 0.5, NaN, undefined].map(isResponseCode)).toEqual(Array(5).fill(false));
  });
});
