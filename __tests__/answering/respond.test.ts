import { afterEach, describe, expect, it } from "@jest/globals";
import { type Answer, type SendLog, memoryInbox } from "cdyne-postback";
import { type Vendor, deliver, smsReceived } from "cdyne-postback/testing";
import { THEM, US, closeVendors, correspondents } from "../support/correspondence.js";
import { closeReceivers, inboxWith, receiver, until } from "../support/receiver.js";
import { closeServers } from "../support/server.js";

afterEach(async () => {
  await closeReceivers();
  await closeVendors();
  await closeServers();
});

const QUESTION = { to: THEM, from: US, text: "Will you come?" };

/** The texts that the vendor was asked to send. */
function texts(vendor: Vendor): unknown[] {
  return vendor.requests.filter(({ operation }) => operation === "SendMessage").map(({ parameters }) => parameters["Body"]);
}

describe("an answer", () => {
  it("goes back from the number that was written to, with the reference of the message", async () => {
    const { vendor, client, postbacks } = await correspondents();
    const answers: Answer[] = [];
    postbacks.onSmsReply(async (reply) => answers.push(await reply.respond("Thank you")));
    vendor.handset(THEM).replies("yes");
    await client.sendMessage({ ...QUESTION, referenceId: "order-7" });
    await until(() => answers.length === 1);
    expect(answers).toEqual([{ status: "sent", messageId: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
    const [, answer] = vendor.requests.filter(({ operation }) => operation === "SendMessage");
    expect(answer?.parameters).toMatchObject({ Body: "Thank you", ReferenceID: "order-7" });
    expect(JSON.stringify(answer?.parameters)).toMatch(/"From":"1?7575550100".*"To":\["1?7575550111"\]/);
  });

  it("goes out once, however often its handler is run again, and as often as that asks for in one run", async () => {
    const { vendor, client, postbacks } = await correspondents({ postbacks: { retry: { attempts: 3, minDelay: 1 } } });
    const answers: Answer[] = [];
    postbacks.onSmsReply(async (reply, { attempt }) => {
      answers.push(await reply.respond("One"), await reply.respond("Two"));
      if (attempt < 3) throw new Error("Something else failed");
    });
    vendor.handset(THEM).replies("yes");
    await client.sendMessage(QUESTION);
    await until(() => answers.length === 6);
    expect(texts(vendor)).toEqual([QUESTION.text, "One", "Two"]);
    expect([answers.slice(2, 4), answers.slice(4)]).toEqual([answers.slice(0, 2), answers.slice(0, 2)]);
  });

  it("is tried again with its handler when the vendor has surely not taken it", async () => {
    const { vendor, client, postbacks } = await correspondents({ postbacks: { retry: { attempts: 3, minDelay: 1 } } });
    const answers: Answer[] = [];
    const errors: unknown[] = [];
    postbacks.onError(({ error }) => errors.push(error));
    postbacks.onSmsReply(async (reply, { attempt }) => {
      if (attempt === 1) vendor.interfere("SendMessage", { answer: { status: 429 } });
      answers.push(await reply.respond("Thank you"));
    });
    vendor.handset(THEM).replies("yes");
    await client.sendMessage(QUESTION);
    await until(() => answers.length === 1);
    expect(errors).toEqual([expect.objectContaining({ code: "CDYNE_VENDOR_STATUS", status: 429, uncertain: false })]);
    expect(answers).toMatchObject([{ status: "sent" }]);
  });

  it("is not given to STOP, HELP and RESUME", async () => {
    const { vendor, client, postbacks } = await correspondents();
    const answers: Answer[] = [];
    postbacks.onSmsReply(async (reply) => answers.push(await reply.respond("Thank you")));
    for (const [index, keyword] of ["help", " Resume ", "STOP"].entries()) {
      vendor.handset(THEM).replies(keyword);
      await client.sendMessage(QUESTION);
      await until(() => answers.length === index + 1);
    }
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ status: "refused", code: "CDYNE_ANSWER_KEYWORD" })));
    expect(texts(vendor)).toHaveLength(3);
    expect(postbacks.logged.map(({ code }) => code)).toContain("CDYNE_ANSWER_KEYWORD");
  });

  it("is refused with the vendor's reason, and that does not fail the handler", async () => {
    const { vendor, client, postbacks } = await correspondents({ postbacks: { retry: { attempts: 3, minDelay: 1 } } });
    const answers: Answer[] = [];
    vendor.handset(THEM).replies("yes");
    postbacks.onSmsReply(async (reply) => {
      vendor.handset(THEM).texts(US, "STOP");
      await until(() => postbacks.events.some(({ type }) => type === "smsReply" || type === "smsReceived"));
      answers.push(await reply.respond("Thank you"));
    });
    await client.sendMessage(QUESTION);
    await until(() => answers.length > 0);
    expect(answers[0]).toEqual({ status: "refused", code: "CDYNE_OPTED_OUT" });
    await until(async () => (await postbacks.health()).waiting === 0);
    expect((await postbacks.health()).dead).toBe(0);
  });

  it("is not given to a number of ours, and to nobody more than so often in an hour", async () => {
    const OTHER = "+17575550122";
    const { vendor, client, postbacks } = await correspondents({ vendor: { numbers: [US] }, postbacks: { answers: { ownNumbers: ["757-555-0122"], perHour: 3 } } });
    const answers: Answer[] = [];
    postbacks.onSmsReply(async (reply) => answers.push(await reply.respond("I am a machine")));
    vendor.handset(OTHER).replies("hello");
    await client.sendMessage({ ...QUESTION, to: OTHER });
    await until(() => answers.length === 1);
    expect(answers).toEqual([{ status: "refused", code: "CDYNE_ANSWER_OWN_NUMBER" }]);

    // It answers whatever comes, and would do so for ever.
    vendor.handset(THEM).replies(() => "I am a machine, too");
    await client.sendMessage(QUESTION);
    await until(() => answers.length === 4);
    expect(answers.slice(1).map(({ status }) => status)).toEqual(["sent", "sent", "refused"]);
    expect(answers[3]).toEqual({ status: "refused", code: "CDYNE_ANSWER_LOOP" });
  });

  it("is not sent again when nobody knows whether it went out", async () => {
    const { vendor, client, postbacks } = await correspondents({ postbacks: { retry: { attempts: 3, minDelay: 1 } } });
    const answers: Answer[] = [];
    postbacks.onSmsReply(async (reply, { attempt }) => {
      vendor.interfere("SendMessage", { answer: "cut", done: true });
      answers.push(await reply.respond("Thank you"));
      if (attempt < 3) throw new Error("Something else failed");
    });
    vendor.handset(THEM).replies("yes");
    await client.sendMessage(QUESTION);
    await until(() => answers.length === 3);
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ status: "uncertain", code: "CDYNE_ANSWER_UNCERTAIN" })));
    expect(texts(vendor)).toEqual([QUESTION.text, "Thank you"]);
  });

  it("is not sent again when the handler's time or the process's was up while it went out", async () => {
    const { vendor, postbacks } = await correspondents({ postbacks: { handlerTimeout: 300, retry: { attempts: 3, minDelay: 1 } } });
    const answers: Answer[] = [];
    vendor.interfere("SendMessage", { answer: "hang", done: true });
    postbacks.onSmsReceived(async (message) => answers.push(await message.respond("Thank you")));
    await deliver(postbacks, smsReceived({ from: THEM, to: US, text: "Hi" }));
    await until(() => answers.some(({ status }) => status === "uncertain"));
    await until(async () => (await postbacks.health()).running === 0);
    expect(texts(vendor)).toEqual(["Thank you"]);
  });

  it("is told from the others of its handler by its id, in whatever order they are given", async () => {
    const { vendor, client, postbacks } = await correspondents({ postbacks: { retry: { attempts: 2, minDelay: 1 } } });
    const done: number[] = [];
    postbacks.onSmsReply(async (reply, { attempt }) => {
      const both = ["A", "B"].map((id) => async () => reply.respond(id, { id }));
      for (const answer of attempt === 1 ? both : both.reverse()) await answer();
      done.push(attempt);
      if (attempt === 1) throw new Error("Something else failed");
    });
    vendor.handset(THEM).replies("yes");
    await client.sendMessage(QUESTION);
    await until(() => done.length === 2);
    expect(texts(vendor)).toEqual([QUESTION.text, "A", "B"]);
  });

  it("needs a client, an inbox that keeps what goes out, and a number", async () => {
    const alone = receiver();
    const errors: unknown[] = [];
    alone.onSmsReceived(async (message) => message.respond("Hello"));
    alone.onError(({ error }) => errors.push(error));
    await deliver(alone, smsReceived({ from: THEM, to: US, text: "Hi" }));
    await until(() => errors.length === 1);
    expect(errors).toEqual([expect.objectContaining({ code: "CDYNE_CLIENT_MISSING" })]);

    const without = inboxWith(() => ({}));
    await expect(correspondents({ inbox: without })).rejects.toMatchObject({ code: "CDYNE_OPTION_INVALID", message: expect.stringContaining("sends") });
    await expect(receiver({ inbox: without }).ask({ observe: () => () => {}, sendMessage: async () => [] }, { to: THEM, text: "?", timeout: 1 })).rejects.toMatchObject({ code: "CDYNE_SENDS_MISSING" });
    expect(() => receiver({ client: {} as never })).toThrow(/createClient/);

    const { vendor, postbacks } = await correspondents();
    const answers: Answer[] = [];
    postbacks.onSmsReceived(async (message) => answers.push(await message.respond("Hello")));
    await deliver(postbacks, `SMSResponse=1&MessageID=m-1&ToPhoneNumber=${US}&Message=Hi`);
    await until(() => answers.length === 1);
    expect(answers).toEqual([{ status: "refused", code: "CDYNE_ANSWER_NOBODY" }]);
    expect(texts(vendor)).toEqual([]);
  });

  it("is not in the event's data", async () => {
    const { vendor, client, postbacks } = await correspondents();
    vendor.handset(THEM).replies("yes");
    const seen: object[] = [];
    postbacks.onSmsReply((reply) => void seen.push(reply));
    await client.sendMessage(QUESTION);
    await until(() => seen.length === 1);
    expect(Object.keys({ ...seen[0] })).not.toContain("respond");
    expect(Object.getPrototypeOf(seen[0])).toBe(Object.prototype);
    expect(Object.isFrozen(seen[0])).toBe(true);
  });
});

describe("an inbox that fails while something is answered", () => {
  it("has the answer sent when it is back", async () => {
    const memory = memoryInbox();
    let failures = 1;
    const sends: SendLog = {
      begin: async (one) => memory.sends?.begin(one),
      get: async (id) => memory.sends?.get(id),
      end: async (id, outcome) => memory.sends?.end(id, outcome),
      find: async (about) => memory.sends?.find(about),
      count: async (to, from, since) => {
        failures -= 1;
        if (failures >= 0) throw new Error("The server is away");
        return (await memory.sends?.count(to, from, since)) ?? 0;
      },
      prune: async () => 0,
    };
    const { vendor, client, postbacks } = await correspondents({ inbox: inboxWith(() => ({ sends })), postbacks: { retry: { attempts: 3, minDelay: 1 } } });
    postbacks.onSmsReply(async (reply) => (await reply.respond("Thank you")).status);
    vendor.handset(THEM).replies("yes");
    await client.sendMessage(QUESTION);
    await until(() => texts(vendor).length === 2);
    expect(texts(vendor)).toEqual([QUESTION.text, "Thank you"]);
  });

  it("has nothing sent that it could not note", async () => {
    const memory = memoryInbox();
    let broken = false;
    const sends: SendLog = {
      begin: async (one) => {
        if (broken) throw new Error("The disk is full");
        return memory.sends?.begin(one);
      },
      get: async (id) => memory.sends?.get(id),
      end: async (id, outcome) => memory.sends?.end(id, outcome),
      find: async (about) => memory.sends?.find(about),
      count: async (to, from, since) => (await memory.sends?.count(to, from, since)) ?? 0,
      prune: async () => 0,
    };
    const { vendor, client, postbacks } = await correspondents({ inbox: inboxWith(() => ({ sends })) });
    postbacks.onSmsReply(async (reply) => {
      broken = true;
      await reply.respond("Thank you");
    });
    vendor.handset(THEM).replies("yes");
    await client.sendMessage(QUESTION);
    await until(async () => (await postbacks.health()).dead === 1);
    expect(texts(vendor)).toEqual([QUESTION.text]);
  });
});
