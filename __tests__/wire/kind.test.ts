import { describe, expect, test } from "@jest/globals";
import { decodeForm } from "../../lib/wire/form.js";
import { kindOf } from "../../lib/wire/kind.js";

describe("the kind of a postback", () => {
  test.each(["SMSSent", "MMSSent", "DeliveryReceipt", "MMSResponse", "SMSResponse"] as const)(
    "is %s when that name is there, whatever its value and place",
    (marker) => {
      for (const body of [`${marker}=1`, `${marker}=0`, `${marker}=`, marker, `a=1&${marker}=0`, `${marker}=1&${marker}=0`]) {
        expect(kindOf(decodeForm(body))).toBe(marker);
      }
    },
  );

  test.each([
    ["of several markers the first decides", "SMSResponse=1&SMSSent=1", "SMSResponse"],
    ["also where the table has them the other way round", "DeliveryReceipt=1&MMSSent=1&SMSSent=1", "DeliveryReceipt"],
    ["a marker beats the names of a call", "QueueID=1&ResponseCode=1&SMSSent=1", "SMSSent"],
    ["the vendor's case beats another that stands before it", "smsresponse=1&SMSSent=1", "SMSSent"],
    ["QueueID with ResponseCode is a call", "ResponseCode=&QueueID=", "call"],
    ["in any case", "queueid=1&RESPONSECODE=1", "call"],
    ["a script's variable called SMSSent does not make a message of a call", "QueueID=1&ResponseCode=1&smssent=1", "call"],
    ["nor of one in another case", "smssent=1&queueId=1&responseCode=1", "call"],
    ["a marker in another case is one where nothing else is", "smssent=0", "SMSSent"],
    ["of those too the first decides", "DELIVERYRECEIPT=1&smssent=0", "DeliveryReceipt"],
    ["SMSReceived is an SMSResponse", "SMSReceived=1", "SMSResponse"],
    ["in any case, too", "smsreceived=1", "SMSResponse"],
    ["but any marker in the vendor's case beats it", "SMSReceived=1&MMSResponse=1", "MMSResponse"],
  ])("%s: %s", (_, body, kind) => {
    expect(kindOf(decodeForm(body))).toBe(kind);
  });

  test.each(["", "QueueID=1", "ResponseCode=1", "MessageID=1&Message=SMSSent", "constructor=1&__proto__=1", "SMSSent%20=1"])(
    "is open for %p",
    (body) => {
      expect(kindOf(decodeForm(body))).toBeUndefined();
    },
  );
});
