import { setTimeout as pause } from "node:timers/promises";
import { sqliteInbox } from "cdyne-postback/sqlite";

// Waits until the inbox in FILE has something, delivers with whoever else does until nothing is left, and prints the keys.
const inbox = sqliteInbox({ file: process.env["FILE"] ?? "" });
const keys: string[] = [];

async function work(): Promise<void> {
  await inbox.health();
  console.log("ready");
  while ((await inbox.health()).waiting === 0) await pause(1);
  for (;;) {
    const claims = await inbox.claim(5, 60_000);
    keys.push(...claims.map(({ postback }) => postback.key));
    await inbox.settle(claims.map(({ id }) => ({ id, state: "delivered", handled: [] })));
    const { waiting, running } = await inbox.health();
    if (waiting + running === 0) break;
    if (claims.length === 0) await pause(1);
  }
  await inbox.close();
  console.log(`keys ${JSON.stringify(keys)}`);
}

void work();
