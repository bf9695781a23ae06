import { afterEach, describe, expect, it } from "@jest/globals";
import { type Client, VendorError, messageStatuses, smsErrors } from "cdyne-postback/client";
import { postbackReturnCodes } from "../../lib/client/postbacks/return-codes.js";
import { type Answer, MESSAGE, OUR_URL, ZERO, json, messagingVendor, recordedAnswer, sent } from "../support/messaging-vendor.js";
import { closeServers } from "../support/server.js";

afterEach(closeServers);

const SMS = { to: "7575559999", text: "x" };
const PAIR = { to: ["7575559998", "7575559999"], text: "x" };
const ACCEPTED = recordedAnswer("sms-send-accepted").body ?? "";

/** One SMSResponse in XML. */
const smsResponse = (error: string, id = ZERO): string =>
  ACCEPTED.replace("NoError", error).replace(/<MessageID>[^<]*/, `<MessageID>${id}`).replace(' xmlns="http://sms2.cdyne.com"', "");

const errorOf = async (call: (client: Client) => Promise<unknown>, ...answers: Answer[]): Promise<unknown> => {
  const vendor = await messagingVendor(...answers);
  return call(vendor.client()).then(
    () => undefined,
    (error: unknown) => error,
  );
};

describe("MessageStatus, the answer of SendMessage", () => {
  const classes = { badRequest: "CDYNE_REQUEST_REFUSED", auth: "CDYNE_LICENSE_KEY_REFUSED", account: "CDYNE_ACCOUNT_REFUSED", optOut: "CDYNE_OPTED_OUT", vendor: "CDYNE_VENDOR_FAILED" };
  const rows = Object.entries(messageStatuses).flatMap(([name, value]) => ("failure" in value ? [[name, value.number, classes[value.failure]] as const] : []));

  it.each(rows)("%s (%d) is %s, by number and by name", async (name, number, code) => {
    for (const status of [number, name]) {
      const error = await errorOf(async (client) => client.sendMessage(SMS), json([sent({ MessageID: ZERO, MessageStatus: status })]));
      expect(error).toBeInstanceOf(VendorError);
      const troubled = code === "CDYNE_VENDOR_FAILED";
      expect(error).toMatchObject({ code, vendorCode: name, operation: "SendMessage", retryable: troubled, uncertain: troubled });
    }
  });

  it.each([
    ["InvalidDid", "InvalidDID"],
    ["MissingDidOrInvalidMessageId", "MissingDIDOrInvalidMessageID"],
    ["StopOnPhonNumber", "StopOnPhoneNumber"],
  ])("%s is another spelling of %s", async (spelling, name) => {
    expect(await errorOf(async (client) => client.sendMessage(SMS), json([sent({ MessageID: ZERO, MessageStatus: spelling })]))).toMatchObject({ vendorCode: name });
  });

  it("of zeros for an id says that nothing was sent, whatever the status", async () => {
    for (const status of [201, 999, null]) {
      const error = await errorOf(async (client) => client.sendMessage(SMS), json([sent({ MessageID: ZERO, MessageStatus: status })]));
      expect(error).toMatchObject({ code: "CDYNE_VENDOR_FAILED", retryable: true, uncertain: false });
    }
  });

  it("that nobody knows survives, as text", async () => {
    const vendor = await messagingVendor(json([sent({ MessageStatus: 299 })]), json([sent({ MessageStatus: "Pondering" })]));
    expect(await vendor.client().sendMessage(SMS)).toMatchObject([{ status: "299", messageId: MESSAGE }]);
    expect(await vendor.client().sendMessage(SMS)).toMatchObject([{ status: "Pondering", messageId: MESSAGE }]);
  });
});

describe("SMSError, the answer of the legacy sends", () => {
  const classes = { badRequest: "CDYNE_REQUEST_REFUSED", auth: "CDYNE_LICENSE_KEY_REFUSED", account: "CDYNE_ACCOUNT_REFUSED", optOut: "CDYNE_OPTED_OUT", notFound: "CDYNE_NOT_FOUND", vendor: "CDYNE_VENDOR_FAILED" };
  const rows = Object.entries(smsErrors).flatMap(([name, value]) => ("failure" in value ? [[name, value.number, classes[value.failure]] as const] : []));

  it.each(rows)("%s (%d) is %s, in XML and in JSON", async (name, number, code) => {
    const expected = { code, vendorCode: name, operation: "SimpleSMSsend", retryable: code === "CDYNE_VENDOR_FAILED" };
    expect(await errorOf(async (client) => client.simpleSend(SMS), { contentType: "text/xml", body: smsResponse(name) })).toMatchObject(expected);
    const inJson = json({ Cancelled: false, MessageID: ZERO, Queued: false, SMSError: number, SMSIncomingMessages: null, Sent: false, SentDateTime: "/Date(-62135596800000)/" });
    expect(await errorOf(async (client) => client.simpleSend(SMS), inJson)).toMatchObject(expected);
  });

  it("has two names for a suspended account", async () => {
    const answer = { contentType: "text/xml", body: smsResponse("ContactEsendexAccountSuspended") };
    expect(await errorOf(async (client) => client.simpleSend(SMS), answer)).toMatchObject({ code: "CDYNE_ACCOUNT_REFUSED", vendorCode: "ContactCdyneAccountSuspended" });
  });
});

describe("the return code of postbacks", () => {
  const classes = { badRequest: "CDYNE_REQUEST_REFUSED", auth: "CDYNE_LICENSE_KEY_REFUSED", badUrl: "CDYNE_POSTBACK_URL_INVALID", notFound: "CDYNE_NOT_FOUND" };
  const rows = Object.entries(postbackReturnCodes).flatMap(([name, value]) => ("failure" in value ? [[name, value.number, classes[value.failure]] as const] : []));
  const settings = (returnCode: number) => ({ Country: "US", PhoneNumber: "7575550000", PostbackEnabled: true, PostbackType: 0, PostbackUrl: OUR_URL, ReturnCode: returnCode });

  it.each(rows)("%s (%d) is %s, as a number, a name, settings or a list of them", async (name, number, code) => {
    for (const answer of [json(number), json(name), json(settings(number)), json([settings(number)]), { contentType: "application/xml", body: `<SMSPostbackReturnCode>${name}</SMSPostbackReturnCode>` }]) {
      expect(await errorOf(async (client) => client.enablePostbacks(), answer)).toMatchObject({ code, vendorCode: name, operation: "SetPostbackEnabledForLicenseKey" });
    }
    expect(await errorOf(async (client) => client.setPostbackUrl({ number: "7575550000", url: OUR_URL }), json(number))).toMatchObject({ code, operation: "SetPostbackUrlForPhoneNumber" });
    expect(await errorOf(async (client) => client.postbackSettings(), json([settings(number)]))).toMatchObject({ code });
  });

  it("of 0 is none, however it is written", async () => {
    for (const answer of [json(0), json("NoError"), json(settings(0)), json([settings(0)]), { contentType: "application/xml", body: "<int>0</int>" }]) {
      expect(await errorOf(async (client) => client.enablePostbacks(), answer)).toBeUndefined();
    }
  });

  it("of one setting does not hide the others", async () => {
    const vendor = await messagingVendor(json([settings(0), { ...settings(5), PostbackType: 7 }]));
    expect(await vendor.client().postbackSettings()).toMatchObject([{ type: "all", error: undefined }, { type: "7", error: { code: "CDYNE_NOT_FOUND" } }]);
  });
});

describe("the result of a send", () => {
  it("is one for each recipient in order, whatever the order of the answer", async () => {
    const answer = json([sent({ To: "7575559999", MessageID: MESSAGE.replace(/.$/, "9") }), sent({ To: "17575559998", MessageID: MESSAGE.replace(/.$/, "8") })]);
    const vendor = await messagingVendor(answer);
    expect(await vendor.client().sendMessage(PAIR)).toMatchObject([
      { to: "+17575559998", messageId: MESSAGE.replace(/.$/, "8") },
      { to: "+17575559999", messageId: MESSAGE.replace(/.$/, "9") },
    ]);
  });

  it("goes by the order where the answer names nobody", async () => {
    const vendor = await messagingVendor(json([sent({ To: null, MessageID: ZERO, MessageStatus: 403 }), sent({ To: null })]));
    expect(await vendor.client().sendMessage(PAIR)).toMatchObject([
      { to: "+17575559998", messageId: undefined, status: "StopOnPhoneNumber", error: { code: "CDYNE_OPTED_OUT" } },
      { to: "+17575559999", messageId: MESSAGE, error: undefined },
    ]);
  });

  it("is the same refusal for all when there is one that names nobody", async () => {
    const refused = json([sent({ To: null, MessageID: ZERO, MessageStatus: 401 })]);
    expect(await errorOf(async (client) => client.sendMessage(PAIR), refused)).toMatchObject({ code: "CDYNE_LICENSE_KEY_REFUSED" });
  });

  it("is not a refusal of the others when it names nobody beside one that names somebody", async () => {
    const vendor = await messagingVendor(json([sent({ To: "7575559998" }), sent({ To: null, MessageID: ZERO, MessageStatus: 403 })]));
    expect(await vendor.client().sendMessage({ ...PAIR, to: [...PAIR.to, "7575559997"] })).toMatchObject([
      { to: "+17575559998", messageId: MESSAGE },
      { to: "+17575559999", error: { code: "CDYNE_VENDOR_ANSWER", uncertain: true } },
      { to: "+17575559997", error: { code: "CDYNE_VENDOR_ANSWER", uncertain: true } },
    ]);
  });

  it("is thrown as uncertain when that of any recipient is, though the first is refused", async () => {
    const refused = sent({ To: "7575559998", MessageID: ZERO, MessageStatus: 403 });
    for (const answer of [json([refused, sent({ To: "7575559999", MessageStatus: 508 })]), json([refused, sent({ To: "7575551111" }), sent({ To: "7575551112" })])]) {
      expect(await errorOf(async (client) => client.sendMessage(PAIR), answer)).toMatchObject({ uncertain: true });
    }
    const bodies: Answer[] = [{ contentType: "text/xml", body: smsResponse("STOPfromPhoneNumber") }, { status: 500 }];
    expect(await errorOf(async (client) => client.simpleSend(PAIR), ...bodies)).toMatchObject({ code: "CDYNE_VENDOR_STATUS", uncertain: true });
  });

  it("is uncertain for whom the answer leaves out", async () => {
    const vendor = await messagingVendor(json([sent({ To: "7575559999" })]));
    expect(await vendor.client().sendMessage(PAIR)).toMatchObject([{ to: "+17575559998", error: { code: "CDYNE_VENDOR_ANSWER", uncertain: true } }, { messageId: MESSAGE }]);
    expect(await errorOf(async (client) => client.sendMessage(SMS), json([]))).toMatchObject({ code: "CDYNE_VENDOR_ANSWER", uncertain: true });
  });

  it("is one for each request of simpleSend(), which stops at a refused key", async () => {
    const answer = (error: string, id?: string) => ({ contentType: "text/xml", body: smsResponse(error, id) });
    const vendor = await messagingVendor(answer("NoError", MESSAGE), answer("STOPfromPhoneNumber"), answer("LicenseKeyInvalid"));
    const to = ["7575550001", "7575550002", "7575550003", "7575550004"];
    expect(await vendor.client().simpleSend({ to, text: "x" })).toMatchObject([
      { to: "+17575550001", messageId: MESSAGE, status: "Queued" },
      { to: "+17575550002", status: "STOPfromPhoneNumber", error: { code: "CDYNE_OPTED_OUT" } },
      { to: "+17575550003", error: { code: "CDYNE_LICENSE_KEY_REFUSED" } },
      { to: "+17575550004", error: { code: "CDYNE_LICENSE_KEY_REFUSED" } },
    ]);
    expect(vendor.requests).toHaveLength(3);
  });
});

describe("the status of a message", () => {
  it.each(Object.entries(messageStatuses).map(([name, value]) => [name, value.number, value.state] as const))("%s (%d) is %s and no error", async (name, number, state) => {
    const vendor = await messagingVendor(json(sent({ MessageStatus: number })));
    expect(await vendor.client().messageStatus(MESSAGE)).toMatchObject({ messageId: MESSAGE, status: name, state });
  });

  it("says why it failed", async () => {
    const vendor = await messagingVendor(json(sent({ MessageStatus: 403 })));
    expect(await vendor.client().messageStatus(MESSAGE)).toMatchObject({ state: "failed", problem: "CDYNE_OPTED_OUT" });
  });

  it("of an unknown message is CDYNE_NOT_FOUND", async () => {
    for (const status of [404, "MissingDidOrInvalidMessageId", 200]) {
      expect(await errorOf(async (client) => client.messageStatus(MESSAGE), json(sent({ MessageID: ZERO, MessageStatus: status })))).toMatchObject({ code: "CDYNE_NOT_FOUND" });
    }
    expect(await errorOf(async (client) => client.messageStatus(MESSAGE), json(sent({ MessageID: ZERO, MessageStatus: 401 })))).toMatchObject({ code: "CDYNE_LICENSE_KEY_REFUSED" });
    expect(await errorOf(async (client) => client.legacyMessageStatus(MESSAGE), { contentType: "text/xml", body: smsResponse("NotFound") })).toMatchObject({ code: "CDYNE_NOT_FOUND" });
  });

  it("by reference is a list, also where the vendor shows one, and none where it knows none", async () => {
    const xml = (body: string) => ({ contentType: "text/xml", body });
    const one = smsResponse("NoError", MESSAGE);
    const vendor = await messagingVendor(xml(one), xml(`<ArrayOfSMSResponse>${one}${one}</ArrayOfSMSResponse>`), xml("<ArrayOfSMSResponse/>"), xml(smsResponse("NotFound")));
    const client = vendor.client();
    expect(await client.messageStatusByReference("7")).toMatchObject([{ messageId: MESSAGE, state: "pending", status: "Queued" }]);
    expect(await client.messageStatusByReference("7")).toHaveLength(2);
    expect(await client.messageStatusByReference("7")).toEqual([]);
    expect(await client.messageStatusByReference("7")).toEqual([]);
  });

  it("by reference leaves out what is not there, and nothing else", async () => {
    const found = smsResponse("NoError", MESSAGE);
    const list = (...all: string[]) => ({ contentType: "text/xml", body: `<ArrayOfSMSResponse>${all.join("")}</ArrayOfSMSResponse>` });
    const vendor = await messagingVendor(list(found, smsResponse("NotFound"), smsResponse("NoError"), found), list(found, smsResponse("LicenseKeyInvalid")));
    expect(await vendor.client().messageStatusByReference("7")).toMatchObject([{ messageId: MESSAGE }, { messageId: MESSAGE }]);
    await expect(vendor.client().messageStatusByReference("7")).rejects.toMatchObject({ code: "CDYNE_LICENSE_KEY_REFUSED" });
  });

  it("has the replies in the legacy form", async () => {
    const reply = `<SMSIncomingMessages><SMSIncomingMessage><FromPhoneNumber>7575559999</FromPhoneNumber><Message>Yes &amp; no</Message></SMSIncomingMessage></SMSIncomingMessages>`;
    const body = smsResponse("NoError", MESSAGE).replace(/<SMSIncomingMessages[^>]*>/, reply).replace("<Sent>false", "<Sent>true");
    const vendor = await messagingVendor({ contentType: "text/xml", body });
    expect(await vendor.client().legacyMessageStatus(MESSAGE)).toMatchObject({ state: "sent", replies: [{ from: "+17575559999", text: "Yes & no" }] });
  });
});

describe("keywords and media", () => {
  it("keep the errors of single keywords", async () => {
    const keyword = (Keyword: string, ReturnCode: number) => ({ EntryDate: "/Date(1682439497785)/", Keyword, ReturnCode, ShortCode: "74121" });
    const vendor = await messagingVendor(json({ ReturnCode: 0, SMSKeyword: [keyword("PIZZA", 1), keyword("PASTA", 2)] }), json({ ReturnCode: 4, SMSKeyword: null }));
    const keywords = [{ keyword: "PIZZA", shortCode: "74121" }];
    expect(await vendor.client().assignKeywords({ keywords })).toMatchObject([
      { keyword: "PIZZA", shortCode: "74121", since: new Date(1682439497785), status: "KeywordAdded", error: undefined },
      { keyword: "PASTA", status: "KeywordAlreadyInUse", error: { code: "CDYNE_REQUEST_REFUSED" } },
    ]);
    await expect(vendor.client().keywords()).rejects.toMatchObject({ code: "CDYNE_LICENSE_KEY_REFUSED", vendorCode: "LicenseKeyInvalid" });
  });

  it("read what is stored, in JSON and XML", async () => {
    const media = { FileDate: "/Date(1682439497785)/", FileName: "a.png", FileSize: 12, MediaId: 17772, MimeType: "image/png", Tags: ["x", "y"] };
    const xml = `<GetMediaInfoResponse><Media><MediaMetadata><FileDate>2023-04-25T16:18:17.785</FileDate><FileName>a.png</FileName><FileSize>12</FileSize><MediaId>17772</MediaId>
      <MimeType>image/png</MimeType><Tags xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><a:string>x</a:string><a:string>y</a:string></Tags></MediaMetadata></Media></GetMediaInfoResponse>`;
    const vendor = await messagingVendor(json({ Media: [media] }), { contentType: "application/xml", body: xml }, json({ ...media, MediaId: 0 }));
    const expected = { mediaId: "17772", filename: "a.png", size: 12, mimeType: "image/png", at: new Date(1682439497785), tags: ["x", "y"] };
    const client = vendor.client();
    expect(await client.mediaInfo()).toEqual([expected]);
    expect(await client.mediaInfo()).toEqual([expected]);
    await expect(client.createMedia({ filename: "a", content: new Uint8Array() })).rejects.toMatchObject({ code: "CDYNE_VENDOR_FAILED" });
  });
});

describe("opt-outs", () => {
  it("are read in JSON and XML", async () => {
    const xml = "<ArrayOfUnsubscribedNumber><UnsubscribedNumber><EntryDate>2023-04-25T16:18:17.785</EntryDate><PhoneNumber>7575559999</PhoneNumber></UnsubscribedNumber></ArrayOfUnsubscribedNumber>";
    const vendor = await messagingVendor(json([{ EntryDate: "/Date(1682439497785)/", PhoneNumber: "7575559999" }]), { contentType: "application/xml", body: xml });
    const expected = [{ number: "+17575559999", since: new Date(1682439497785) }];
    expect(await vendor.client().unsubscribedNumbers()).toEqual(expected);
    expect(await vendor.client().unsubscribedNumbers()).toEqual(expected);
  });
});
