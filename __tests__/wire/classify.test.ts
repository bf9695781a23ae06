import { describe, expect, test } from "@jest/globals";
import { classify } from "../../lib/wire/classify.js";
import { type Postback } from "../../lib/wire/postback.js";

const id = "9a35e913-ded0-7574-4642-5f60c550c706";

const ONE_OF_EACH: [type: Postback["type"], body: string][] = [
  ["smsSent", `SMSSent=1&MessageID=${id}`],
  ["smsRefused", `SMSSent=0&MessageID=${id}`],
  ["smsReply", `SMSResponse=1&MessageID=${id}&MatchedMessageID=${id}`],
  ["smsReceived", `SMSResponse=1&MessageID=${id}`],
  ["deliveryReceipt", `DeliveryReceipt=1&MessageID=${id}`],
  ["callPlaced", "QueueID=1&ResponseCode=12"],
  ["callStatusChanged", "QueueID=1&ResponseCode=18"],
  ["callFinished", "QueueID=1&ResponseCode=8"],
  ["callReceived", "QueueID=1&ResponseCode=29"],
  ["unknown", "a=1"],
];

describe("classify()", () => {
  test.each(ONE_OF_EACH)("says of %s how it came, and begins with what it is", (type, body) => {
    const receivedAt = new Date("2026-01-02T03:04:05Z");
    const postback = classify(body, { account: "acme", receivedAt, source: "replay" });
    expect(postback).toMatchObject({ type, account: "acme", receivedAt, source: "replay", raw: body });
    expect(Object.keys(postback).slice(0, 3)).toEqual(["type", "key", "subject"]);
  });

  test.each(ONE_OF_EACH)("takes %s for one that the vendor posted now, where nothing else is said", (_, body) => {
    const before = Date.now();
    const postback = classify(body);
    expect(postback).toMatchObject({ account: undefined, source: "postback" });
    expect(postback.receivedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(postback.receivedAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test.each([
    ["empty-body", ["", "&&", "\n", "{}"]],
    ["no-marker", ["a=1", `MessageID=${id}`, "QueueID=1", "[1]", " "]],
    ["marker-value", [`SMSSent=&MessageID=${id}`, `MMSSent=2&MessageID=${id}`]],
    ["message-id-missing", ["SMSSent=1", "SMSResponse=1&MessageID=", "DeliveryReceipt=1&MessageID=0000-00", "MMSResponse=1", "MMSSent=9"]],
    ["queue-id-missing", ["QueueID=&ResponseCode=1"]],
  ])("gives %s as the reason why a postback is unknown", (code, bodies) => {
    for (const body of bodies) expect(classify(body)).toMatchObject({ type: "unknown", reason: { code }, raw: body });
  });

  test("has a sentence of its own for each reason", () => {
    const bodies = ["", "a=1", `SMSSent=2&MessageID=${id}`, "SMSSent=1", "QueueID=&ResponseCode=1"];
    const reasons = bodies.map((body) => classify(body)).map((postback) => (postback.type === "unknown" ? postback.reason : undefined));
    expect(new Set(reasons.map((reason) => reason?.code)).size).toBe(5);
    expect(new Set(reasons.map((reason) => reason?.message)).size).toBe(5);
  });

  test("leaves what it was given as it was", () => {
    const parsed = deepFreeze({ QueueID: "1", ResponseCode: ["1", "2"], a: { b: ["1", { c: "2" }] }, New: "x" });
    const copy = structuredClone(parsed);
    expect(classify(parsed)).toMatchObject({ type: "callStatusChanged", variables: { "a[b]": "1", "a[b][c]": "2", New: "x" } });
    expect(parsed).toEqual(copy);
    expect(classify(deepFreeze({ NewKind: "1" }), Object.freeze({ account: "acme" }))).toMatchObject({ type: "unknown" });
  });

  test("does not let the fields of one postback into another", () => {
    classify("__proto__=1&__proto__[polluted]=1&constructor[prototype][polluted]=1");
    classify(JSON.parse('{"__proto__":{"polluted":"1"},"constructor":{"prototype":{"polluted":"1"}}}') as object);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect("polluted" in classify("a=1").fields).toBe(false);
  });
});

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === "object" && inner !== null) deepFreeze(inner as object);
  return Object.freeze(value);
}
