import { afterEach, describe, expect, it } from "@jest/globals";
import { type Client } from "cdyne-postback/client";
import { KEY, MESSAGE, OUR_URL, json, messagingVendor, recordedAnswer, sent, taken } from "../support/messaging-vendor.js";
import { closeServers } from "../support/server.js";

afterEach(closeServers);

const AT = new Date(1682439497785);
const sms = recordedAnswer("sms-send-accepted");
const code = { body: "0" };
const nothing = { body: "[]" };
const ignore = (): void => {};

/** What a method sends: `GET` and its path and query, or `POST` and its body. */
async function sentBy(call: (client: Client) => Promise<unknown>, ...answers: { body?: string; contentType?: string }[]): Promise<string[]> {
  const vendor = await messagingVendor(...answers);
  await call(vendor.client());
  return vendor.requests.map(({ method, path, body }) => (method === "GET" ? `GET ${path}${body}` : `POST ${path} ${body}`));
}

describe("the requests, byte by byte", () => {
  it("SendMessage, with every field that the help page prints", async () => {
    const call = async (client: Client) =>
      client.sendMessage({
        to: "+17575559999",
        text: "Hello",
        from: "757-555-0000",
        referenceId: "order 7",
        postbackUrl: OUR_URL,
        scheduledAt: AT,
        media: ["17772", "https://ourhost.net/cat.png"],
        subject: "A cat",
        concatenate: true,
        unicode: true,
      });
    expect(await sentBy(call, json([sent()]))).toEqual([
      `POST /Messaging.svc/SendMessage {"Attachments":["17772","https://ourhost.net/cat.png"],"Body":"Hello","Concatenate":true,"From":"7575550000",` +
        `"IsUnicode":true,"LicenseKey":"${KEY}","PostbackUrl":"${OUR_URL}","ReferenceID":"order 7","ScheduledDateTime":"\\/Date(1682439497785)\\/",` +
        `"Subject":"A cat","To":["7575559999"],"UseMMS":true}`,
    ]);
  });

  it("SendMessage, with no more than is seen to work", async () => {
    expect(await sentBy(async (client) => client.sendMessage({ to: "17575559999", text: "Hello" }), json([sent()]))).toEqual([
      `POST /Messaging.svc/SendMessage {"Body":"Hello","LicenseKey":"${KEY}","To":["7575559999"],"UseMMS":false}`,
    ]);
  });

  it("AdvancedSMSsend", async () => {
    const messages = [{ to: "7575559999", text: "Hello", from: "7575550000", referenceId: "7", postbackUrl: OUR_URL, scheduledAt: AT }];
    expect(await sentBy(async (client) => client.advancedSend({ messages, concatenate: true, unicode: true }), { ...sms, body: `<a>${sms.body ?? ""}</a>` })).toEqual([
      `POST /Messaging.svc/AdvancedSMSsend {"Concatenate":true,"IsUnicode":true,"LicenseKey":"${KEY}","SMSRequests":[{"AssignedDID":"7575550000","Message":"Hello",` +
        `"PhoneNumbers":["7575559999"],"ReferenceID":"7","ScheduledDateTime":"\\/Date(1682439497785)\\/","StatusPostBackURL":"${OUR_URL}"}]}`,
    ]);
  });

  it.each<[string, (client: Client) => Promise<unknown>, string, { body?: string }?]>([
    ["SimpleSMSsend", async (client) => client.simpleSend({ to: "7575559999", text: "a b&c+d" }), `PhoneNumber=7575559999&Message=a%20b%26c%2Bd&LicenseKey=${KEY}`, sms],
    [
      "SimpleSMSsendWithPostback",
      async (client) => client.simpleSendWithPostback({ to: "7575559999", text: "x", postbackUrl: `${OUR_URL}?a=1&b=2` }),
      `PhoneNumber=7575559999&Message=x&LicenseKey=${KEY}&StatusPostBackURL=${encodeURIComponent(`${OUR_URL}?a=1&b=2`)}`,
      sms,
    ],
    ["ReadMessageStatus", async (client) => client.messageStatus(MESSAGE), `LicenseKey=${KEY}&MessageId=${MESSAGE}`, json(sent())],
    ["GetMessageStatus", async (client) => client.legacyMessageStatus(MESSAGE), `MessageID=${MESSAGE}`, sms],
    ["GetMessageStatusByReferenceID", async (client) => client.messageStatusByReference("a/b"), `ReferenceID=a%2Fb&LicenseKey=${KEY}`],
    ["GetUnreadIncomingMessages", async (client) => client.unreadIncoming({ store: ignore }), `LicenseKey=${KEY}`],
    ["CancelMessage", async (client) => client.cancelMessage(MESSAGE), `MessageID=${MESSAGE}`, { body: "true" }],
    ["GetUnsubscribedNumbers", async (client) => client.unsubscribedNumbers(), `LicenseKey=${KEY}`],
    ["SetPostbackUrlForLicenseKey", async (client) => client.setPostbackUrl({ url: OUR_URL }), `LicenseKey=${KEY}&PostBackType=All&Url=${encodeURIComponent(OUR_URL)}`, code],
    [
      "SetPostbackUrlForPhoneNumber",
      async (client) => client.setPostbackUrl({ number: "+17575550000", type: "deliveryReceipt", url: OUR_URL }),
      `LicenseKey=${KEY}&PhoneNumber=7575550000&Country=US&PostBackType=DeliveryReceipt&Url=${encodeURIComponent(OUR_URL)}`,
      code,
    ],
    ["SetPostbackEnabledForLicenseKey", async (client) => client.enablePostbacks({ type: "incomingMessage" }), `LicenseKey=${KEY}&PostBackType=IncomingMessage&Enabled=true`, code],
    [
      "SetPostbackEnabledForPhoneNumber",
      async (client) => client.enablePostbacks({ number: "74121", country: "CA", enabled: false }),
      `LicenseKey=${KEY}&PhoneNumber=74121&Country=CA&PostBackType=All&Enabled=false`,
      code,
    ],
    ["GetPostbackSettingsForLicenseKey", async (client) => client.postbackSettings(), `LicenseKey=${KEY}`],
    ["GetPostbackSettingsForPhoneNumber", async (client) => client.postbackSettings({ number: "7575550000" }), `LicenseKey=${KEY}&PhoneNumber=7575550000&Country=US`],
    ["GetMedia", async (client) => client.getMedia("17772"), `LicenseKey=${KEY}&MediaId=17772`, { body: '"QUJD"' }],
    ["RemoveMedia", async (client) => client.removeMedia("17772"), `LicenseKey=${KEY}&MediaId=17772`, { body: "true" }],
    ["GetKeywords", async (client) => client.keywords(), `LicenseKey=${KEY}`, json({ ReturnCode: 0, SMSKeyword: [] })],
  ])("%s", async (operation, call, query, answer = nothing) => {
    expect(await sentBy(call, answer)).toEqual([`GET /Messaging.svc/${operation}?${query}`]);
  });

  it.each<[string, (client: Client) => Promise<unknown>, string, { body?: string }]>([
    [
      "ReadIncomingMessages",
      async (client) => client.readIncoming({ store: ignore, since: AT, until: AT, messageId: MESSAGE, matchedMessageId: MESSAGE, referenceId: "7", unreadOnly: true, pageSize: 50 }),
      `{"EndDate":"\\/Date(1682439497785)\\/","IncomingMessageID":"${MESSAGE}","LicenseKey":"${KEY}","OutgoingMessageID":"${MESSAGE}","PageNumber":1,"PageSize":50,` +
        `"ReferenceID":"7","StartDate":"\\/Date(1682439497785)\\/","UnreadMessagesOnly":true}`,
      nothing,
    ],
    [
      "CreateMediaFromContent",
      async (client) => client.createMedia({ filename: "a.txt", content: Buffer.from("ABC"), tags: ["x"] }),
      `{"Base64EncodedContent":"QUJD","Filename":"a.txt","LicenseKey":"${KEY}","Tags":["x"]}`,
      json({ MediaId: 1 }),
    ],
    [
      "CreateMediaFromUrl",
      async (client) => client.createMedia({ filename: "a.png", url: "https://ourhost.net/a.png" }),
      `{"Filename":"a.png","LicenseKey":"${KEY}","Url":"https://ourhost.net/a.png"}`,
      json({ MediaId: 1 }),
    ],
    [
      "GetMediaInfo",
      async (client) => client.mediaInfo({ mediaId: "17772", fileType: "png", smallest: 1, largest: 9, page: 2, pageSize: 10, tags: ["x"], filenamePattern: "a*", since: AT }),
      `{"FilenamePattern":"a*","FileType":"png","LicenseKey":"${KEY}","MaximumFileSize":9,"MediaId":17772,"MinimumFileSize":1,"PageNumber":2,"PageSize":10,` +
        `"StartDate":"\\/Date(1682439497785)\\/","Tags":["x"]}`,
      json({ Media: [] }),
    ],
    [
      "AssignKeyword",
      async (client) => client.assignKeywords({ keywords: [{ keyword: "PIZZA", shortCode: "74121" }] }),
      `{"LicenseKey":"${KEY}","SMSKeywords":[{"Keyword":"PIZZA","ShortCode":"74121"}]}`,
      json({ ReturnCode: 1, SMSKeyword: [] }),
    ],
    [
      "RemoveKeyword",
      async (client) => client.removeKeywords({ keywords: [{ keyword: "PIZZA", shortCode: "74121" }] }),
      `{"LicenseKey":"${KEY}","SMSKeywords":[{"Keyword":"PIZZA","ShortCode":"74121"}]}`,
      json({ ReturnCode: 7, SMSKeyword: [] }),
    ],
  ])("%s", async (operation, call, body, answer) => {
    expect(await sentBy(call, answer)).toEqual([`POST /Messaging.svc/${operation} ${body}`]);
  });

  it("asks for JSON in both headers", async () => {
    const vendor = await messagingVendor(json([sent()]));
    await vendor.client().sendMessage({ to: "7575559999", text: "Hello" });
    expect(vendor.requests[0]?.headers).toMatchObject({ accept: "application/json", "content-type": "application/json" });
  });
});

describe("what is sent", () => {
  const bodyOf = async (call: (client: Client) => Promise<unknown>) => {
    const vendor = await messagingVendor(taken);
    await call(vendor.client());
    return JSON.parse(vendor.requests[0]?.body ?? "") as unknown;
  };

  it.each([
    ["+17575559999", "7575559999"],
    ["1 (757) 555-9999", "7575559999"],
    ["+442071838750", "011442071838750"],
    ["011442071838750", "011442071838750"],
    ["74121", "74121"],
  ])("the number %s goes as %s", async (given, wire) => {
    expect(await bodyOf(async (client) => client.sendMessage({ to: given, text: "x" }))).toMatchObject({ To: [wire] });
  });

  it("several recipients go in one request", async () => {
    expect(await bodyOf(async (client) => client.sendMessage({ to: ["7575559998", "7575559999"], text: "x" }))).toMatchObject({ To: ["7575559998", "7575559999"] });
  });

  it.each([
    ["Grüße @ 10 €", undefined],
    ["Ωμέγα", true],
    ["`", true],
    ["😀", true],
  ])("%s is Unicode: %s", async (text, unicode) => {
    expect(await bodyOf(async (client) => client.sendMessage({ to: "7575559999", text }))).toMatchObject({ Body: text, ...(unicode && { IsUnicode: true }) });
    expect(Object.keys((await bodyOf(async (client) => client.sendMessage({ to: "7575559999", text }))) as object).includes("IsUnicode")).toBe(unicode === true);
  });

  it("an MMS is one by its media or its subject, and needs no text", async () => {
    expect(await bodyOf(async (client) => client.sendMessage({ to: "7575559999", media: "17772" }))).toMatchObject({ UseMMS: true, Attachments: ["17772"] });
    expect(await bodyOf(async (client) => client.sendMessage({ to: "7575559999", text: "😀", subject: "s" }))).toMatchObject({ UseMMS: true, Subject: "s" });
  });

  it("the client's postbackUrl is on every send that allows it, and a send's own goes before it", async () => {
    const vendor = await messagingVendor(({ path }) => (path.includes("Simple") ? sms : path.includes("Advanced") ? { ...sms, body: `<a>${sms.body ?? ""}</a>` } : json([sent()])));
    const client = vendor.client({ postbackUrl: OUR_URL });
    const message = { to: "7575559999", text: "x" };
    await client.sendMessage(message);
    await client.sendMessage({ ...message, postbackUrl: `${OUR_URL}/own` });
    await client.advancedSend({ messages: [message] });
    await client.simpleSendWithPostback(message);
    await client.simpleSend(message);
    const [first, own, advanced, simple, none] = vendor.requests.map(({ path, body }) => decodeURIComponent(path) + body);
    expect(first).toContain(`"PostbackUrl":"${OUR_URL}"`);
    expect(own).toContain(`"PostbackUrl":"${OUR_URL}/own"`);
    expect(advanced).toContain(`"StatusPostBackURL":"${OUR_URL}"`);
    expect(simple).toContain(`StatusPostBackURL=${OUR_URL}`);
    expect(none).not.toContain(OUR_URL);
  });

  it("half a surrogate pair goes as what stands for unreadable characters", async () => {
    const [request] = await sentBy(async (client) => client.simpleSend({ to: "7575559999", text: "a\ud800" }), sms);
    expect(request).toContain("Message=a%EF%BF%BD&");
  });
});
