/**
 * `PostBackType` of SetPostbackUrlForPhoneNumber and SetPostbackUrlForLicenseKey: what a URL is assigned for.
 * https://esendex.us/docs/sms-api/postbacks
 */
export const postbackTypes = {
  all: 0,
  deliveryReceipt: 1,
  incomingMessage: 2,
  outgoingMessage: 3,
} as const;

/** A name of {@link postbackTypes}. */
export type PostbackType = keyof typeof postbackTypes;
