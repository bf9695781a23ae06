/** The servers that are measured against each other. Run in a process of its own, with the name of a side and where its store is. */
import { type RequestListener, createServer } from "node:http";
import { type AddressInfo } from "node:net";
import express from "express";
import { type PostbacksOptions } from "../../lib/options.js";
import { type Postbacks } from "../../lib/postbacks-api.js";
import { createPostbacks } from "./built.js";
import { byHand, inExpress, inNode, toBullMq, toPgBoss } from "./by-hand.js";
import { oneByOne, onSlowDisk } from "./commits.js";
import { type Place, inboxAt } from "./places.js";

const TOKEN = "0123456789abcdef0123456789abcdef";

let receiving: Postbacks | undefined;

function receiver(options: Omit<PostbacksOptions, "tokens"> = {}): Postbacks {
  receiving = createPostbacks({ tokens: TOKEN, ...options });
  receiving.onSmsReply(() => {});
  return receiving;
}

/** For a host whose workers deliver in processes of their own. */
function recorder(inbox: PostbacksOptions["inbox"]): Postbacks {
  return receiver({ inbox, deliver: false });
}

function routed({ router }: Postbacks): RequestListener {
  const app = express();
  app.use("/cdyne", router);
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

const SIDES: Record<string, (place: Place) => RequestListener | Promise<RequestListener>> = {
  byHand: () => byHand(),
  router: () => routed(receiver()),
  bare: () => bare,
  listener: () => receiver().listener,

  storingRouter: (place) => routed(receiver({ inbox: inboxAt(place) })),
  recordingRouter: (place) => routed(recorder(inboxAt(place))),
  recordingListener: (place) => recorder(inboxAt(place)).listener,
  oneByOneListener: (place) => recorder(oneByOne(inboxAt(place))).listener,
  slowDiskListener: (place) => recorder(onSlowDisk(inboxAt(place))).listener,
  slowDiskOneByOneListener: (place) => recorder(oneByOne(onSlowDisk(inboxAt(place)))).listener,

  pgBossInExpress: async (place) => inExpress(await toPgBoss(place)),
  pgBossInNode: async (place) => inNode(await toPgBoss(place)),
  bullMqInExpress: async (place) => inExpress(await toBullMq(place)),
  bullMqInNode: async (place) => inNode(await toBullMq(place)),
};

/** Until nothing is left to deliver, so that it does not disturb the other side. */
async function untilIdle(): Promise<void> {
  if (!receiving?.counters.delivered) return;
  for (;;) {
    const { waiting, running } = await receiving.health();
    if (waiting + running === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const [, , name = "", place = ""] = process.argv;
const server = createServer(await SIDES[name]?.(place));
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/cdyne/${TOKEN}`);
});
process.on("message", (question) => {
  const { user, system } = process.cpuUsage();
  if (question === "time") process.send?.(user + system);
  else void untilIdle().then(() => process.send?.(0));
});
process.on("disconnect", () => process.exit());
