import { execFileSync } from "node:child_process";
import { type Postback, classify } from "cdyne-postback";
import { sqliteInbox } from "cdyne-postback/sqlite";

// Records in FILE until the system lets no file grow any more, then lifts that limit and records the rest.
const BATCH = 50;
const inbox = sqliteInbox({ file: process.env["FILE"] ?? "" });
process.on("SIGXFSZ", () => {});

function limitFiles(bytes: string): void {
  execFileSync("prlimit", ["--pid", String(process.pid), `--fsize=${bytes}:unlimited`]);
}

function batch(number: number): Postback[] {
  return Array.from({ length: BATCH }, (_, index) => classify(`SMSSent=1&MessageID=m-${number * BATCH + index}&Text=${"x".repeat(500)}`));
}

async function work(): Promise<void> {
  await inbox.health();
  limitFiles("500000");
  let recorded = 0;
  try {
    for (; recorded < 100; recorded += 1) await inbox.record(batch(recorded));
  } catch {
    console.log(`rejected after some: ${recorded > 0}`);
  }
  console.log(`kept exactly those: ${(await inbox.health()).waiting === recorded * BATCH}`);
  limitFiles("unlimited");
  const again = await inbox.record(batch(recorded));
  console.log(`then recorded: ${again.filter((what) => what === "new").length}`);
  console.log(`lost: ${(recorded + 1) * BATCH - (await inbox.health()).waiting}`);
  await inbox.close();
}

void work();
