/** `SMSError` of the legacy API. https://esendex.us/docs/sms-api/api/types/SMSResponse */
export const smsErrors = {
  NoError: 0,
  STOPfromPhoneNumber: 1,
  LicenseKeyInvalid: 2,
  PhoneNumberInvalid: 3,
  MessageInvalid: 4,
  ScheduledDateTimeIsNotUTC: 5,
  InvalidAssignedDID: 6,
  NotFound: 7,
  InternalError: 8,
  ContactCdyneAccountSuspended: 9,
  AssignedDIDRequired: 10,
} as const;

/** `MessageStatus` of the Messaging API, with the names that XML has. https://esendex.us/docs/sms-api/api/types/MessageStatus */
export const messageStatuses = {
  Hold: 0,
  Sent: 200,
  Ready: 201,
  Processing: 202,
  InvalidDid: 400,
  InvalidLicenseKey: 401,
  AccountSuspended: 402,
  StopOnPhoneNumber: 403,
  MissingDidOrInvalidMessageId: 404,
  InvalidDateTime: 405,
  InvalidDestination: 406,
  NoMessage: 411,
  MessageExceedsLimit: 413,
  Failed: 506,
  Cancelled: 507,
  FailedByProvider: 508,
} as const;

export type SmsError = keyof typeof smsErrors;
export type MessageStatus = keyof typeof messageStatuses;

/** Why a message is refused or not found: in the words of the Messaging API, and of the legacy one. */
export const refusals = {
  InvalidDid: "InvalidAssignedDID",
  InvalidLicenseKey: "LicenseKeyInvalid",
  AccountSuspended: "ContactCdyneAccountSuspended",
  StopOnPhoneNumber: "STOPfromPhoneNumber",
  MissingDidOrInvalidMessageId: "AssignedDIDRequired",
  InvalidDateTime: "ScheduledDateTimeIsNotUTC",
  InvalidDestination: "PhoneNumberInvalid",
  NoMessage: "MessageInvalid",
  MessageExceedsLimit: "MessageInvalid",
  Failed: "InternalError",
} as const satisfies Partial<Record<MessageStatus, SmsError>>;

export type Refusal = keyof typeof refusals;

/** `PostbackType`. https://esendex.us/docs/sms-api/postbacks */
export const postbackKinds = { All: 0, DeliveryReceipt: 1, IncomingMessage: 2, OutgoingMessage: 3 } as const;

export type PostbackKind = keyof typeof postbackKinds;

/** What the operations of postback settings say. https://esendex.us/docs/sms-api/api/methods/SetPostbackUrlForLicenseKey */
export const postbackReturnCodes = {
  NoError: 0,
  InvalidLicenseKey: 1,
  InvalidUrl: 2,
  InvalidPhoneNumber: 3,
  InvalidPostbackType: 4,
  NotFound: 5,
  InvalidCountry: 6,
} as const;

export type PostbackReturnCode = keyof typeof postbackReturnCodes;

/** What the operations of keywords say, in the order of the vendor's contract. */
export const keywordReturnCodes = {
  NoError: 0,
  KeywordAdded: 1,
  KeywordAlreadyInUse: 2,
  ShortCodeNotAssignedToKey: 3,
  LicenseKeyInvalid: 4,
  KeywordInvalid: 5,
  ShortCodeInvalid: 6,
  KeywordRemoved: 7,
  KeywordNotFound: 8,
  InternalError: 9,
} as const;

export type KeywordReturnCode = keyof typeof keywordReturnCodes;

/** A name of a table, whatever its case, or its number. */
export function nameIn<Name extends string>(table: Readonly<Record<Name, number>>, text: string): Name | undefined {
  return namesOf(table).find((name) => name.toLowerCase() === text.toLowerCase() || String(table[name]) === text);
}

function namesOf<Name extends string>(table: Readonly<Record<Name, number>>): Name[] {
  return Object.keys(table).filter((name): name is Name => name in table);
}
