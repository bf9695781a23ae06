/** Nothing comes from elsewhere, nothing is inline, nothing frames the page. */
const POLICY = ["default-src 'none'", "style-src 'self'", "script-src 'self'", "connect-src 'self'", "img-src 'self' data:", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"];

/** Of everything: it holds what people wrote, or leads there. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY.join("; "),
  "cache-control": "no-store",
  // With none at all, browsers would not say of a form that it is ours.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-robots-tag": "noindex, nofollow",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};
