/**
 * Reminds people of their appointments, takes YES, NO, STOP and whatever else they write, answers, calls those who do not
 * reply and takes a digit, and prints who comes: `npx tsx examples/appointment-reminder.ts`.
 *
 * It talks to a stand-in of the vendor, with people in it, and sends nothing. With CDYNE_LICENSE_KEY, PUBLIC_URL (where the
 * vendor reaches this program), CDYNE_FROM (your number) and TO (theirs, with commas between them) it does so in earnest,
 * and what is sent and called is paid for. FILE is where everything is kept, PORT where it listens.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import express from "express";
import { createPostbacks } from "cdyne-postback";
import { createClient, script } from "cdyne-postback/client";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { startVendor } from "cdyne-postback/testing";

const { CDYNE_LICENSE_KEY, CDYNE_FROM, CDYNE_TOKEN, PUBLIC_URL, TO, FILE, PORT } = process.env;
const vendor = CDYNE_LICENSE_KEY === undefined ? await startVendor() : undefined;
const people = TO?.split(",") ?? ["+17575550111", "+17575550112", "+17575550113", "+17575550114", "+17575550115", "+17575550116"];
if (vendor) {
  const [ann, ben, cleo, dan, eve, fay] = people.map((number) => vendor.handset(number));
  ann?.replies("Yes, see you there");
  ben?.replies("no");
  cleo?.replies("Who is this?", "YES");
  dan?.stops();
  eve?.isLandline().answersCalls({ press: "2" });
  fay?.answersCalls({ press: "1" });
}

const app = express();
const server = app.listen(Number(PORT ?? 0));
await once(server, "listening");
const { port } = server.address() as AddressInfo;

const token = CDYNE_TOKEN ?? randomBytes(16).toString("hex");
const client = createClient({
  licenseKey: CDYNE_LICENSE_KEY ?? "",
  postbackUrl: `${PUBLIC_URL ?? `http://localhost:${port}`}/cdyne/${token}`,
  ...vendor?.clientOptions,
});
const postbacks = createPostbacks({ tokens: token, inbox: sqliteInbox({ file: FILE ?? "reminders.db" }), client });
app.use("/cdyne", postbacks.router);

/** What is known of each number. */
const plans = new Map<string, string>();
const meaning = (text = ""): string | undefined => (/^\W*yes\b/i.test(text) ? "comes" : /^\W*no\b/i.test(text) ? "does not come" : undefined);

postbacks.onSmsReply(async function answer(reply) {
  if (reply.systemKeyword) return; // STOP and the like: the vendor has answered already.
  const plan = meaning(reply.text);
  if (reply.from !== undefined && plan !== undefined) plans.set(reply.from, plan);
  if (plan === "comes") await reply.respond("Thank you, see you tomorrow.");
  else await reply.respond(plan ? "Then call us for another date, please." : "Please answer YES or NO.");
});

postbacks.onCallFinished(function noteKey({ phoneNumber, variables }) {
  const key = variables["answer"];
  if (phoneNumber !== undefined) plans.set(phoneNumber, key === "1" ? "comes" : key === "2" ? "does not come" : "cannot be reached");
});

postbacks.onAny(function print(event) {
  const who = "messageId" in event ? `${event.from} > ${event.to}` : "queueId" in event ? `${event.callerId} > ${event.phoneNumber}` : "";
  console.log(event.type.padEnd(17), who, "text" in event ? JSON.stringify(event.text) : "status" in event ? event.status : "");
});

const question = script()
  .say("You have an appointment tomorrow at 9. Press 1 if you come, or 2 if you do not.")
  .ask("answer", { seconds: 10, maxDigits: 1 })
  .say("Thank you.");

const from = CDYNE_FROM ?? vendor?.numbers[0] ?? "";
await Promise.all(
  people.map(async (to) => {
    const text = "You have an appointment tomorrow at 9. Do you come? YES or NO";
    const { outcome } = await postbacks.ask(client, { to, from, text, timeout: vendor ? "4s" : "2h" });
    if (outcome === "optedOut") plans.set(to, "wants no texts");
    else if (outcome !== "reply") await client.call({ to, callerId: from, say: question });
  }),
);

// What they say to a second question, and what they press, still comes in.
for (let waited = 0; waited < (vendor ? 10 : 3600) && !people.every((number) => plans.has(number)); waited += 0.1) await setTimeout(100);
console.table(people.map((number) => ({ number, plan: plans.get(number) ?? "did not say" })));

server.close();
await postbacks.close();
await vendor?.close();
