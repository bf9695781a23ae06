import { describe, expect, test } from "@jest/globals";
import { classify } from "../../lib/wire/classify.js";
import { encodeForm } from "../../lib/wire/form.js";

const id = "f880e00b-3a14-484c-80e7-ca6aa29a2f7a";

function receipt(text: string, more: Record<string, string> = {}) {
  return classify(encodeForm({ DeliveryReceipt: "1", MessageID: id, DeliveryReceiptMessage: text, ...more }));
}

describe("a delivery receipt", () => {
  test.each([
    ["the carrier's labelled text", "id:1 stat:X err:003", {}, "sms"],
    ["one label alone", "stat:X", {}, "sms"],
    ["a backup message", "Rejected by carrier", { BackupMessageID: id }, "sms"],
    ["the name of a code", "DeliveredToDevice", {}, "mms"],
    ["the name of a code beside another code", "BadAddress", { Code: "000" }, "mms"],
    ["a word of the older list", "UNDELIV", { Code: "024" }, undefined],
    ["anything else", "Delivered.", { Code: "000" }, undefined],
    ["nothing", "", { Code: "000" }, undefined],
  ])("with %s: %p", (_, text, more, medium) => {
    expect(receipt(text, more)).toMatchObject({ type: "deliveryReceipt", medium });
  });

  test.each([
    ["Code before err", "id:1 stat:enroute err:000", { Code: "003" }, "003", "carrier", "DeliveredToCarrier"],
    ["Code before the name", "BadAddress", { Code: "004" }, "004", "accepted", "Accepted"],
    ["the zeros that a number lost", "", { Code: "3" }, "003", "carrier", "DeliveredToCarrier"],
    ["err where there is no Code", "id:1 stat:X err:005", {}, "005", "failed", "UndelivOrDeleted"],
    ["err where Code is none", "id:1 stat:X err:005", { Code: "n/a" }, "005", "failed", "UndelivOrDeleted"],
    ["the name where there is no Code", "BadAddress", {}, "090", "failed", "BadAddress"],
    ["a Code of no list, and stat", "id:1 stat:REJECTD err:1", { Code: "700" }, "700", "failed", "REJECTD"],
    ["a Code of no list alone", "", { Code: "001" }, "001", "unknown", undefined],
    ["nothing, not success, in err:000 of a message under way", "id:1 stat:enroute err:000", {}, undefined, "unknown", "enroute"],
    ["stat beside err:000", "id:1 stat:DELIVRD err:000", {}, undefined, "delivered", "DELIVRD"],
    ["nothing in a long Code", "", { Code: "0000" }, undefined, "unknown", undefined],
  ])("takes %s", (_, text, more, code, status, reason) => {
    expect(receipt(text, more)).toMatchObject({ code, status, reason });
  });

  test("takes the last of several codes: a body parser has cut the text in pieces", () => {
    const parsed = { DeliveryReceipt: "1", MessageID: id, DeliveryReceiptMessage: "id:1 err:005 text:a ", Code: ["1 x", "005"] };
    expect(classify(parsed)).toMatchObject({ code: "005", status: "failed" });
  });

  test("names the message under which the vendor goes on, and no zero id", () => {
    const backup = id.replace("f8", "AB");
    expect(receipt("id:1 err:005", { BackupMessageID: backup })).toMatchObject({ backupMessageId: backup.toLowerCase() });
    const zero = "00000000-0000-0000-0000-00000000000";
    expect(receipt("id:1 err:005", { BackupMessageID: zero })).toMatchObject({ backupMessageId: undefined });
  });

  test("leaves its time open: the zone of the carrier's dates is not known", () => {
    expect(receipt("id:1 done date:2306132307")).toMatchObject({ at: undefined });
  });

  test("about no message is unknown", () => {
    expect(classify("DeliveryReceipt=1&Code=000")).toMatchObject({ type: "unknown", reason: { code: "message-id-missing" } });
  });
});
