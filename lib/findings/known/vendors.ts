import { type FindingText } from "../finding.js";

/** On what is set at the vendor. */
export const vendorFindings = {
  DOCTOR_VENDOR_UNASKED: {
    severity: "warning",
    what: "The vendor does not say what is set.",
    why: "Whether it posts to this URL is not known.",
    mend: "Look at the code: a wrong licence key should not be tried again, because the vendor suspends the addresses that it comes from.",
  },
  DOCTOR_VENDOR_UNSET: {
    severity: "warning",
    what: "The vendor has no URL to post to.",
    why: "Only what is sent with a URL of its own is posted, and texts to your number are not.",
    mend: "client.assignPostbacks(postbacks, { base, numbers }) sets and enables it.",
  },
  DOCTOR_VENDOR_OTHER_URL: {
    severity: "warning",
    what: "The vendor posts to another URL.",
    why: "What it posts does not come here.",
    mend: "If it should, client.assignPostbacks(postbacks, { base, numbers }) sets it.",
  },
  DOCTOR_VENDOR_DISABLED: {
    severity: "error",
    what: "A URL is set at the vendor, and its postbacks are not enabled.",
    why: "The vendor posts nothing.",
    mend: "client.enablePostbacks({ number }), or client.assignPostbacks().",
  },
} as const satisfies Record<string, FindingText>;
