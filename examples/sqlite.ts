/**
 * A receiver that keeps what it gets in a SQLite file, and a stand-in for the vendor that posts to it: `npm start`. Kill it
 * while it works and start it again: it goes on where it was.
 * PORT sets the port, CDYNE_TOKEN the secret end of the PostBackURL, FILE the file.
 */
import { randomBytes } from "node:crypto";
import { type AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { styleText } from "node:util";
import express from "express";
import { type Postback, createPostbacks } from "cdyne-postback";
import { inspector } from "cdyne-postback/inspector";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { howToPost, postAsVendor } from "./vendor.js";

const file = process.env["FILE"] ?? "postbacks.db";
const postbacks = createPostbacks({
  tokens: process.env["CDYNE_TOKEN"] ?? randomBytes(16).toString("hex"),
  inbox: sqliteInbox({ file }),
  concurrency: 1,
  lease: 2000, // After a kill, what was in hand comes again that soon.
});

postbacks.onSmsSent(async (sms) => print(sms, "green", between(sms.from, sms.to), `reference ${sms.referenceId ?? "-"}`));
postbacks.onSmsRefused(async (sms) => print(sms, "red", between(sms.from, sms.to), "not accepted, perhaps a landline"));
postbacks.onSmsReply(async (sms) => print(sms, "cyan", between(sms.from, sms.to), quoted(sms.text)));
postbacks.onSmsReceived(async (sms) => print(sms, "cyan", between(sms.from, sms.to), sms.medium === "mms" ? "a picture" : quoted(sms.text)));
postbacks.onDeliveryReceipt(async (receipt) =>
  print(receipt, "green", between(receipt.from, receipt.to), `${receipt.status} (${receipt.code ?? "-"} ${receipt.reason ?? ""})`),
);
postbacks.onCallPlaced(async (call) => print(call, "yellow", between(call.callerId, call.phoneNumber), call.status));
postbacks.onCallStatusChanged(async (call) => print(call, "yellow", between(call.callerId, call.phoneNumber), call.status));
postbacks.onCallFinished(async (call) =>
  print(call, "green", between(call.callerId, call.phoneNumber), `${call.outcome}, ${call.duration ?? 0} s, digits ${call.digits ?? "-"}`),
);
postbacks.onCallReceived(async (call) => print(call, "cyan", between(call.callerId, call.phoneNumber), call.status));
postbacks.onUnknown(async (postback) => print(postback, "red", "-", postback.reason.code));

const app = express();
app.use("/hooks/cdyne", postbacks.router);
app.use("/inspect", inspector(postbacks)); // Opens on this machine only, as nobody else is let in.

const server = app.listen(Number(process.env["PORT"] ?? 0), (error) => {
  if (error) throw error;
  const { port } = server.address() as AddressInfo;
  console.log(`See them on a page: http://localhost:${port}/inspect/\n`);
  void demonstrate(postbacks.url(`http://localhost:${port}/hooks/cdyne`));
});

let closing = false;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    closing = true;
    server.close(); // Takes no more postbacks,
    void postbacks.close(); // waits for handlers, and gives back what is left.
  });
}

async function demonstrate(url: string): Promise<void> {
  const { items } = await postbacks.list({ limit: 1000 });
  const left = items.filter(({ state }) => state === "waiting" || state === "running").length;
  if (left > 0) console.log(`An earlier run recorded ${items.length} postbacks in ${file} and left ${left} of them: going on.\n`);
  else if (items.length > 0) console.log(`All ${items.length} postbacks in ${file} are handled. Delete it to begin anew.\n`);
  console.log(columns("event", "who", "what", "when (UTC)"));
  await postbacks.start();
  if (items.length === 0) await postAsVendor(url);
  while (!closing && !(await nothingToDo())) await setTimeout(50);
  if (closing) return;
  console.log(`\n${howToPost(url)}`);
}

async function nothingToDo(): Promise<boolean> {
  const { waiting, running } = await postbacks.health();
  return waiting + running === 0;
}

type Colour = "red" | "green" | "yellow" | "cyan";

/** Takes its time, so that there is some to kill it. */
async function print(event: Postback, colour: Colour, who: string, what = ""): Promise<void> {
  await setTimeout(100);
  const when = (event.at ?? event.receivedAt).toISOString().slice(0, 19).replace("T", " ");
  const line = columns(event.type, who, what, when);
  console.log(process.stdout.isTTY ? line.replace(event.type, styleText(colour, event.type)) : line);
}

function columns(name: string, who: string, what: string, when: string): string {
  return `${name.padEnd(17)} ${who.padEnd(27)} ${what.padEnd(35)} ${when}`;
}

function between(from = "-", to = "-"): string {
  return `${from} > ${to}`;
}

function quoted(text = ""): string {
  return JSON.stringify(text);
}
