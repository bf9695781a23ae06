/**
 * For a team that has a job queue already: each postback is recorded first, and then handed to the queue, here pg-boss. The
 * inbox is the outbox: it tries again until the queue has it. `npx tsx examples/hand-over.ts`
 */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { PgBoss } from "pg-boss";
import { createPostbacks } from "cdyne-postback";
import { postgresInbox } from "cdyne-postback/postgres";
import { openDatabase } from "./database.js";
import { postAsVendor } from "./vendor.js";

const database = await openDatabase();
const boss = new PgBoss(database.url);
boss.on("error", (error) => console.error(error.message));
await boss.start();
await boss.createQueue("postbacks", { policy: "key_strict_fifo" }); // In order per subject, there too.

const postbacks = createPostbacks({
  tokens: "0123456789abcdef0123456789abcdef",
  inbox: postgresInbox({ connectionString: database.url }),
});

postbacks.onAny(async function handOver(event) {
  // Equal keys give equal ids, so that a postback that is handed over twice is one job.
  // With BullMQ: await queue.add(event.type, event, { jobId: idOf(event.key) });
  await boss.send("postbacks", event, { id: idOf(event.key), singletonKey: event.subject ?? event.key });
});

/** The team's own worker. */
await boss.work<{ type: string; key: string }>("postbacks", { batchSize: 20, pollingIntervalSeconds: 0.5 }, async (jobs) => {
  for (const { data } of jobs) console.log(`The queue has ${data.type}`);
});

const server = createServer(postbacks.listener).listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  void postAsVendor(postbacks.url(`http://127.0.0.1:${port}`)).then(() => console.log("All posted. Ctrl-C ends it."));
});

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop());

async function stop(): Promise<void> {
  server.close();
  await postbacks.close();
  await boss.stop({ graceful: true, timeout: 5000 });
  await database.stop();
}

/** A UUID made of a key. */
function idOf(key: string): string {
  const hex = createHash("sha256").update(key).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}
