/** Writes the pictures of the README: `npm run screenshots`. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Clock, createPostbacks } from "cdyne-postback";
import { inspector } from "cdyne-postback/inspector";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { deliver, deliveryReceipt, sequence, settled, simulate, smsReply, smsSent } from "cdyne-postback/testing";
import { type WatchedPage, closeBrowser, openPage } from "../support/browser.js";
import { TOKEN } from "../support/packets.js";

const FOLDER = fileURLToPath(new URL("../../lib/inspector/screenshots", import.meta.url));
const US = "+17575550100";
const THEM = "+17575550123";

const folder = mkdtempSync(join(tmpdir(), "screenshots-"));
/** Goes as fast as the machine's, and can be put back. */
let minutesBack = 0;
const clock: Clock = {
  now: () => Date.now() - minutesBack * 60_000,
  after: (ms, ring) => {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};
const ago = (minutes: number): Date => new Date(Date.now() - (minutesBack = minutes) * 60_000);

const postbacks = createPostbacks({ tokens: TOKEN, clock, inbox: sqliteInbox({ file: join(folder, "postbacks.db"), clock }), retry: { attempts: 1 }, logger: { warn: () => {}, error: () => {} } });
postbacks.onSmsReply(function saveAnswer({ text }) {
  if (!text?.includes("?")) return;
  // As in an application of somebody's, not in the folder of this file.
  throw Object.assign(new Error("No such answer"), { code: "EANSWER", stack: "Error: No such answer\n    at saveAnswer (/app/src/answers.ts:48:11)" });
});
postbacks.onAny(function note() {});
const server = createServer((req, res) => (req.url?.startsWith("/inspect") ? inspect(req, res) : postbacks.listener(req, res))).listen(0);
const page = inspector(postbacks);
const inspect: typeof page = (req, res) => page(Object.assign(req, { url: (req.url ?? "").replace("/inspect", "") }), res);
const base = `http://localhost:${(server.address() as AddressInfo).port}`;

for (const [hour, count] of [1, 1, 2, 4, 6, 5, 3, 2, 3, 4, 2, 1].entries()) {
  ago(60 * (23 - 2 * hour));
  await simulate(`${base}/${TOKEN}`, { seed: `hour ${hour}`, count });
  await settled(postbacks);
}
const sent = smsSent({ from: US, to: THEM, at: ago(55) });
await deliver(postbacks, sent);
await deliver(postbacks, deliveryReceipt({ messageId: sent.messageId, from: US, to: THEM, status: "carrier" }));
await deliver(postbacks, deliveryReceipt({ messageId: sent.messageId, from: US, to: THEM, status: "delivered" }));
const answer = smsReply({ text: "Yes, see you there. Can I bring my son?", matched: sent, at: ago(50) });
await deliver(postbacks, answer);
for (const one of sequence.call({ callerId: US, phoneNumber: THEM, digits: "1", duration: 48, at: ago(20) }).all) await deliver(postbacks, one);
await deliver(postbacks, smsReply({ text: "Thanks!", matched: sent }));
await settled(postbacks);

mkdirSync(FOLDER, { recursive: true });
async function picture(name: string, address: string, on: WatchedPage): Promise<void> {
  await on.goto(`${base}/inspect/${address}`);
  await on.screenshot({ path: join(FOLDER, `${name}.png`) });
}
const of = encodeURIComponent(answer.key);
const wide = await openPage({ viewport: { width: 1100, height: 620 } });
await picture("list", "?reveal=yes", wide);
await picture("postback", `postback?key=${of}&reveal=yes`, wide);
await picture("conversation", `conversation?of=${of}&reveal=yes`, wide);
await picture("overview", "overview", wide);
await picture("phone", "", await openPage({ viewport: { width: 390, height: 620 }, colorScheme: "dark" }));

await closeBrowser();
server.closeAllConnections();
server.close();
await postbacks.close();
rmSync(folder, { recursive: true });
