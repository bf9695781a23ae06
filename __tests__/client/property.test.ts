import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Client, VendorError, createClient } from "cdyne-postback/client";
import { KEY, MESSAGE, recordedAnswers } from "../support/messaging-vendor.js";

const SMS = { to: ["7575559998", "7575559999"], text: "x" };
const NUMBER = { number: "7575550000" };
const keywords = [{ keyword: "PIZZA", shortCode: "74121" }];
const store = (): void => {};

const methods: Record<string, (client: Client) => Promise<unknown>> = {
  sendMessage: async (client) => client.sendMessage(SMS),
  advancedSend: async (client) => client.advancedSend({ messages: [SMS] }),
  simpleSend: async (client) => client.simpleSend(SMS),
  messageStatus: async (client) => client.messageStatus(MESSAGE),
  legacyMessageStatus: async (client) => client.legacyMessageStatus(MESSAGE),
  messageStatusByReference: async (client) => client.messageStatusByReference("7"),
  readIncoming: async (client) => client.readIncoming({ store }),
  unreadIncoming: async (client) => client.unreadIncoming({ store }),
  cancelMessage: async (client) => client.cancelMessage(MESSAGE),
  unsubscribedNumbers: async (client) => client.unsubscribedNumbers(),
  setPostbackUrl: async (client) => client.setPostbackUrl({ url: "https://postbacks.ourhost.net/a" }),
  enablePostbacks: async (client) => client.enablePostbacks(NUMBER),
  postbackSettings: async (client) => client.postbackSettings(),
  createMedia: async (client) => client.createMedia({ filename: "a", content: new Uint8Array(1) }),
  mediaInfo: async (client) => client.mediaInfo(),
  getMedia: async (client) => client.getMedia("1"),
  removeMedia: async (client) => client.removeMedia("1"),
  keywords: async (client) => client.keywords(),
  assignKeywords: async (client) => client.assignKeywords({ keywords }),
};

const NAMES = [
  ...["Attachments", "From", "To", "MessageID", "MessageStatus", "SentTime", "Payload", "ReceivedDate", "Udh", "SMSError", "SMSIncomingMessages", "Sent", "Queued", "Cancelled"],
  ...["SentDateTime", "Country", "PhoneNumber", "PostbackEnabled", "PostbackType", "ReturnCode", "Media", "MediaId", "Tags", "SMSKeyword", "Keyword", "EntryDate", "__proto__", "constructor"],
];
const leaf = fc.oneof(
  fc.constantFrom(null, true, false, 0, 201, 403, 506, -1, 1e300, "", "true", "0", "NoError", "NotFound", MESSAGE, "00000000-0000-0000-0000-000000000000", "/Date(1590840267010-0700)/", "/Date(-62135596800000)/", "7575559999"),
  fc.string({ unit: "binary" }),
  fc.double(),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("value"), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...NAMES), tie("value"), { maxKeys: 8 })),
}));

const xmlOf = (one: unknown): string => {
  if (Array.isArray(one)) return one.map((each) => `<Entry>${xmlOf(each)}</Entry>`).join("");
  if (typeof one === "object" && one !== null) return Object.entries(one).map(([name, each]) => `<${name}>${xmlOf(each)}</${name}>`).join("");
  return String(one).replace(/[<&]/g, "");
};
const damaged = fc
  .tuple(fc.constantFrom(...recordedAnswers.map(({ body }) => body)), fc.nat(), fc.nat({ max: 30 }), fc.string({ unit: "binary", maxLength: 5 }))
  .map(([body, at, length, instead]) => body.slice(0, at % body.length) + instead + body.slice((at % body.length) + length));
const bodies = fc.oneof(
  value.map((one) => JSON.stringify(one)),
  value.map((one) => `<Answer>${xmlOf(one)}</Answer>`),
  fc.constantFrom(...recordedAnswers.map(({ body }) => body)),
  damaged,
  fc.string({ unit: "binary" }),
);
const contentTypes = fc.constantFrom("application/json", "application/xml", "text/xml", "text/html", "text/plain", "");

describe("no answer whatsoever", () => {
  it.each(Object.entries(methods))("makes %s() throw anything but a VendorError, or say the licence key", async (_, call) => {
    await fc.assert(
      fc.asyncProperty(bodies, contentTypes, fc.constantFrom(200, 200, 200, 200, 204, 302, 400), async (body, contentType, status) => {
        const answer = async (): Promise<Response> => new Response(status === 204 ? null : body, { status, headers: contentType ? { "content-type": contentType } : {} });
        const client = createClient({ licenseKey: KEY, fetch: answer, logger: { warn: () => {}, error: () => {} } });
        const error: unknown = await call(client).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (error === undefined) return;
        expect(error).toBeInstanceOf(VendorError);
        expect(inspect(error)).not.toContain(KEY);
      }),
      { numRuns: 150 },
    );
  });
});
