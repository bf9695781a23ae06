import { PostbackError } from "../problems.js";

/** The URL to hand to the vendor: the router's own public address, with the secret segment behind it. */
export function postbackUrl(base: string, segment: string | undefined): string {
  if (!/^https?:\/\/[^/?#\s]+[^?#\s]*$/i.test(base)) throw new PostbackError("CDYNE_URL_INVALID");
  const trimmed = base.replace(/\/+$/, "");
  return segment === undefined ? trimmed : `${trimmed}/${segment}`;
}
