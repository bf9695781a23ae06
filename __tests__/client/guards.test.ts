import { afterEach, describe, expect, it } from "@jest/globals";
import { PostbackError } from "cdyne-postback";
import { type Client, type ClientOptions, checkPostbackUrl, createClient } from "cdyne-postback/client";
import { KEY, OUR_URL, ZERO, keepingLogger, messagingVendor, taken } from "../support/messaging-vendor.js";
import { closeServers } from "../support/server.js";

afterEach(closeServers);

const SMS = { to: "7575559999", text: "x" };

/** What it throws, or `undefined`. */
function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("createClient()", () => {
  it.each([[""], ["my key"], ["0"], [`${KEY} `], [KEY.replaceAll("-", "")], [ZERO], [undefined], [{}]])("refuses the licence key %j", (licenseKey) => {
    const error = thrownBy(() => createClient({ licenseKey } as ClientOptions));
    expect(error).toBeInstanceOf(PostbackError);
    expect(error).toMatchObject({ code: "CDYNE_LICENSE_KEY_INVALID" });
  });

  it("takes a licence key in upper case, and sends it in lower case", async () => {
    const vendor = await messagingVendor(taken);
    await vendor.client({ licenseKey: KEY.toUpperCase() }).sendMessage(SMS);
    expect(vendor.requests[0]?.body).toContain(KEY);
  });

  it.each<[string, object]>([
    ["licensekey", { licensekey: KEY }],
    ["messagingUrl", { messagingUrl: "messaging.esendex.us" }],
    ["messagingUrl", { messagingUrl: "http://messaging.esendex.us/Messaging.svc" }],
    ["voiceUrl", { voiceUrl: "https://ws.esendex.us/notifyws/phonenotify.asmx?wsdl" }],
    ["voiceUrl", { voiceUrl: "https://me:secret@ws.esendex.us/" }],
    ["fetch", { fetch: "fetch" }],
    ["timeout", { timeout: 0 }],
    ["timeout", { timeout: Infinity }],
    ["rateLimit", { rateLimit: { requests: 0, per: "1s" } }],
    ["per", { rateLimit: { requests: 1, per: "soon" } }],
    ["offsetDates", { offsetDates: "no" }],
    ["logger", { logger: {} }],
  ])("refuses a wrong %s", (name, options) => {
    const error = thrownBy(() => createClient({ licenseKey: KEY, ...options }));
    expect(error).toMatchObject({ code: "CDYNE_OPTION_INVALID" });
    expect(String(error)).toContain(name);
    expect(String(error)).not.toContain("secret");
  });

  it("refuses a postbackUrl that cannot be", () => {
    expect(thrownBy(() => createClient({ licenseKey: KEY, postbackUrl: "https://example.com/a" }))).toMatchObject({ code: "CDYNE_POSTBACK_URL_INVALID" });
  });

  it.each(["undefined", "null", "undefined/"])("refuses a postbackUrl that ends with %s, and says that a variable is most likely not set", (end) => {
    const error = thrownBy(() => createClient({ licenseKey: KEY, postbackUrl: `https://ourhost.net/cdyne/${end}` }));
    expect(error).toMatchObject({ code: "CDYNE_POSTBACK_URL_INVALID", message: expect.stringContaining("variable is most likely not set") });
  });

  it("says once that a postbackUrl is plain http, and not of this machine's own", async () => {
    const vendor = await messagingVendor(taken);
    const logger = keepingLogger();
    const client = vendor.client({ logger, postbackUrl: "http://postbacks.ourhost.net/a" });
    await client.sendMessage(SMS);
    await client.sendMessage({ ...SMS, postbackUrl: "http://other.ourhost.net/a" });
    expect(logger.logged).toEqual([{ level: "warn", details: { code: "CDYNE_POSTBACK_URL_PLAIN" } }]);
    const quiet = keepingLogger();
    for (const host of ["localhost:3000", "127.0.0.1:3000", "127.8.0.1", "[::1]:3000", "app.localhost"]) createClient({ licenseKey: KEY, logger: quiet, postbackUrl: `http://${host}/a` });
    expect(quiet.logged).toEqual([]);
  });
});

describe("a PostbackURL", () => {
  it.each([
    "",
    "/cdyne/secret",
    "postbacks.ourhost.net/secret",
    "ftp://postbacks.ourhost.net/secret",
    "https:///secret",
    "https://",
    " https://postbacks.ourhost.net/secret",
    "https://postbacks.ourhost.net/secret ",
    "https://postbacks.ourhost.net/sec ret",
    "https://postbacks.ourhost.net/secret\n",
    "https://postbacks.ourhost.net/sécret",
    "https://user:secret@postbacks.ourhost.net/",
    "https://user@postbacks.ourhost.net/secret",
    "https://postbacks.ourhost.net/secret#part",
    "https://example.com/secret",
    "http://www.example.com/secret",
    "https://example.net./secret",
    "https://example.org/secret",
    "https://EXAMPLE.com/secret",
    "https://ourhost.example/secret",
    "https://ourhost.invalid/secret",
    "https://ourhost.test/secret",
  ])("cannot be %j", (url) => {
    const error = thrownBy(() => checkPostbackUrl(url));
    expect(error).toMatchObject({ code: "CDYNE_POSTBACK_URL_INVALID" });
    expect(String(error)).not.toContain("secret ");
    expect(String(error)).not.toContain("/secret");
  });

  it.each([OUR_URL, "http://postbacks.ourhost.net", "https://192.0.2.7:8443/a?b=c&d=%20", "https://myexample.com/a", "https://example.company.net/A", "http://[::1]:3000/a"])("may be %s", (url) => {
    expect(thrownBy(() => checkPostbackUrl(url))).toBeUndefined();
  });

  it.each(["https://postbacks.ourhost.net/A", "https://Postbacks.ourhost.net/a", "HTTPS://postbacks.ourhost.net/a", "https://postbacks.ourhost.net/%2F"])("of calls cannot be %s", (url) => {
    expect(thrownBy(() => checkPostbackUrl(url))).toBeUndefined();
    expect(thrownBy(() => checkPostbackUrl(url, { lowerCase: true }))).toMatchObject({ code: "CDYNE_POSTBACK_URL_INVALID" });
    expect(thrownBy(() => checkPostbackUrl(OUR_URL, { lowerCase: true }))).toBeUndefined();
  });
});

describe("what a method is called with", () => {
  const wrong: [string, string, (client: Client) => Promise<unknown>][] = [
    ["sendMessage()", "to", async (client) => client.sendMessage({ to: "nobody at all", text: "x" })],
    ["sendMessage()", "to", async (client) => client.sendMessage({ to: [], text: "x" })],
    ["sendMessage()", "to", async (client) => client.sendMessage({ to: ["7575559999", "12"], text: "x" })],
    ["sendMessage()", "text", async (client) => client.sendMessage({ to: "7575559999" })],
    ["sendMessage()", "text", async (client) => client.sendMessage({ to: "7575559999", text: "" })],
    ["sendMessage()", "from", async (client) => client.sendMessage({ ...SMS, from: "us" })],
    ["sendMessage()", "scheduledAt", async (client) => client.sendMessage({ ...SMS, scheduledAt: new Date(NaN) })],
    ["sendMessage()", "`context`: expected an object", async (client) => client.sendMessage({ ...SMS, context: 7 as never })],
    ["sendMessage()", "mms", async (client) => client.sendMessage({ ...SMS, media: "1", mms: false })],
    ["sendMessage()", "referenceId", async (client) => client.sendMessage({ ...SMS, refernceId: "1" } as never)],
    ["advancedSend()", "messages", async (client) => client.advancedSend({ messages: [] })],
    ["advancedSend()", "texte", async (client) => client.advancedSend({ messages: [{ ...SMS, texte: "x" }] } as never)],
    ["simpleSend()", "from", async (client) => client.simpleSend({ ...SMS, from: "7575550000" } as never)],
    ["simpleSendWithPostback()", "postbackUrl", async (client) => client.simpleSendWithPostback(SMS)],
    ["messageStatus()", "messageId", async (client) => client.messageStatus("7")],
    ["legacyMessageStatus()", "messageId", async (client) => client.legacyMessageStatus("7")],
    ["messageStatusByReference()", "referenceId", async (client) => client.messageStatusByReference("")],
    ["cancelMessage()", "messageId", async (client) => client.cancelMessage("")],
    ["readIncoming()", "store", async (client) => client.readIncoming({} as never)],
    ["readIncoming()", "pageSize", async (client) => client.readIncoming({ store: () => {}, pageSize: 0 })],
    ["unreadIncoming()", "store", async (client) => client.unreadIncoming({} as never)],
    ["setPostbackUrl()", "type", async (client) => client.setPostbackUrl({ url: OUR_URL, type: "calls" as never })],
    ["enablePostbacks()", "number", async (client) => client.enablePostbacks({ number: "ours" })],
    ["postbackSettings()", "type", async (client) => client.postbackSettings({ type: "all" } as never)],
    ["assignPostbacks()", "numbers", async (client) => client.assignPostbacks({ url: () => OUR_URL }, { base: "https://ourhost.net", numbers: [] })],
    ["createMedia()", "content", async (client) => client.createMedia({ filename: "a" })],
    ["createMedia()", "content", async (client) => client.createMedia({ filename: "a", url: "https://ourhost.net/a", content: new Uint8Array() })],
    ["createMedia()", "url", async (client) => client.createMedia({ filename: "a", url: "a.png" })],
    ["mediaInfo()", "mediaId", async (client) => client.mediaInfo({ mediaId: "a" })],
    ["getMedia()", "mediaId", async (client) => client.getMedia("")],
    ["removeMedia()", "mediaId", async (client) => client.removeMedia("-1")],
    ["assignKeywords()", "keywords", async (client) => client.assignKeywords({ keywords: [] })],
    ["removeKeywords()", "keywords", async (client) => client.removeKeywords({ keywords: [{ keyword: "" } as never] })],
  ];

  it.each(wrong)("is refused by %s when `%s` is wrong, and nothing is sent", async (method, name, call) => {
    const vendor = await messagingVendor();
    const error: unknown = await call(vendor.client()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(PostbackError);
    expect(error).toMatchObject({ code: "CDYNE_OPTION_INVALID" });
    expect(String(error)).toContain(method);
    expect(String(error)).toContain(name);
    expect(String(error)).not.toContain("nobody at all");
    expect(vendor.requests).toEqual([]);
  });

  it.each<[string, (client: Client, url: string) => Promise<unknown>]>([
    ["sendMessage", async (client, postbackUrl) => client.sendMessage({ ...SMS, postbackUrl })],
    ["advancedSend", async (client, postbackUrl) => client.advancedSend({ messages: [{ ...SMS, postbackUrl }] })],
    ["simpleSendWithPostback", async (client, postbackUrl) => client.simpleSendWithPostback({ ...SMS, postbackUrl })],
    ["setPostbackUrl", async (client, url) => client.setPostbackUrl({ url })],
    ["assignPostbacks", async (client, url) => client.assignPostbacks({ url: () => url }, { base: "https://ourhost.net", numbers: ["7575550000"] })],
  ])("is refused by %s() when the PostbackURL is wrong, and nothing is sent", async (_, call) => {
    const vendor = await messagingVendor();
    await expect(call(vendor.client(), "https://www.example.com/postback.aspx")).rejects.toMatchObject({ code: "CDYNE_POSTBACK_URL_INVALID" });
    expect(vendor.requests).toEqual([]);
  });
});
