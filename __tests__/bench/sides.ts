/** The servers that are measured against each other. Run in a process of its own, with the name of a side. */
import { EventEmitter } from "node:events";
import { type RequestListener, createServer } from "node:http";
import { type AddressInfo } from "node:net";
import bodyParser from "body-parser";
import express from "express";
import { z } from "zod";
import { createPostbacks } from "./built.js";

const TOKEN = "0123456789abcdef0123456789abcdef";

function receiver() {
  const postbacks = createPostbacks({ tokens: TOKEN });
  postbacks.onSmsReply(() => {});
  return postbacks;
}

/** What somebody would write by hand: no token, no repeats, no order, no other kinds. */
function byHand(): RequestListener {
  const reply = z.object({
    SMSResponse: z.literal("1"),
    MessageID: z.string(),
    MatchedMessageID: z.string(),
    ReferenceID: z.string(),
    FromPhoneNumber: z.string(),
    ToPhoneNumber: z.string(),
    ResponseReceiveDate: z.string(),
    Message: z.string(),
  });
  const emitter = new EventEmitter();
  emitter.on("smsReply", () => {});
  const app = express();
  app.use(bodyParser.urlencoded({ extended: false }));
  app.post("/cdyne/:token", (req, res) => {
    const parsed = reply.safeParse(req.body);
    if (parsed.success) emitter.emit("smsReply", parsed.data);
    res.status(200).end();
  });
  return app;
}

function router(): RequestListener {
  const app = express();
  app.use("/cdyne", receiver().router);
  return app;
}

/** Reads the body and answers: as little as a server can do. */
const bare: RequestListener = (req, res) => {
  const chunks: Buffer[] = [];
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    Buffer.concat(chunks);
    res.writeHead(200, { "content-length": "0" });
    res.end();
  });
};

const SIDES: Record<string, () => RequestListener> = { byHand, router, bare: () => bare, listener: () => receiver().listener };

const server = createServer(SIDES[process.argv[2] ?? ""]?.());
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/cdyne/${TOKEN}`);
});
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.(user + system);
});
process.on("disconnect", () => process.exit());
