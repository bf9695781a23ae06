import { afterEach, describe, expect, it } from "@jest/globals";
import { instant } from "cdyne-postback";
import { type SentMessage, ZERO, ask, closeAll, element, get, getJson, hook, json, postJson, sendText, vendorWith } from "./asking.js";

interface Incoming {
  IncomingMessageID: string;
  OutgoingMessageID: string;
  Payload: string;
}

const HANDSET = "+17575550123";
const DID = "+17575550100";
const XML = "application/xml";
const OTHER_KEY = "99999999-2222-3333-4444-555555555555";

afterEach(closeAll);

describe("SendMessage", () => {
  it("answers once for each recipient, in order", async () => {
    const vendor = await vendorWith();
    const answers = await json<SentMessage[]>(vendor, "SendMessage", { To: ["7575550123", "nobody", "+17575550124"], Body: "Hello", UseMMS: false });
    expect(answers).toMatchObject([
      { MessageStatus: 201, To: "7575550123", From: "7575550100" },
      { MessageStatus: 406, To: "nobody", From: null, MessageID: ZERO },
      { MessageStatus: 201, To: "+17575550124" },
    ]);
  });

  it.each([
    [401, { LicenseKey: OTHER_KEY }],
    [406, { To: [] }],
    [406, { To: ["12345"] }],
    [411, { Body: "" }],
    [405, { ScheduledDateTime: "/Date(1682439497785-0400)/" }],
    [400, { From: "7575550199" }],
    [506, { Attachments: ["17772"] }],
    [506, { Attachments: ["17772"], UseMMS: true }],
  ])("refuses with %i: %j", async (status, message) => {
    expect(await sendText(await vendorWith(), message)).toMatchObject({ MessageID: ZERO, MessageStatus: status });
  });

  it("refuses with 404 when the key has no number", async () => {
    expect(await sendText(await vendorWith({ numbers: [] }))).toMatchObject({ MessageID: ZERO, MessageStatus: 404 });
  });

  it("refuses an MMS that is too large with 413", async () => {
    const vendor = await vendorWith();
    const content = Buffer.alloc(1024 * 1024 + 1).toString("base64");
    const { MediaId } = await json<{ MediaId: number }>(vendor, "CreateMediaFromContent", { Base64EncodedContent: content, Filename: "large.png" });
    expect(await sendText(vendor, { Attachments: [String(MediaId)], UseMMS: true })).toMatchObject({ MessageStatus: 413 });
  });

  it("takes one of several numbers after the other, and the one that is asked for", async () => {
    const vendor = await vendorWith({ numbers: [DID, "+17575550101"] });
    const senders = [];
    for (const From of [undefined, undefined, "", "17575550101"]) senders.push((await sendText(vendor, { From })).From);
    expect(senders).toEqual(["7575550100", "7575550101", "7575550100", "7575550101"]);
  });

  it.each(["not a key", undefined])("is refused by the server when the key is no GUID: %s", async (LicenseKey) => {
    expect(await postJson(await vendorWith(), "SendMessage", { LicenseKey, To: [], Body: "x", UseMMS: false })).toMatchObject({ status: 400 });
  });

  it("answers XML when JSON is not asked for, with names for numbers", async () => {
    const vendor = await vendorWith();
    const xml = `<OutgoingMessageRequest xmlns="http://sms2.cdyne.com"><Body>a &amp; b</Body><LicenseKey>${vendor.licenseKey}</LicenseKey><To xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><a:string>7575550123</a:string></To><UseMMS>false</UseMMS></OutgoingMessageRequest>`;
    const { text } = await ask(`${vendor.messagingUrl}/sendmessage`, { method: "POST", headers: { "content-type": "application/xml" }, body: xml });
    expect(text).toMatch(/^<ArrayOfOutgoingMessageResponse xmlns="http:\/\/sms2.cdyne.com" xmlns:i=".*"><OutgoingMessageResponse><Attachments i:nil="true"\/><From>/);
    expect(element(text, "MessageStatus")).toBe("Ready");
    expect(element(text, "SentTime")).toBe("0001-01-01T00:00:00");
  });
});

describe("the state of a message", () => {
  it("goes from ready to sent, in both APIs, with the replies in the older one", async () => {
    const vendor = await vendorWith({ clock: "manual" });
    vendor.handset(HANDSET).replies("yes");
    const { MessageID } = await sendText(vendor);
    expect(await getJson(vendor, "ReadMessageStatus", { MessageId: MessageID })).toMatchObject({ MessageStatus: 201 });
    expect(await getJson(vendor, "GetMessageStatus", { MessageID })).toMatchObject({ Queued: true, Sent: false, SMSIncomingMessages: [] });
    const sentAt = new Date(vendor.now().getTime() + 1000);
    await vendor.advance(10_000);
    const read = await getJson<SentMessage>(vendor, "ReadMessageStatus", { MessageId: MessageID });
    expect([read.MessageStatus, instant(read.SentTime)]).toEqual([200, sentAt]);
    expect(await getJson(vendor, "GetMessageStatus", { MessageID })).toMatchObject({ Queued: false, Sent: true, SMSIncomingMessages: [{ MatchedMessageID: MessageID, Message: "yes" }] });
  });

  it("is cancelled after three tries to a landline", async () => {
    const vendor = await vendorWith();
    vendor.handset(HANDSET).isLandline();
    const { MessageID } = await sendText(vendor, { PostbackUrl: (await hook()).url });
    await vendor.settled();
    expect(vendor.postbacks.map(({ event }) => event)).toEqual(["smsRefused", "smsRefused", "smsRefused"]);
    expect(await getJson(vendor, "ReadMessageStatus", { MessageId: MessageID })).toMatchObject({ MessageStatus: 507 });
    expect(await getJson(vendor, "GetMessageStatus", { MessageID })).toMatchObject({ Cancelled: true, Sent: false });
  });

  it("is failed after a receipt that says so, and the message goes out again from a DID", async () => {
    const vendor = await vendorWith({ numbers: ["74121", DID], backup: true });
    vendor.handset(HANDSET).receipt("005");
    const { MessageID } = await sendText(vendor, { From: "74121", PostbackUrl: (await hook()).url });
    await vendor.settled();
    expect(await getJson(vendor, "ReadMessageStatus", { MessageId: MessageID })).toMatchObject({ MessageStatus: 508 });
    const backupId = /BackupMessageID=(.*)$/.exec(vendor.postbacks[1]?.body ?? "")?.[1] ?? "";
    expect(vendor.postbacks[2]?.body).toContain(`SMSSent=1&MessageID=${backupId}&`);
  });

  it("of another key, and of no message, is not found", async () => {
    const vendor = await vendorWith({ licenseKeys: ["11111111-2222-3333-4444-555555555555", OTHER_KEY] });
    const { MessageID } = await sendText(vendor);
    expect(await getJson(vendor, "ReadMessageStatus", { LicenseKey: OTHER_KEY, MessageId: MessageID })).toMatchObject({ MessageID: ZERO, MessageStatus: 404 });
    expect(await getJson(vendor, "GetMessageStatus", { MessageID: ZERO })).toMatchObject({ MessageID: ZERO, SMSError: 7 });
    expect(await get(vendor, "GetMessageStatus", { MessageID: "x" })).toMatchObject({ status: 400 });
  });

  it("can be asked for by the sender's own reference", async () => {
    const vendor = await vendorWith();
    const { MessageID } = await sendText(vendor, { ReferenceID: "a b" });
    await sendText(vendor, { ReferenceID: "c" });
    expect(await getJson(vendor, "GetMessageStatusByReferenceID", { ReferenceID: "a b" })).toMatchObject([{ MessageID, ReferenceID: "a b" }]);
  });
});

describe("a message that is scheduled", () => {
  it("waits for its time, and can be cancelled until then", async () => {
    const vendor = await vendorWith();
    const ScheduledDateTime = `/Date(${vendor.now().getTime() + 3_600_000})/`;
    const [first, second] = [await sendText(vendor, { ScheduledDateTime }), await sendText(vendor, { ScheduledDateTime })];
    await vendor.settled();
    expect(await getJson(vendor, "CancelMessage", { MessageID: first.MessageID })).toBe(true);
    expect(await getJson(vendor, "CancelMessage", { MessageID: first.MessageID })).toBe(false);
    await vendor.advance(3_600_000);
    expect(await getJson(vendor, "ReadMessageStatus", { MessageId: first.MessageID })).toMatchObject({ MessageStatus: 507 });
    expect(await getJson(vendor, "ReadMessageStatus", { MessageId: second.MessageID })).toMatchObject({ MessageStatus: 200 });
    expect(await getJson(vendor, "CancelMessage", { MessageID: second.MessageID })).toBe(false);
  });

  it("must say UTC in XML too", async () => {
    const vendor = await vendorWith();
    const sendAt = async (at: string) => {
      const request = `<SMSRequest xmlns="http://sms2.cdyne.com"><Message>x</Message><PhoneNumbers><string>7575550123</string></PhoneNumbers><ScheduledDateTime>${at}</ScheduledDateTime></SMSRequest>`;
      const body = `<SMSAdvancedRequest xmlns="http://schemas.datacontract.org/2004/07/SmsWS"><LicenseKey>${vendor.licenseKey}</LicenseKey><SMSRequests>${request}</SMSRequests></SMSAdvancedRequest>`;
      return element((await ask(`${vendor.messagingUrl}/AdvancedSMSsend`, { method: "POST", headers: { "content-type": "text/xml" }, body })).text, "SMSError");
    };
    expect([await sendAt("2030-01-01T00:00:00Z"), await sendAt("2030-01-01T00:00:00")]).toEqual(["NoError", "ScheduledDateTimeIsNotUTC"]);
  });
});

describe("the older operations", () => {
  it.each([
    ["PhoneNumberInvalid", { PhoneNumber: "1", Message: "x" }],
    ["MessageInvalid", { PhoneNumber: "7575550123", Message: "" }],
    ["LicenseKeyInvalid", { PhoneNumber: "7575550123", Message: "x", LicenseKey: OTHER_KEY }],
  ])("refuse with %s", async (error, parameters) => {
    expect(element((await get(await vendorWith(), "SimpleSMSSend", parameters, XML)).text, "SMSError")).toBe(error);
  });

  it("send with a URL for postbacks", async () => {
    const { url, received } = await hook();
    const vendor = await vendorWith();
    await get(vendor, "SimpleSMSsendWithPostback", { PhoneNumber: "7575550123", Message: "x", StatusPostBackURL: url });
    await vendor.settled();
    expect(received).toHaveLength(1);
  });

  it("overlook XML members that are out of order, unless told otherwise", async () => {
    const body = (key: string) =>
      `<SMSAdvancedRequest xmlns="x"><LicenseKey>${key}</LicenseKey><SMSRequests><SMSRequest><PhoneNumbers><string>7575550123</string></PhoneNumbers><Message>x</Message></SMSRequest></SMSRequests></SMSAdvancedRequest>`;
    const errors = [];
    for (const xmlOrder of [true, false]) {
      const vendor = await vendorWith({ inferred: { xmlOrder } });
      const answer = await ask(`${vendor.messagingUrl}/AdvancedSMSsend`, { method: "POST", headers: { "content-type": "application/xml" }, body: body(vendor.licenseKey) });
      errors.push(element(answer.text, "SMSError"));
    }
    expect(errors).toEqual(["MessageInvalid", "NoError"]);
  });

  it("give unread texts once", async () => {
    const vendor = await vendorWith();
    vendor.handset(HANDSET).texts(DID, "Hello");
    await vendor.settled();
    expect(await getJson(vendor, "GetUnreadIncomingMessages")).toMatchObject([{ Message: "Hello", MatchedMessageID: ZERO }]);
    expect(await getJson(vendor, "GetUnreadIncomingMessages")).toEqual([]);
  });

  it("are found under the older host's path, but not by another method or name", async () => {
    const vendor = await vendorWith();
    const query = `?LicenseKey=${vendor.licenseKey}`;
    expect(await ask(`${vendor.url}/sms.svc/SecureREST/GetUnreadIncomingMessages${query}`)).toMatchObject({ status: 200 });
    expect(await ask(`${vendor.url}/messaging.svc/Nothing${query}`)).toMatchObject({ status: 404 });
    expect(await ask(`${vendor.url}/elsewhere`)).toMatchObject({ status: 404 });
    expect(await ask(`${vendor.messagingUrl}/SendMessage${query}`)).toMatchObject({ status: 405 });
    expect(await ask(`${vendor.messagingUrl}/SendMessage`, { method: "POST", headers: { "content-type": "application/json" }, body: "{" })).toMatchObject({ status: 400 });
    expect(await ask(`${vendor.messagingUrl}/SendMessage`, { method: "POST", headers: { "content-type": "text/xml" }, body: "<a" })).toMatchObject({ status: 400 });
  });
});

describe("ReadIncomingMessages", () => {
  const read = async (vendor: Awaited<ReturnType<typeof vendorWith>>, criteria: object) =>
    (await json<Incoming[]>(vendor, "ReadIncomingMessages", criteria)).map(({ Payload }) => Payload);

  it("gives pages, and what fits", async () => {
    const vendor = await vendorWith({ inferred: { readingMarksAsRead: false } });
    vendor.handset(HANDSET).replies("matched");
    const { MessageID } = await sendText(vendor, { ReferenceID: "r" });
    await vendor.settled();
    for (const text of ["2", "3", "4", "5"]) vendor.handset("+17575550124").texts(DID, text);
    await vendor.settled();
    const all = await read(vendor, {});
    expect(all).toHaveLength(5);
    expect(await read(vendor, { PageNumber: 2, PageSize: 2 })).toEqual(all.slice(2, 4));
    expect(await read(vendor, { PageNumber: 4, PageSize: 2 })).toEqual([]);
    expect(await read(vendor, { OutgoingMessageID: MessageID.toUpperCase() })).toEqual(["matched"]);
    expect(await read(vendor, { ReferenceID: "r" })).toEqual(["matched"]);
    expect(await read(vendor, { StartDate: `/Date(${vendor.now().getTime() + 3_600_000})/` })).toEqual([]);
    expect(await read(vendor, { EndDate: `/Date(${vendor.now().getTime() + 3_600_000})/` })).toEqual(all);
    const [first] = await json<Incoming[]>(vendor, "ReadIncomingMessages", {});
    expect(await read(vendor, { IncomingMessageID: first?.IncomingMessageID })).toEqual([first?.Payload]);
  });

  it.each([
    [true, []],
    [false, ["Hello"]],
  ])("marks as read: %s", async (readingMarksAsRead, left) => {
    const vendor = await vendorWith({ inferred: { readingMarksAsRead } });
    vendor.handset(HANDSET).texts(DID, "Hello");
    await vendor.settled();
    expect(await read(vendor, { UnreadMessagesOnly: true })).toEqual(["Hello"]);
    expect(await read(vendor, { UnreadMessagesOnly: true })).toEqual(left);
    expect(await read(vendor, {})).toEqual(["Hello"]);
  });
});

describe("STOP", () => {
  it("is posted, and blocks the number for this key until RESUME", async () => {
    const vendor = await vendorWith({ licenseKeys: ["11111111-2222-3333-4444-555555555555", OTHER_KEY], numbers: [DID, { number: "+17575550101", licenseKey: OTHER_KEY }] });
    vendor.handset(HANDSET).stops();
    const { url } = await hook();
    await sendText(vendor, { PostbackUrl: url });
    await vendor.settled();
    expect(vendor.postbacks.map(({ event }) => event)).toEqual(["smsSent", "smsReply"]);
    expect(await sendText(vendor)).toMatchObject({ MessageStatus: 403, MessageID: ZERO });
    expect(await getJson(vendor, "SimpleSMSsend", { PhoneNumber: "7575550123", Message: "x" })).toMatchObject({ SMSError: 1 });
    expect(await sendText(vendor, { LicenseKey: OTHER_KEY })).toMatchObject({ MessageStatus: 201 });
    expect(await json(vendor, "GetUnsubscribedNumbers")).toMatchObject([{ PhoneNumber: "17575550123" }]);
    vendor.handset(HANDSET).resumes(DID);
    await vendor.settled();
    expect(await sendText(vendor)).toMatchObject({ MessageStatus: 201 });
    expect(await json(vendor, "GetUnsubscribedNumbers")).toEqual([]);
  });

  it("need not be posted", async () => {
    const vendor = await vendorWith({ inferred: { systemKeywordsPosted: false } });
    vendor.handset(HANDSET).stops();
    await sendText(vendor, { PostbackUrl: (await hook()).url });
    await vendor.settled();
    expect(vendor.postbacks.map(({ event }) => event)).toEqual(["smsSent"]);
    expect(await sendText(vendor)).toMatchObject({ MessageStatus: 403 });
  });
});
