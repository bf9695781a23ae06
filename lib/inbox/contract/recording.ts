import { deepStrictEqual as equal } from "node:assert/strict";
import { classify } from "../../wire/classify.js";
import { type Checks, LEASE, all, delivered, sent } from "./steps.js";

/** What `record` has to do. */
export const RECORDING: Checks = {
  "a key is recorded once, and its repeats are counted": async (inbox) => {
    equal(await inbox.record([sent(1), sent(2), sent(1)]), ["new", "new", "repeat"]);
    equal(await inbox.record([sent(2), sent(3)]), ["repeat", "new"]);
    equal((await all(inbox)).map(({ repeats }) => repeats), [0, 1, 1]);
    await inbox.settle((await inbox.claim(10, LEASE)).map(delivered));
    equal(await inbox.record([sent(1)]), ["repeat"]);
    equal(await inbox.claim(10, LEASE), []);
  },

  "one key recorded many times at once is new once": async (inbox) => {
    const recorded = await Promise.all(Array.from({ length: 30 }, async (_, index) => inbox.record([sent(1), sent(index % 5)])));
    equal(recorded.flat().filter((what) => what === "new").length, 5);
    equal((await inbox.health()).waiting, 5);
  },

  "what comes out is what went in": async (inbox) => {
    const receivedAt = new Date(1_290_000_000_123);
    const bodies = [
      "SMSResponse=1&MessageID=r-1&MatchedMessageID=m-1&FromPhoneNumber=%2b17575449510&ToPhoneNumber=74121&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=%f0%9f%98%80+caf%c3%a9+%27%22%5c",
      "QueueID=4093249&ResponseCode=29&StartTime=2020-08-28T00%3a53%3a06.608Z&incoming=True&callerid=7575550000&phonenumber=8005551234&__proto__=x",
      "DeliveryReceipt=1&MessageID=m-2&DeliveryReceiptMessage=id:1 sub:001 stat:DELIVERED err:000 text:&Code=000",
      "SMSSent=1&MessageID=m-3&ReferenceID=a%00b&Odd=%ed%a0%80%ff&List=1&List=2",
      Buffer.from("SMSReceived=1&MessageID=m-4&Message=caf\xe9", "latin1"),
      { SMSSent: "0", MessageID: "m-5", nested: { a: ["1", "2"] } },
      `a=${"x".repeat(60_000)}`,
      "",
    ];
    const postbacks = bodies.map((body) => classify(body, { account: "Ä/ö 'quoted'", receivedAt, source: "poll" }));
    await inbox.record(postbacks);
    const claims = await inbox.claim(10, LEASE);
    equal(claims.map(({ postback }) => ({ ...postback })), postbacks.map((postback) => ({ ...postback })));
    equal(claims.map(({ attempt, handled }) => ({ attempt, handled })), postbacks.map(() => ({ attempt: 1, handled: [] })));
    equal((await all(inbox)).toReversed().map(({ postback }) => ({ ...postback })), postbacks.map((postback) => ({ ...postback })));
  },

  "text that a database may refuse costs neither itself nor others": async (inbox) => {
    const odd = classify("SMSSent=1&MessageID=m-1&a=\0&b=\ud800", { account: "\0\ud800" });
    equal(await inbox.record([sent(2), odd, sent(3)]), ["new", "new", "new"]);
    const [, claim] = await inbox.claim(10, LEASE);
    equal(claim?.postback.key, odd.key);
    equal(claim.postback.fields["a"], "\0");
  },
};
