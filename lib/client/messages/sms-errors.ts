import { type EnumValue, enumeration } from "../request/enumeration.js";
import { type FailureClassName } from "../request/failures.js";

interface SmsErrorValue extends EnumValue {
  readonly failure?: FailureClassName;
}

/**
 * `SMSError` of the legacy API. DOCUMENTED (https://esendex.us/docs/sms-api/api/types/SMSResponse); the number is the
 * place in the vendor's contract, the class INFERRED.
 */
export const smsErrors = {
  NoError: { number: 0 },
  STOPfromPhoneNumber: { number: 1, failure: "optOut" },
  LicenseKeyInvalid: { number: 2, failure: "auth" },
  PhoneNumberInvalid: { number: 3, failure: "badRequest" },
  MessageInvalid: { number: 4, failure: "badRequest" },
  ScheduledDateTimeIsNotUTC: { number: 5, failure: "badRequest" },
  InvalidAssignedDID: { number: 6, failure: "badRequest" },
  NotFound: { number: 7, failure: "notFound" },
  InternalError: { number: 8, failure: "vendor" },
  ContactCdyneAccountSuspended: { number: 9, failure: "account", also: ["ContactEsendexAccountSuspended"] },
  AssignedDIDRequired: { number: 10, failure: "badRequest" },
} as const satisfies Record<string, SmsErrorValue>;

export type SmsErrorName = keyof typeof smsErrors;

export const smsError = enumeration<SmsErrorName, SmsErrorValue>(smsErrors);
