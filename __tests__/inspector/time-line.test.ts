import { afterEach, describe, expect, it } from "@jest/globals";
import { type Postback, createPostbacks, memoryInbox } from "cdyne-postback";
import { inspector } from "cdyne-postback/inspector";
import { callFinished, callPlaced, callStatusChanged, deliveryReceipt, smsRefused, smsReply, smsSent } from "cdyne-postback/testing";
import { missingFrom } from "../../lib/inspector/what-is-missing.js";
import { TOKEN } from "../support/packets.js";
import { closeServers, send, serve } from "../support/server.js";

const HOUR = 3_600_000;
const NOW = new Date("2026-05-08T12:00:00Z");
const sent = smsSent();
const { messageId } = sent;
const placed = callPlaced();
const { queueId } = placed;

/** A postback that came so long ago, in milliseconds. */
function ago<Some extends Postback>(postback: Some, ms: number, now = NOW): Some {
  return { ...postback, receivedAt: new Date(now.getTime() - ms) };
}

afterEach(closeServers);

describe("what should have come and has not", () => {
  it.each<[string, string[], Postback[]]>([
    ["no receipt", ["No receipt for 3 days. Not every carrier sends one."], [ago(sent, 72 * HOUR)]],
    ["no last receipt", ["No final receipt for 2 hours."], [ago(sent, 72 * HOUR), ago(deliveryReceipt({ messageId, status: "carrier" }), 2 * HOUR)]],
    ["no end of a call", ["Nothing says that the call is over; the last word came 1 hour ago."], [ago(placed, HOUR), ago(callStatusChanged({ queueId }), HOUR)]],
    ["nothing after a last receipt", [], [ago(sent, 72 * HOUR), ago(deliveryReceipt({ messageId, status: "delivered" }), 71 * HOUR)]],
    ["nothing after a last receipt that came before another", [], [ago(deliveryReceipt({ messageId, status: "failed" }), 72 * HOUR), ago(sent, 71 * HOUR)]],
    ["nothing after the end of a call", [], [ago(placed, HOUR), ago(callFinished({ queueId }), HOUR)]],
    ["nothing of a message that was refused", [], [ago(smsRefused(), 72 * HOUR)]],
    ["nothing yet", [], [ago(sent, 60_000)]],
    ["nothing of nothing", [], []],
  ])("is told: %s", (_, sentences, postbacks) => {
    expect(missingFrom(postbacks, NOW)).toEqual(sentences);
  });
});

describe("a line of time", () => {
  const shown = async (...postbacks: Postback[]): Promise<string[]> => {
    const inbox = memoryInbox();
    await inbox.record(postbacks);
    const receiver = createPostbacks({ tokens: TOKEN, inbox, deliver: false, logger: { warn: () => {}, error: () => {} } });
    const { text } = await send(`${await serve(inspector(receiver))}/subject?subject=${postbacks[0]?.subject ?? ""}`, { method: "GET" });
    await receiver.close();
    return [...text.matchAll(/<li[^>]*>([^]*?)<\/li>/g)].map(([, item = ""]) => item.replace(/<time.*?<\/time>|<[^>]*>/g, "").replace(/\s+/g, " ").trim()).filter((item) => !/^(Skip to the content Postbacks|Overview)$/.test(item));
  };

  it("of a message has all about it, oldest first, with the gaps between", async () => {
    const now = new Date();
    const reply = ago(smsReply({ text: "yes", matched: sent }), 50 * HOUR, now);
    expect(await shown(ago(sent, 72 * HOUR, now), ago(deliveryReceipt({ messageId, from: sent.from, to: sent.to, status: "carrier" }), 71.5 * HOUR, now), reply)).toEqual([
      "Text sent handed over waiting",
      "Receipt carrier 003 DeliveredToCarrier waiting",
      "21 hours later",
      "Reply 3 characters waiting",
      "No final receipt for 2 days.",
    ]);
  });

  it("of a call ends with its end", async () => {
    const now = new Date();
    expect(await shown(ago(placed, HOUR, now), ago(callFinished({ queueId }), 0.9 * HOUR, now))).toEqual(["Call placed Dialing waiting", "Call finished answered, Call Answered, 37 s waiting"]);
  });
});
