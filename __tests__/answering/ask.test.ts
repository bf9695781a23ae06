import { afterEach, describe, expect, it } from "@jest/globals";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Question } from "cdyne-postback";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { createClient } from "cdyne-postback/client";
import { THEM, US, closeVendors, correspondents } from "../support/correspondence.js";
import { closeReceivers, receiver, until } from "../support/receiver.js";
import { closeServers } from "../support/server.js";


afterEach(async () => {
  await closeReceivers();
  await closeVendors();
  await closeServers();

});

const QUESTION: Question = { to: THEM, from: US, text: "Will you come?", timeout: "1m" };

describe("ask()", () => {
  for (const postbacksFirst of [false, true]) {
    it(`gives the reply to this question${postbacksFirst ? ", also when that comes before the vendor's answer" : ""}`, async () => {
      const { vendor, client, postbacks } = await correspondents({ vendor: { postbacksFirst } });
      const numbers = [THEM, "+17575550112", "+17575550113"];
      numbers.forEach((number, index) => vendor.handset(number).replies(`It is ${index}`));
      const answers = await Promise.all(numbers.map(async (to) => postbacks.ask(client, { ...QUESTION, to })));
      expect(answers.map((answer) => answer.outcome === "reply" && [answer.reply.from, answer.reply.text])).toEqual(
        numbers.map((number, index) => [number, `It is ${index}`]),
      );
      await until(() => postbacks.events.filter(({ type }) => type === "smsReply").length === 3);
    });
  }

  it("tells a landline, an opt-out before and after, and silence", async () => {
    const { vendor, client, postbacks } = await correspondents();
    vendor.handset(THEM).isLandline();
    expect(await postbacks.ask(client, QUESTION)).toEqual({ outcome: "refused", code: undefined });
    const other = { ...QUESTION, to: "+17575550123" };
    vendor.handset(other.to).stops();
    expect(await postbacks.ask(client, other)).toEqual({ outcome: "optedOut" });
    expect(await postbacks.ask(client, other)).toEqual({ outcome: "optedOut" });
    expect(await postbacks.ask(client, { ...QUESTION, to: "+17575550124", timeout: 1 })).toEqual({ outcome: "silence" });
    expect(await postbacks.ask(client, { ...QUESTION, from: "+17575550199" })).toEqual({ outcome: "refused", code: "CDYNE_REQUEST_REFUSED" });
    await expect(postbacks.ask(client, { ...QUESTION, to: "12" })).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
  });

  it("rejects what is no answer of whom was asked: a wrong licence key, and an id that stands for another question", async () => {
    const { vendor, client, postbacks, clientOptions } = await correspondents();
    const stranger = createClient({ ...clientOptions, licenseKey: "11111111-2222-3333-4444-555555555556" });
    await expect(postbacks.ask(stranger, QUESTION)).rejects.toMatchObject({ code: "CDYNE_LICENSE_KEY_REFUSED" });
    vendor.handset(THEM).replies("yes");
    await postbacks.ask(client, { ...QUESTION, id: "order-7" });
    await expect(postbacks.ask(client, { ...QUESTION, id: "order-7", to: "+17575550122" })).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
  });

  it("sends nothing when it is aborted before, and asks anew when that was refused while another waited", async () => {
    const { vendor, client, postbacks } = await correspondents();
    await expect(postbacks.ask(client, { ...QUESTION, id: "a", signal: AbortSignal.abort(new Error("Too late")) })).rejects.toThrow("Too late");
    vendor.interfere("SendMessage", { answer: { status: 429 } });
    const both = await Promise.allSettled([1, 2].map(async () => postbacks.ask(client, { ...QUESTION, id: "a", timeout: "10s" })));
    expect(both.map((one) => (one.status === "fulfilled" ? one.value.outcome : "rejected")).sort()).toEqual(["refused", "rejected"]);
    vendor.handset(THEM).replies("yes");
    expect(await postbacks.ask(client, { ...QUESTION, id: "a" })).toMatchObject({ outcome: "reply" });
    expect(vendor.requests).toHaveLength(2);
  }, 20_000);

  it("waits for the reply when nobody knows whether the question went out", async () => {
    const { vendor, client, postbacks } = await correspondents();
    vendor.interfere("SendMessage", { answer: "cut", done: true });
    vendor.handset(THEM).replies("yes");
    expect(await postbacks.ask(client, QUESTION)).toMatchObject({ outcome: "reply", reply: { text: "yes" } });
  });

  it("rejects when the question could not be sent", async () => {
    const { vendor, client, postbacks } = await correspondents();
    vendor.interfere("SendMessage", { answer: { status: 429 } });
    await expect(postbacks.ask(client, { ...QUESTION, id: "order-7" })).rejects.toMatchObject({ code: "CDYNE_VENDOR_STATUS" });
    vendor.handset(THEM).replies("yes");
    expect(await postbacks.ask(client, { ...QUESTION, id: "order-7" })).toMatchObject({ outcome: "reply" });
  });

  it("survives a restart: the same question is not sent again, and its reply is found", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "cdyne-ask-")), "postbacks.db");
    const { vendor, client, postbacks, clientOptions } = await correspondents({ inbox: sqliteInbox({ file }) });
    const controller = new AbortController();
    const asked = postbacks.ask(client, { ...QUESTION, id: "order-7", signal: controller.signal });
    await until(() => vendor.postbacks.length > 0);
    controller.abort(new Error("Going down"));
    await expect(asked).rejects.toThrow("Going down");
    vendor.handset(THEM).texts(US, "yes");
    await until(async () => (await postbacks.list({ type: "smsReply" })).items.length === 1);
    await postbacks.close();

    const after = receiver({ inbox: sqliteInbox({ file }) });
    const sent = vendor.requests.length;
    expect(await after.ask(createClient(clientOptions), { ...QUESTION, id: "order-7" })).toMatchObject({ outcome: "reply", reply: { text: "yes" } });
    expect(vendor.requests.length).toBe(sent);
  });

  it("ends with close(), and refuses what is no question", async () => {
    const { client, postbacks } = await correspondents();
    const asked = expect(postbacks.ask(client, QUESTION)).rejects.toMatchObject({ code: "CDYNE_CLOSED" });
    await until(() => postbacks.events.length > 0);
    await postbacks.close();
    await asked;
    await expect(postbacks.ask(client, QUESTION)).rejects.toMatchObject({ code: "CDYNE_CLOSED" });
    for (const wrong of [{ timeout: "soon" }, { timeout: 0 }, { to: " " }, { id: "" }, { txet: "?" }]) {
      await expect(receiver().ask(client, { ...QUESTION, ...wrong } as never)).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID" });
    }
  });
});
