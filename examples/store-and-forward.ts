/**
 * Texts that come to a number of yours are kept in a SQLite file and sent on to another service, until that has taken them:
 * `npx tsx examples/store-and-forward.ts`.
 *
 * It talks to a stand-in of the vendor, in which two people write. With CDYNE_LICENSE_KEY, PUBLIC_URL (where the vendor
 * reaches this program), NUMBER (yours) and FORWARD_TO (who is to get the texts, as JSON) it does so in earnest. FILE is where
 * they are kept, PORT where it listens.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type Server, createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { createPostbacks } from "cdyne-postback";
import { createClient } from "cdyne-postback/client";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { startVendor } from "cdyne-postback/testing";

const { CDYNE_LICENSE_KEY, CDYNE_TOKEN, PUBLIC_URL, NUMBER, FORWARD_TO, FILE, PORT } = process.env;

const postbacks = createPostbacks({
  tokens: CDYNE_TOKEN ?? randomBytes(16).toString("hex"),
  inbox: sqliteInbox({ file: FILE ?? "texts.db" }),
  retry: { minDelay: 200 },
});
const server = createServer(postbacks.listener);
const url = await listen(server, Number(PORT ?? 0));

const vendor = CDYNE_LICENSE_KEY === undefined ? await startVendor() : undefined;
const client = createClient({ licenseKey: CDYNE_LICENSE_KEY ?? "", ...vendor?.clientOptions });
const number = NUMBER ?? vendor?.numbers[0] ?? "";
const service = FORWARD_TO === undefined ? standInService() : undefined;
const forwardTo = FORWARD_TO ?? (service && (await listen(service, 0))) ?? "";

postbacks.onSmsReceived(async function forward({ key, from, to, text, at }, { signal }) {
  const { ok, status } = await fetch(forwardTo, {
    method: "POST",
    // The same for each try, so that the other side can tell a second one.
    headers: { "content-type": "application/json", "idempotency-key": key },
    body: JSON.stringify({ from, to, text, at }),
    signal,
  });
  if (!ok) throw new Error(`The service answered ${status}`); // It is tried again.
  console.log(`Sent on: ${text}`);
  if (vendor && (await postbacks.list({ state: "waiting" })).items.length === 0) setImmediate(() => void end());
});
postbacks.onError(({ attempt, retryIn = 0 }) => console.log(`Try ${attempt} failed, the next one comes in ${Math.round(retryIn)} ms`));
await postbacks.start();

const reports = await client.assignPostbacks(postbacks, { base: PUBLIC_URL ?? url, numbers: [number] });
for (const { assigned, error } of reports) console.log(assigned ? `Texts to ${number} are posted to this program` : `The vendor did not take the URL: ${error?.message}`);

vendor?.handset("+17575550111").texts(number, "Are you open today?");
vendor?.handset("+17575550112").texts(number, "Please call me back");

process.once("SIGINT", () => void end());

async function end(): Promise<void> {
  server.close();
  await postbacks.close();
  service?.close();
  await vendor?.close();
}

async function listen(one: Server, port: number): Promise<string> {
  one.listen(port);
  await once(one, "listening");
  return `http://localhost:${(one.address() as AddressInfo).port}`;
}

/** A service that is down at first. */
function standInService(): Server {
  let requests = 0;
  return createServer((_req, res) => {
    requests += 1;
    res.writeHead(requests > 2 ? 200 : 503).end();
  });
}
