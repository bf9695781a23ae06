import { type PostbackType } from "../../index.js";
import { type CallOptions } from "../request/transport.js";
import { type VendorError } from "../request/vendor-error.js";

/** Whose postbacks are meant: those of a number, or of the licence key. For SMS and MMS; calls have no such setting. */
export interface OfNumber {
  /** A number or short code of yours; the whole licence key by default. */
  number?: string | undefined;
  /** Of the number; `US` by default. */
  country?: string | undefined;
}

export interface PostbackSetting {
  number: string | undefined;
  country: string | undefined;
  type: PostbackType | (string & {});
  url: string | undefined;
  enabled: boolean;
  error: VendorError | undefined;
}

/** All reject with a VendorError. Which URL wins where a message, a number and the key have one is documented nowhere. */
export interface PostbackMethods {
  /**
   * Sets the URL for one type of postback, or for all (the default). Whether that also enables it is not known.
   * DOCUMENTED: https://esendex.us/docs/sms-api/api/methods/SetPostbackUrlForPhoneNumber and …ForLicenseKey
   */
  setPostbackUrl(given: OfNumber & { type?: PostbackType | undefined; url: string }, options?: CallOptions): Promise<void>;
  /** Has them posted, or with `enabled: false` not. The form of the request is INFERRED. */
  enablePostbacks(given?: OfNumber & { type?: PostbackType | undefined; enabled?: boolean | undefined }, options?: CallOptions): Promise<void>;
  /** What is set. The form of the request is of the vendor's contract for the key, INFERRED for a number. */
  postbackSettings(given?: OfNumber, options?: CallOptions): Promise<PostbackSetting[]>;
}
