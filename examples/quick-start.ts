/**
 * A receiver, and a stand-in for the vendor that posts to it: `npm start`.
 * PORT sets the port, CDYNE_TOKEN the secret end of the PostBackURL.
 */
import { randomBytes } from "node:crypto";
import { type AddressInfo } from "node:net";
import { styleText } from "node:util";
import express from "express";
import { type Postback, createPostbacks } from "cdyne-postback";
import { postAsVendor } from "./vendor.js";

const postbacks = createPostbacks({ tokens: process.env["CDYNE_TOKEN"] ?? randomBytes(16).toString("hex") });

postbacks.onSmsSent((sms) => print(sms, "green", between(sms.from, sms.to), `reference ${sms.referenceId ?? "-"}`));
postbacks.onSmsRefused((sms) => print(sms, "red", between(sms.from, sms.to), "not accepted, perhaps a landline"));
postbacks.onSmsReply((sms) => print(sms, "cyan", between(sms.from, sms.to), quoted(sms.text)));
postbacks.onSmsReceived((sms) => print(sms, "cyan", between(sms.from, sms.to), sms.medium === "mms" ? "a picture" : quoted(sms.text)));
postbacks.onDeliveryReceipt((receipt) =>
  print(receipt, "green", between(receipt.from, receipt.to), `${receipt.status} (${receipt.code ?? "-"} ${receipt.reason ?? ""})`),
);
postbacks.onCallPlaced((call) => print(call, "yellow", between(call.callerId, call.phoneNumber), call.status));
postbacks.onCallStatusChanged((call) => print(call, "yellow", between(call.callerId, call.phoneNumber), call.status));
postbacks.onCallFinished((call) =>
  print(call, "green", between(call.callerId, call.phoneNumber), `${call.outcome}, ${call.duration ?? 0} s, digits ${call.digits ?? "-"}`),
);
postbacks.onCallReceived((call) => print(call, "cyan", between(call.callerId, call.phoneNumber), call.status));
postbacks.onUnknown((postback) => print(postback, "red", "-", postback.reason.code));

const app = express();
app.use("/hooks/cdyne", postbacks.router);

const server = app.listen(Number(process.env["PORT"] ?? 0), (error) => {
  if (error) throw error;
  const { port } = server.address() as AddressInfo;
  void demonstrate(postbacks.url(`http://localhost:${port}/hooks/cdyne`));
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    void postbacks.close();
  });
}

async function demonstrate(url: string): Promise<void> {
  console.log(columns("event", "who", "what", "when (UTC)"));
  await postAsVendor(url);
  while ((await postbacks.health()).waiting > 0) await new Promise((resolve) => setImmediate(resolve));
  console.log(`
Listening. Post one yourself from another terminal; with another MessageID each time, as the same one is a repeat:

curl -i "${url}" -d "SMSResponse=1&MessageID=by-hand-1&FromPhoneNumber=17575550199&ToPhoneNumber=17575449510&Message=Hello"

Ctrl-C ends it.`);
}

type Colour = "red" | "green" | "yellow" | "cyan";

function print(event: Postback, colour: Colour, who: string, what = ""): void {
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
