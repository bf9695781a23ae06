/**
 * Two web processes that record and two workers that run handlers, on one PostgreSQL; one worker is killed on the way and
 * nothing is lost: `npx tsx examples/postgres.ts`. DATABASE_URL names the server; without it one is brought along.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { createPostbacks } from "cdyne-postback";
import { postgresInbox } from "cdyne-postback/postgres";
import { openDatabase } from "./database.js";

const TOKEN = "0123456789abcdef0123456789abcdef";
const POSTBACKS = 200;

/** The same in every process; only what it is for differs. */
function receiver(connectionString: string, deliver: boolean) {
  return createPostbacks({ tokens: TOKEN, inbox: postgresInbox({ connectionString }), deliver, lease: 1000 });
}

/** A process that takes posts and runs no handlers. */
function web(connectionString: string): void {
  const server = createServer(receiver(connectionString, false).listener).listen(0, "127.0.0.1", () => {
    process.send?.((server.address() as AddressInfo).port);
  });
}

/** A process that runs handlers and takes no posts. */
async function worker(connectionString: string): Promise<void> {
  const postbacks = receiver(connectionString, true);
  postbacks.onSmsReply(async (reply) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.send?.(reply.text);
  });
  await postbacks.start();
  process.send?.("ready");
}

async function main(): Promise<void> {
  const database = await openDatabase();
  const watcher = receiver(database.url, false);
  const [one, two, dying, staying] = await Promise.all(["web", "web", "worker", "worker"].map(async (role) => start(role, database.url)));
  if (!one || !two || !dying || !staying) throw new Error("A process did not start.");

  const handled = new Map<unknown, number>();
  for (const child of [dying.child, staying.child]) {
    child.on("message", (text) => {
      handled.set(text, (handled.get(text) ?? 0) + 1);
      if (handled.size === POSTBACKS / 4) dying.child.kill("SIGKILL");
    });
  }
  const statuses = await Promise.all(Array.from({ length: POSTBACKS }, async (_, number) => post([one, two][number % 2]?.said, number)));
  console.log(`Posted ${POSTBACKS} replies to two web processes: ${statuses.filter((status) => status === 200).length} were answered with 200.`);
  while ((await watcher.list({ state: "delivered", limit: 1000 })).items.length < POSTBACKS) await new Promise((resolve) => setTimeout(resolve, 50));
  console.log(`One of two workers was killed: ${dying.child.signalCode ?? "no"}.`);
  console.log(`Handled: ${handled.size}. Lost: ${POSTBACKS - handled.size}. Handled twice, because it was in the killed one's hands: ${[...handled.values()].filter((times) => times > 1).length}.`);

  for (const { child } of [one, two, staying]) child.kill();
  await watcher.close();
  await database.stop();
}

async function start(role: string, url: string): Promise<{ child: ChildProcess; said: unknown }> {
  const child = fork(fileURLToPath(import.meta.url), [role, url], { execArgv: ["--import", "tsx"] });
  const [said] = (await once(child, "message")) as unknown[];
  return { child, said };
}

async function post(port: unknown, number: number): Promise<number> {
  const body = `SMSResponse=1&MessageID=reply-${number}&MatchedMessageID=message-1&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&Message=Reply+${number}`;
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return (await fetch(`http://127.0.0.1:${String(port)}/${TOKEN}`, { method: "POST", headers, body })).status;
}

const [role, url = ""] = process.argv.slice(2);
if (role === "web") web(url);
else if (role === "worker") await worker(url);
else await main();
