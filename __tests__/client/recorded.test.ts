import { afterEach, describe, expect, it } from "@jest/globals";
import { type Client, type IncomingMessage, type IncomingQuery } from "cdyne-postback/client";
import { MESSAGE, messagingVendor, recordedAnswer, recordedAnswers } from "../support/messaging-vendor.js";
import { closeServers } from "../support/server.js";

afterEach(closeServers);

const SMS = { to: "7575559999", text: "Hello" };
const EMPTY = { body: "[]" };
const UNKNOWN_TIME = undefined;
const REFERENCE = "914846a9-6b8c-4525-831e-7abc27009f52";

const reader = (read: (client: Client, store: IncomingQuery["store"]) => Promise<number>) => async (client: Client) => {
  const all: IncomingMessage[] = [];
  const count = await read(client, (messages) => void all.push(...messages));
  expect(count).toBe(all.length);
  return all;
};
const readIncoming = reader(async (client, store) => client.readIncoming({ store }));
const unreadIncoming = reader(async (client, store) => client.unreadIncoming({ store }));

const accepted = (messageId: string) => ({ to: "+17575559999", from: undefined, messageId, status: "Queued", sentAt: UNKNOWN_TIME, referenceId: undefined, media: undefined, error: undefined });
const incoming = (fields: Partial<IncomingMessage>) => ({ messageId: undefined, matchedMessageId: undefined, from: undefined, to: undefined, text: "", at: undefined, subject: undefined, media: [], udh: undefined, ...fields });

/** By the answer's id: how it is asked for, and all that comes of it. */
const expected: Record<string, { ask: (client: Client) => Promise<unknown>; gives: unknown }> = {
  "sms-send-accepted": { ask: async (client) => client.simpleSend(SMS), gives: [accepted("7fc7f083-d169-4bc6-8ac7-1beaa6f9da11")] },
  "sms-send-accepted-fixture": { ask: async (client) => client.simpleSend(SMS), gives: [accepted("02f5fe9a-6bc3-4e72-994c-75484323c95d")] },
  "sms-send-bad-number": {
    ask: async (client) => client.simpleSend(SMS).catch((error: unknown) => error),
    gives: expect.objectContaining({ code: "CDYNE_REQUEST_REFUSED", operation: "SimpleSMSsend", vendorCode: "PhoneNumberInvalid", retryable: false, uncertain: false }),
  },
  "sms-advanced-send-two": {
    ask: async (client) => client.advancedSend({ messages: [{ to: ["7575559998", "7575559999"], text: "Hello", referenceId: REFERENCE }] }),
    gives: [
      { ...accepted("5f5edf2d-f81a-49af-9649-d6337fa8782d"), to: "+17575559998", referenceId: REFERENCE },
      { ...accepted("4d07e707-5a22-44d6-bcbf-7cbf4775ebd5"), referenceId: REFERENCE },
    ],
  },
  "sms-status-sent": {
    ask: async (client) => client.legacyMessageStatus("02f5fe9a-6bc3-4e72-994c-75484323c95d"),
    gives: {
      messageId: "02f5fe9a-6bc3-4e72-994c-75484323c95d",
      status: "Sent",
      state: "sent",
      problem: undefined,
      to: undefined,
      from: undefined,
      sentAt: new Date("2016-12-12T00:15:52.980Z"),
      referenceId: undefined,
      media: undefined,
      replies: [],
    },
  },
  "sms-unread-incoming-two": {
    ask: unreadIncoming,
    gives: [
      incoming({
        messageId: "f2e0794a-7dd0-4089-aeb3-622128b1031d",
        matchedMessageId: "801aa1c5-a64e-4edb-9095-475dcd76f40a",
        from: "+19185550100",
        to: "+19185550101",
        text: "Ak",
        at: new Date("2016-07-13T22:25:33.860Z"),
      }),
      incoming({
        messageId: "68297089-8f00-4177-8135-aec8a024615f",
        matchedMessageId: "801aa1c5-a64e-4edb-9095-475dcd76f40a",
        from: "+19185550100",
        to: "+19185550101",
        text: "Ack",
        at: new Date("2016-07-13T22:25:37.537Z"),
      }),
    ],
  },
  "sms-unread-incoming-empty": { ask: unreadIncoming, gives: [] },
  "sms-unread-incoming-one": {
    ask: unreadIncoming,
    gives: [
      incoming({
        messageId: "5b13e5b8-b128-45e3-9deb-c1f7088ac67b",
        matchedMessageId: "a7daf4ea-51a0-4737-a04d-81ec88ee6405",
        from: "+15555551212",
        to: "+15555552121",
        text: "Test Response",
        at: new Date("2016-12-12T04:28:12.530Z"),
      }),
    ],
  },
  "messaging-read-incoming-offset-date": { ask: readIncoming, gives: [incoming({ at: new Date("2020-05-30T05:04:27.010Z") })] },
  "messaging-read-incoming-doc": {
    ask: readIncoming,
    gives: [
      incoming({
        messageId: "1627aea5-8e0a-4371-9022-9b504344e724",
        matchedMessageId: "1627aea5-8e0a-4371-9022-9b504344e724",
        from: "+17575550000",
        to: "+17575559999",
        text: "Thank you for your message.",
        at: new Date(1682439497785),
        subject: "Reply",
        media: ["10000001", "10000005"],
        udh: Uint8Array.of(81, 109, 70, 122, 90, 83, 65, 50, 78, 67, 66, 84, 100),
      }),
    ],
  },
  "messaging-send": {
    ask: async (client) => client.sendMessage(SMS),
    gives: [{ ...accepted(MESSAGE), from: "+17575550000", status: "Ready", sentAt: new Date("1999-05-31T11:20:00Z") }],
  },
  "messaging-send-not-possible": {
    ask: async (client) => client.sendMessage(SMS).catch((error: unknown) => error),
    gives: expect.objectContaining({ code: "CDYNE_OPTED_OUT", operation: "SendMessage", vendorCode: "StopOnPhoneNumber", retryable: false, uncertain: false }),
  },
  "messaging-status": {
    ask: async (client) => client.messageStatus(MESSAGE),
    gives: {
      messageId: MESSAGE,
      status: "Sent",
      state: "sent",
      problem: undefined,
      to: "+17575559999",
      from: "+17575550000",
      sentAt: new Date("1999-05-31T11:20:00Z"),
      referenceId: undefined,
      media: undefined,
      replies: undefined,
    },
  },
  "messaging-set-postback-url": { ask: async (client) => client.setPostbackUrl({ url: "https://postbacks.ourhost.net/a" }), gives: undefined },
  "messaging-postback-settings": {
    ask: async (client) => client.postbackSettings(),
    gives: [{ number: "+17575550000", country: "US", type: "all", url: "http://www.example.com/postback.aspx", enabled: true, error: undefined }],
  },
  "messaging-cancel": { ask: async (client) => client.cancelMessage(MESSAGE), gives: true },
};

const messaging = recordedAnswers.filter(({ id }) => /^(?:sms|messaging)-/.test(id));

describe("each recorded answer of the vendor", () => {
  it.each(messaging)("gives all that it says: $id", async ({ id, operation }) => {
    const vendor = await messagingVendor(recordedAnswer(id), EMPTY);
    expect(await expected[id]?.ask(vendor.client())).toEqual(expected[id]?.gives);
    expect(vendor.requests[0]?.path).toMatch(new RegExp(`^/Messaging\\.svc/${operation}(?:\\?|$)`));
  });

  it("is looked at", () => {
    expect(Object.keys(expected).toSorted()).toEqual(messaging.map(({ id }) => id).toSorted());
  });
});
