import { type EnumValue, enumeration } from "../request/enumeration.js";
import { type FailureClassName } from "../request/failures.js";

interface ReturnCode extends EnumValue {
  readonly failure?: FailureClassName;
}

/**
 * `SMSPostbackReturnCode`, the answer to what sets postbacks. DOCUMENTED
 * (https://esendex.us/docs/sms-api/api/methods/SetPostbackUrlForLicenseKey), the class INFERRED.
 */
export const postbackReturnCodes = {
  NoError: { number: 0 },
  InvalidLicenseKey: { number: 1, failure: "auth" },
  InvalidUrl: { number: 2, failure: "badUrl" },
  InvalidPhoneNumber: { number: 3, failure: "badRequest" },
  InvalidPostbackType: { number: 4, failure: "badRequest" },
  NotFound: { number: 5, failure: "notFound" },
  InvalidCountry: { number: 6, failure: "badRequest" },
} as const satisfies Record<string, ReturnCode>;

export const postbackReturnCode = enumeration<keyof typeof postbackReturnCodes, ReturnCode>(postbackReturnCodes);

/** `SMSKeywordReturnCode`: names and order are of the vendor's contract of 2018, the class INFERRED. */
export const keywordReturnCodes = {
  NoError: { number: 0 },
  KeywordAdded: { number: 1 },
  KeywordAlreadyInUse: { number: 2, failure: "badRequest" },
  ShortCodeNotAssignedToKey: { number: 3, failure: "badRequest" },
  LicenseKeyInvalid: { number: 4, failure: "auth" },
  KeywordInvalid: { number: 5, failure: "badRequest" },
  ShortCodeInvalid: { number: 6, failure: "badRequest" },
  KeywordRemoved: { number: 7 },
  KeywordNotFound: { number: 8, failure: "notFound" },
  InternalError: { number: 9, failure: "vendor" },
} as const satisfies Record<string, ReturnCode>;

export const keywordReturnCode = enumeration<keyof typeof keywordReturnCodes, ReturnCode>(keywordReturnCodes);
