import { PostbackError } from "../problems.js";

/** In lower case, because the phone API wants it so. */
const BASE = /^https?:\/\/[^/?#\sA-Z]+[^?#\sA-Z]*$/;

/** The URL to hand to the vendor: the router's own public address, with the secret segment behind it. */
export function postbackUrl(base: string, segment: string | undefined): string {
  if (!BASE.test(base)) throw new PostbackError("CDYNE_URL_INVALID");
  const trimmed = base.replace(/\/+$/, "");
  return segment === undefined ? trimmed : `${trimmed}/${segment}`;
}
