import { afterEach, describe, expect, it } from "@jest/globals";
import { type Postback, type SendLog, type Sent, memoryInbox } from "cdyne-postback";
import { createClient } from "cdyne-postback/client";
import { deliver, smsReply } from "cdyne-postback/testing";
import { THEM, US, closeVendors, correspondents } from "../support/correspondence.js";
import { closeReceivers, inboxWith, until } from "../support/receiver.js";
import { closeServers } from "../support/server.js";

afterEach(async () => {
  await closeReceivers();
  await closeVendors();
  await closeServers();
});

const MESSAGE = { to: THEM, from: US, text: "Will you come?", context: { order: 7 } };
const SENT = { to: THEM, length: MESSAGE.text.length, at: expect.any(Date), context: { order: 7 } };

describe("an event about a message of ours", () => {
  for (const postbacksFirst of [false, true]) {
    it(`has what was sent${postbacksFirst ? ", also before the vendor has answered the send" : ""}`, async () => {
      const { vendor, client, postbacks } = await correspondents({ vendor: { postbacksFirst } });
      const seen: [Postback["type"], Sent | undefined][] = [];
      postbacks.onSmsSent(({ type, sent }) => void seen.push([type, sent]));
      postbacks.onSmsReply(({ type, sent }) => void seen.push([type, sent]));
      postbacks.onSmsRefused(({ type, sent }) => void seen.push([type, sent]));
      vendor.handset(THEM).replies("yes");
      await client.sendMessage(MESSAGE);
      await until(() => seen.length === 2);
      expect(seen).toEqual([["smsSent", SENT], ["smsReply", SENT]]);

      vendor.handset(THEM).isLandline({ tries: 1 });
      await client.simpleSendWithPostback({ to: THEM, text: "Hello" });
      await until(() => seen.length === 3);
      expect(seen[2]).toEqual(["smsRefused", { ...SENT, length: 5, context: undefined }]);
    });
  }

  it("has nothing when it was not sent through this client", async () => {
    const { clientOptions, postbacks } = await correspondents();
    const seen: (Sent | undefined)[] = [];
    postbacks.onSmsSent(({ sent }) => void seen.push(sent));
    await createClient(clientOptions).sendMessage(MESSAGE);
    await until(() => seen.length === 1);
    expect(seen).toEqual([undefined]);
  });

  it("is delivered without it when the inbox cannot say", async () => {
    const memory = memoryInbox();
    const find = async (): Promise<never> => Promise.reject(new Error("The server is away"));
    const sends: SendLog = {
      begin: async (send) => memory.sends?.begin(send),
      get: async (id) => memory.sends?.get(id),
      end: async (id, outcome) => memory.sends?.end(id, outcome),
      find,
      count: async () => 0,
      prune: async () => 0,
    };
    const { client, postbacks } = await correspondents({ inbox: inboxWith(() => ({ sends })) });
    const seen: (Sent | undefined)[] = [];
    postbacks.onSmsSent(({ sent }) => void seen.push(sent));
    await client.sendMessage(MESSAGE);
    await until(() => seen.length === 1);
    expect(seen).toEqual([undefined]);
    expect(postbacks.logged.map(({ code }) => code)).toContain("CDYNE_SENT_UNKNOWN");
  });

  it("is removed with all that has its number", async () => {
    const inbox = memoryInbox();
    const { client, postbacks } = await correspondents({ inbox });
    await client.sendMessage(MESSAGE);
    await until(() => postbacks.events.length === 1);
    expect(await inbox.sends?.count(THEM, US, new Date(0))).toBe(1);
    expect(await postbacks.forget("757-555-0111")).toBe(2);
    expect(await inbox.sends?.count(THEM, US, new Date(0))).toBe(0);
  });

  it("is not recorded any more once the receiver is closed", async () => {
    const { client, postbacks } = await correspondents();
    await postbacks.close();
    await client.sendMessage(MESSAGE);
    expect(postbacks.logged).toEqual([]);
  });

  it("does not keep its handlers waiting for a send that never ends, nor run them after close()", async () => {
    const { vendor, client, postbacks, url } = await correspondents({ client: { timeout: 400 } });
    const seen: Postback[] = [];
    postbacks.onSmsReply((reply) => void seen.push(reply));
    vendor.interfere("SendMessage", { answer: "hang" });
    const sending = expect(client.sendMessage(MESSAGE)).rejects.toMatchObject({ code: "CDYNE_VENDOR_TIMEOUT" });
    await until(() => vendor.requests.length === 1);
    await deliver(url, smsReply({ from: THEM, to: US }));
    expect(await postbacks.close({ timeout: 1 })).toBe(false);
    await sending;
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([]);
  });

  it("is told for messages of one id that go out at once", async () => {
    const { vendor, client, postbacks } = await correspondents({ vendor: { postbacksFirst: true } });
    const seen: (Sent | undefined)[] = [];
    postbacks.onSmsSent(({ sent }) => void seen.push(sent));
    await Promise.all([1, 2].map(async () => client.sendMessage({ ...MESSAGE, id: "order-7", referenceId: "7" })));
    await until(() => seen.length === 2);
    expect(vendor.requests).toHaveLength(2);
    await until(async () => (await postbacks.health()).running === 0);
  });
});
