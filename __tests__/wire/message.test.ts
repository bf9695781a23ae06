import { describe, expect, test } from "@jest/globals";
import { classify } from "../../lib/wire/classify.js";
import { encodeForm } from "../../lib/wire/form.js";

const id = "9a35e913-ded0-7574-4642-5f60c550c706";
const other = "b1aa2a38-d0f8-407f-b76d-635ea818b62d";

describe("a sent message", () => {
  test.each([
    ["1", "smsSent"],
    ["True", "smsSent"],
    [" 1 ", "smsSent"],
    ["0", "smsRefused"],
    ["false", "smsRefused"],
    ["", "unknown"],
    ["2", "unknown"],
    ["00", "unknown"],
  ])("with the marker %p is %s, as SMS and as MMS", (value, type) => {
    expect(classify(encodeForm({ SMSSent: value, MessageID: id }))).toMatchObject({ type });
    expect(classify(encodeForm({ MMSSent: value, MessageID: id }))).toMatchObject({ type });
  });

  test("may lack everything but its id", () => {
    expect(classify(`SMSSent=0&MessageID=${id}&SentTime=&FromPhoneNumber=`)).toMatchObject({
      type: "smsRefused",
      medium: "sms",
      messageId: id,
      at: undefined,
      referenceId: undefined,
      from: undefined,
      to: undefined,
    });
  });

  test("keeps a free text as its reference", () => {
    expect(classify(`SMSSent=1&MessageID=${id}&ReferenceID=smslog_id%3a+12+uid%3a3`)).toMatchObject({ referenceId: "smslog_id: 12 uid:3" });
  });
});

describe("an incoming text", () => {
  test.each([
    ["names the message that it answers", other, "smsReply"],
    ["names it in upper case", other.toUpperCase(), "smsReply"],
    ["names none", undefined, "smsReceived"],
    ["leaves it empty", "", "smsReceived"],
    ["gives the zero id", "00000000-0000-0000-0000-000000000000", "smsReceived"],
    ["gives the zero id one digit short", "00000000-0000-0000-0000-00000000000", "smsReceived"],
  ])("that %s is %s%s", (_, matched, type) => {
    const more = matched === undefined ? "" : `&MatchedMessageID=${matched}`;
    for (const marker of ["SMSResponse", "MMSResponse", "SMSReceived"]) {
      const postback = classify(`${marker}=1&MessageID=${id}${more}&ReferenceID=`);
      expect(postback.type).toBe(type);
      if (postback.type === "smsReply") expect(postback.matchedMessageId).toBe(other);
    }
  });

  test("keeps every character of the text, and counts an empty one as none", () => {
    const text = " Hi & bye = 50%+\n😀 ";
    expect(classify(encodeForm({ SMSResponse: "1", MessageID: id, Message: text }))).toMatchObject({ text });
    expect(classify(`MMSResponse=1&MessageID=${id}&Message=`)).toMatchObject({ medium: "mms", text: undefined });
  });

  test("says when the vendor acts on it itself", () => {
    expect(classify(`SMSResponse=1&MessageID=${id}&Message=+stop`)).toMatchObject({ systemKeyword: "stop" });
    expect(classify(`SMSResponse=1&MessageID=${id}&Message=Do+not+stop`)).toMatchObject({ systemKeyword: undefined });
  });
});

describe("the names of a message's fields", () => {
  test("may be in any case", () => {
    expect(classify(`smsresponse=1&MESSAGEID=${id}&message=Hi&fromphonenumber=74121`)).toMatchObject({ messageId: id, text: "Hi", from: "74121" });
  });

  test("count in the vendor's case before another, and once", () => {
    expect(classify(`SMSResponse=1&MessageID=${id}&message=a&MESSAGE=b`)).toMatchObject({ text: "a" });
    expect(classify(`SMSResponse=1&message=a&MessageID=${id}&Message=b&Message=c&MESSAGE=d`)).toMatchObject({
      text: "b",
      fields: { message: "a", Message: ["b", "c"], MESSAGE: "d" },
    });
  });

  test("may stand in any order, between names that nobody knows", () => {
    expect(classify(`New=1&Message=Hi&constructor=2&MessageID=${id}&SMSResponse=1`)).toMatchObject({ type: "smsReceived", text: "Hi" });
  });
});
