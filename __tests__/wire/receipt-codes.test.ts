import { describe, expect, test } from "@jest/globals";
import { type ReceiptStatus, codeOfReason, isFinal, receiptCodes, receiptMeaning } from "../../lib/wire/receipt-codes.js";

const LIST: [code: string, reason: string, status: ReceiptStatus][] = [
  ["000", "DeliveredToDevice", "delivered"],
  ["003", "DeliveredToCarrier", "carrier"],
  ["004", "Accepted", "accepted"],
  ["005", "UndelivOrDeleted", "failed"],
  ["008", "Expired", "failed"],
  ["015", "INVALID SERVICE TYPE", "failed"],
  ["017", "INVALID CRITERIA", "failed"],
  ["021", "MESSAGE TOO LONG", "failed"],
  ["023", "Rejected", "failed"],
  ["024", "UNDELIV", "failed"],
  ["028", "SenderExceededCarrierThrottle", "throttled"],
  ["029", "RecipientExceededCarrierThrottle", "throttled"],
  ["030", "SenderAndRecipentExceededCarrierThrottle", "throttled"],
  ["032", "InvalidMessageFormatOrTextMsgContentSizeExceeded", "failed"],
  ["090", "BadAddress", "failed"],
  ["091", "InvalidRouting", "failed"],
  ["999", "CarrierErrorUnknown", "failed"],
];

describe("the receipt codes", () => {
  test("are those of the vendor's two lists, no two with the same name", () => {
    expect(Object.entries(receiptCodes).map(([code, { reason, status }]) => [code, reason, status])).toEqual(
      expect.arrayContaining(LIST),
    );
    expect(Object.keys(receiptCodes)).toHaveLength(LIST.length);
    expect(new Set(LIST.map(([, reason]) => reason)).size).toBe(LIST.length);
  });

  test.each(LIST)("%s is %s: %s, whatever the carrier's stat says", (code, reason, status) => {
    expect(receiptMeaning(code, "DELIVRD")).toEqual({ reason, status });
  });

  test.each<[stat: string | undefined, status: ReceiptStatus]>([
    ["DELIVRD", "delivered"],
    ["delivered", "delivered"],
    ["DELIVERED TO CARRIER", "carrier"],
    ["ACCEPTD", "accepted"],
    ["DELETED", "failed"],
    ["UNDELIV", "failed"],
    ["EXPIRED", "failed"],
    ["REJECTD", "failed"],
    ["enroute", "unknown"],
    ["constructor", "unknown"],
    ["__proto__", "unknown"],
    [undefined, "unknown"],
  ])("that are in no list mean what stat says: %s is %s", (stat, status) => {
    for (const code of ["001", "500", undefined]) expect(receiptMeaning(code, stat)).toEqual({ status, reason: stat });
  });

  test("are found by a name of the newer list, which alone has names for MMS", () => {
    expect(["DeliveredToDevice", "deliveredtocarrier ", "BadAddress"].map(codeOfReason)).toEqual(["000", "003", "090"]);
    expect(["UNDELIV", "MESSAGE TOO LONG", "000", "", "constructor"].map(codeOfReason)).toEqual(Array(5).fill(undefined));
  });

  test("end a message's life or leave it open", () => {
    expect((["delivered", "failed", "throttled"] as const).map(isFinal)).toEqual([true, true, true]);
    expect((["carrier", "accepted", "unknown"] as const).map(isFinal)).toEqual([false, false, false]);
  });
});
