import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { classify } from "../../lib/wire/classify.js";
import { eventNames } from "../../lib/wire/postback.js";
import { postbackSchema, schemas } from "../../lib/wire/schemas.js";

const vector = z.strictObject({
  id: z.string(),
  origin: z.enum(["literal", "constructed"]),
  source: z.url(),
  conversation: z.string().optional(),
  contentType: z.literal("application/x-www-form-urlencoded"),
  body: z.string(),
  notes: z.string().min(1),
  event: z.looseObject({ type: z.enum(eventNames), key: z.string(), receivedAt: z.string() }),
});

const vectors = readFileSync(join(__dirname, "../vectors/packets.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => vector.parse(JSON.parse(line)));

describe("the vectors", () => {
  test.each(vectors)("$id gives its event", ({ body, event }) => {
    const receivedAt = new Date(event.receivedAt);
    expect(asJson(classify(body, { receivedAt }))).toEqual(event);
    expect(asJson(classify(Buffer.from(body), { receivedAt }))).toEqual(event);
  });

  test.each(vectors)("$id gives what the schema of its event accepts, whole", ({ body, event }) => {
    const postback = classify(body);
    expect(schemas[event.type].parse(postback)).toEqual(postback);
    expect(postbackSchema.parse(postback)).toEqual(postback);
  });

  test("have an id each", () => {
    expect(new Set(vectors.map(({ id }) => id)).size).toBe(vectors.length);
  });

  test("hold every event in both media and directions", () => {
    expect(new Set(vectors.map(({ event }) => event.type))).toEqual(new Set(eventNames));
    const kinds = vectors.map(({ event }) => [event.type, event["medium"] ?? event["direction"]].join(" "));
    expect(kinds).toEqual(
      expect.arrayContaining([
        "smsSent sms",
        "smsSent mms",
        "smsReply sms",
        "smsReply mms",
        "deliveryReceipt sms",
        "deliveryReceipt mms",
        "callFinished outgoing",
        "callFinished incoming",
      ]),
    );
  });

  test("of lives have a key each: no step hides another", () => {
    const keys = vectors.filter(({ conversation }) => conversation !== undefined).map(({ event }) => event.key);
    expect(keys.length).toBeGreaterThan(20);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

/** An event as the vectors write it: dates as text, members without a value left out. */
function asJson(event: object): unknown {
  return JSON.parse(JSON.stringify(event));
}
