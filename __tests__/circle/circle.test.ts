import { afterEach, describe, expect, it } from "@jest/globals";
import { type Answer, type Delivered, type Postback, type SmsReceived, type SmsReply } from "cdyne-postback";
import { script } from "cdyne-postback/client";
import { type Correspondents, THEM, US, closeVendors, correspondents } from "../support/correspondence.js";
import { closeReceivers, until } from "../support/receiver.js";
import { closeServers } from "../support/server.js";

afterEach(async () => {
  await closeReceivers();
  await closeVendors();
  await closeServers();
});

const types = (events: readonly Postback[]): string[] => events.map(({ type }) => type);

/** Resolves to all events once the vendor has nothing left to post and everything that it posted was handled. */
async function all({ vendor, postbacks }: Correspondents): Promise<readonly Postback[]> {
  await vendor.settled();
  await until(() => postbacks.events.length >= vendor.postbacks.length);
  return postbacks.events;
}

describe("a message goes round", () => {
  it("from the send through sent, receipts and reply", async () => {
    const circle = await correspondents({ vendor: { numbers: ["74121"] } });
    circle.vendor.handset(THEM).replies("yes");
    const [result] = await circle.client.sendMessage({ to: THEM, text: "Will you come?", referenceId: "order-7" });
    const events = await all(circle);
    expect(types(events).sort()).toEqual(["deliveryReceipt", "deliveryReceipt", "smsReply", "smsSent"]);
    for (const event of events) {
      const messageId = event.type === "smsReply" ? event.matchedMessageId : "messageId" in event && event.messageId;
      expect([messageId, "referenceId" in event && event.referenceId]).toEqual([result?.messageId, "order-7"]);
    }
  });

  it("to a landline, which is refused three times and cancelled", async () => {
    const circle = await correspondents();
    circle.vendor.handset(THEM).isLandline();
    const [result] = await circle.client.sendMessage({ to: THEM, text: "Will you come?" });
    expect(types(await all(circle))).toEqual(["smsRefused", "smsRefused", "smsRefused"]);
    expect(await circle.client.messageStatus(result?.messageId ?? "")).toMatchObject({ status: "Cancelled" });
  });

  it("as an MMS", async () => {
    const circle = await correspondents();
    const { mediaId } = await circle.client.createMedia({ url: "https://example.com/cat.png", filename: "cat.png" });
    await circle.client.sendMessage({ to: THEM, text: "Look", media: mediaId });
    expect((await all(circle))[0]).toMatchObject({ type: "smsSent", medium: "mms" });
  });

  it("from somebody who writes first, to the URL of the number", async () => {
    const circle = await correspondents();
    const base = new URL(circle.url).origin;
    expect(await circle.client.assignPostbacks(circle.postbacks, { base, numbers: [US] })).toMatchObject([{ number: US, assigned: true, error: undefined }]);
    circle.vendor.handset(THEM).texts(US, "Are you open?");
    await until(() => circle.postbacks.events.length === 1);
    expect(circle.postbacks.events[0]).toMatchObject({ type: "smsReceived", from: THEM, to: US, text: "Are you open?" });
  });
});

describe("the PostBackURL of a message can be assigned", () => {
  const to = THEM;
  const text = "Will you come?";
  const ways: [string, (circle: Correspondents, url: string) => Promise<unknown>][] = [
    ["in SendMessage", async ({ client }, postbackUrl) => client.sendMessage({ to, text, postbackUrl })],
    ["in AdvancedSMSsend", async ({ client }, postbackUrl) => client.advancedSend({ messages: [{ to, text, postbackUrl }] })],
    ["in SimpleSMSsendWithPostback", async ({ client }, postbackUrl) => client.simpleSendWithPostback({ to, text, postbackUrl })],
    ["for the number", async ({ client }, url) => {
      await client.setPostbackUrl({ number: US, url });
      await client.enablePostbacks({ number: US });
      return client.sendMessage({ to, text, from: US });
    }],
    ["for the licence key", async ({ client }, url) => {
      await client.setPostbackUrl({ url });
      await client.enablePostbacks({});
      return client.simpleSend({ to, text });
    }],
  ];

  it.each(ways)("%s", async (_way, send) => {
    const circle = await correspondents({ client: { postbackUrl: undefined } });
    await send(circle, circle.url);
    await until(() => circle.postbacks.events.length > 0);
    expect(circle.postbacks.events[0]).toMatchObject({ type: "smsSent", to: THEM });
  });
});

describe("a call goes round", () => {
  const say = script().say("Press 1 if you come").ask("answer", { maxDigits: 1 });
  const ways: [string, (circle: Correspondents, url: string) => Promise<unknown>][] = [
    ["by the command in the script of NotifyPhoneBasic", async ({ client }, postbackUrl) => client.call({ to: THEM, callerId: US, say, postbackUrl })],
    ["by the script itself", async ({ client }, url) => client.call({ to: THEM, callerId: US, say: say.postbackUrl(url) })],
    ["by NotifyPhoneAdvanced", async ({ client }, postbackUrl) => client.callAdvanced({ to: THEM, callerId: US, say, postbackUrl })],
    ["to many at once", async ({ client }, postbackUrl) => client.callMany({ to: [THEM], callerId: US, say, postbackUrl })],
  ];

  it.each(ways)("placed, changed and finished: %s", async (_way, call) => {
    const circle = await correspondents({ client: { postbackUrl: undefined } });
    circle.vendor.handset(THEM).answersCalls({ press: "1" });
    await call(circle, circle.url);
    const events = await all(circle);
    expect(types(events)).toEqual(["callPlaced", "callStatusChanged", "callStatusChanged", "callFinished"]);
    const finished = events.at(-1);
    expect(finished).toMatchObject({ phoneNumber: THEM, callerId: US, outcome: "answered", answeredBy: "human", duration: 37, variables: { answer: "1" } });
    expect(await circle.client.callStatus(finished?.type === "callFinished" ? finished.queueId : "")).toMatchObject({ complete: true, answered: true });
  });

  it("unreached", async () => {
    const circle = await correspondents();
    circle.vendor.handset(THEM).noAnswer();
    await circle.client.call({ to: THEM, callerId: US, say });
    expect((await all(circle)).at(-1)).toMatchObject({ type: "callFinished", outcome: "unreached" });
  });

  it("from somebody who calls us", async () => {
    const circle = await correspondents();
    circle.vendor.assign(US, { callPostbackUrl: circle.url });
    circle.vendor.handset(THEM).calls(US);
    expect(types(await all(circle))).toEqual(["callReceived", "callFinished"]);
    expect(circle.postbacks.events[0]).toMatchObject({ direction: "incoming", callerId: THEM, phoneNumber: US });
  });
});

describe("two numbers of ours that answer whatever comes", () => {
  it("do not answer each other", async () => {
    const OTHER = "+17575550122";
    const circle = await correspondents({ vendor: { numbers: [US, OTHER].map((number) => ({ number })) } });
    await circle.client.assignPostbacks(circle.postbacks, { base: new URL(circle.url).origin, numbers: [US, OTHER] });
    const answers: Answer[] = [];
    const answer = async (message: Delivered<SmsReply | SmsReceived>) => answers.push(await message.respond("I am a machine"));
    circle.postbacks.onSmsReply(answer);
    circle.postbacks.onSmsReceived(answer);
    // Each is known for ours as soon as something has come to it.
    await circle.client.sendMessage({ from: US, to: OTHER, text: "Hello" });
    await until(() => answers.length === 2);
    await all(circle);
    expect(answers.map(({ status }) => status)).toEqual(["sent", "refused"]);
    expect(answers[1]).toEqual({ status: "refused", code: "CDYNE_ANSWER_OWN_NUMBER" });
  });
});
