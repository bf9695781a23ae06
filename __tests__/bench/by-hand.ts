/** Receivers as somebody would write them by hand: no token, no repeats, no order, no other kinds. */
import { EventEmitter } from "node:events";
import { type IncomingMessage, type RequestListener } from "node:http";
import { parse } from "node:querystring";
import bodyParser from "body-parser";
import express from "express";
import { z } from "zod";
import { type Place } from "./places.js";

const schema = z.object({
  SMSResponse: z.literal("1"),
  MessageID: z.string(),
  MatchedMessageID: z.string(),
  ReferenceID: z.string(),
  FromPhoneNumber: z.string(),
  ToPhoneNumber: z.string(),
  ResponseReceiveDate: z.string(),
  Message: z.string(),
});

/** Has a handler run. */
export function byHand(): RequestListener {
  const emitter = new EventEmitter();
  emitter.on("smsReply", () => {});
  const app = express();
  app.use(bodyParser.urlencoded({ extended: false }));
  app.post("/cdyne/:token", (req, res) => {
    const parsed = schema.safeParse(req.body);
    if (parsed.success) emitter.emit("smsReply", parsed.data);
    res.status(200).end();
  });
  return app;
}

/** Records a reply before it is answered. */
type Take = (reply: z.infer<typeof schema>) => Promise<unknown>;

export function inExpress(take: Take): RequestListener {
  const app = express();
  app.use(bodyParser.urlencoded({ extended: false }));
  app.post("/cdyne/:token", async (req, res) => {
    const parsed = schema.safeParse(req.body);
    if (parsed.success) await take(parsed.data);
    res.status(200).end();
  });
  return app;
}

export function inNode(take: Take): RequestListener {
  return (req, res) => {
    void bodyOf(req).then(async (body) => {
      const parsed = schema.safeParse(parse(body));
      if (parsed.success) await take(parsed.data);
      res.writeHead(200, { "content-length": "0" });
      res.end();
    });
  };
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => resolve(Buffer.concat(chunks).toString()));
  });
}

/** Sends to a queue of pg-boss. */
export async function toPgBoss(place: Place): Promise<Take> {
  const { PgBoss } = await import("pg-boss");
  const boss = new PgBoss(place);
  await boss.start();
  await boss.createQueue("replies");
  return async (reply) => boss.send("replies", reply);
}

/** Adds to a queue of BullMQ. */
export async function toBullMq(place: Place): Promise<Take> {
  const { Queue } = await import("bullmq");
  const queue = new Queue("replies", { connection: { url: place } });
  await queue.waitUntilReady();
  return async (reply) => queue.add("reply", reply);
}
