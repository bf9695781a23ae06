/** What a receipt says of a message. `carrier` and `accepted` are on the way; after the others nothing is expected. */
export type ReceiptStatus = "delivered" | "carrier" | "accepted" | "failed" | "throttled" | "unknown";

interface ReceiptMeaning {
  reason: string;
  status: ReceiptStatus;
}

/**
 * `Code` of a delivery receipt, with the vendor's name for it. 015, 017, 021 and 024 come from the older of the
 * vendor's two lists (https://esendex.us/docs/sms-api/api/types/SMSDeliveryReceipt), the others from the newer
 * (https://esendex.us/docs/sms-api/api/types/DeliveryReceiptCode). Carriers have more codes than these.
 */
export const receiptCodes = {
  "000": { reason: "DeliveredToDevice", status: "delivered" },
  "003": { reason: "DeliveredToCarrier", status: "carrier" },
  "004": { reason: "Accepted", status: "accepted" },
  "005": { reason: "UndelivOrDeleted", status: "failed" },
  "008": { reason: "Expired", status: "failed" },
  "015": { reason: "INVALID SERVICE TYPE", status: "failed" },
  "017": { reason: "INVALID CRITERIA", status: "failed" },
  "021": { reason: "MESSAGE TOO LONG", status: "failed" },
  "023": { reason: "Rejected", status: "failed" },
  "024": { reason: "UNDELIV", status: "failed" },
  "028": { reason: "SenderExceededCarrierThrottle", status: "throttled" },
  "029": { reason: "RecipientExceededCarrierThrottle", status: "throttled" },
  "030": { reason: "SenderAndRecipentExceededCarrierThrottle", status: "throttled" },
  "032": { reason: "InvalidMessageFormatOrTextMsgContentSizeExceeded", status: "failed" },
  "090": { reason: "BadAddress", status: "failed" },
  "091": { reason: "InvalidRouting", status: "failed" },
  "999": { reason: "CarrierErrorUnknown", status: "failed" },
} as const satisfies Record<string, ReceiptMeaning>;

/** A documented receipt code. */
export type ReceiptCode = keyof typeof receiptCodes;

/** `stat:` of a receipt's text, for codes that no list has. Spelling differs by carrier. */
const STATS: Readonly<Record<string, ReceiptStatus>> = {
  DELIVRD: "delivered",
  DELIVERED: "delivered",
  "DELIVERED TO CARRIER": "carrier",
  ACCEPTD: "accepted",
  ACCEPTED: "accepted",
  DELETED: "failed",
  EXPIRED: "failed",
  REJECTD: "failed",
  REJECTED: "failed",
  UNDELIV: "failed",
};

/** What only the older list has: a text of these alone says nothing of MMS, which came later. */
const OLDER: ReadonlySet<string> = new Set(["015", "017", "021", "024"] satisfies ReceiptCode[]);

const BY_REASON = new Map(
  Object.entries(receiptCodes)
    .filter(([code]) => !OLDER.has(code))
    .map(([code, { reason }]) => [reason.toLowerCase(), code]),
);

/** The code that goes with a bare name such as `DeliveredToDevice`, which is all that an MMS receipt's text says. */
export function codeOfReason(reason: string): string | undefined {
  return BY_REASON.get(reason.trim().toLowerCase());
}

/** Status and name of a code; of one that no list has, what `stat:` says. */
export function receiptMeaning(code: string | undefined, stat: string | undefined): { status: ReceiptStatus; reason?: string } {
  if (code !== undefined && isReceiptCode(code)) return receiptCodes[code];
  return { status: STATS[stat?.toUpperCase() ?? ""] ?? "unknown", reason: stat };
}

/** Whether another receipt of this message is to be expected. A status that nobody knows decides nothing. */
export function isFinal(status: ReceiptStatus): boolean {
  return status === "delivered" || status === "failed" || status === "throttled";
}

function isReceiptCode(code: string): code is ReceiptCode {
  return Object.hasOwn(receiptCodes, code);
}
