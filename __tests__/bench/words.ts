import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "node:querystring";
import { classify, createPostbacks, memoryInbox } from "./built.js";

const bodies = readFileSync(join(import.meta.dirname, "../vectors/packets.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => (JSON.parse(line) as { body: string }).body);

const TIMES = 400;

/** The vendor's packets read in a second. */
export const packetsPerSecond = {
  classify: () => perSecond(classify),
  querystring: () => perSecond(parse),
};

function perSecond(read: (body: string) => unknown): number {
  const start = performance.now();
  for (let times = 0; times < TIMES; times += 1) for (const body of bodies) read(body);
  return (TIMES * bodies.length * 1000) / (performance.now() - start);
}

/** Postbacks recorded and handled in a second: the last thousand of a hundred thousand in one process, and the first. */
export async function firstAndLastThousand(): Promise<{ ours: number; theirs: number }> {
  const inbox = memoryInbox();
  const postbacks = createPostbacks({ tokens: false, inbox });
  let handled = 0;
  let thousandHandled = () => {};
  postbacks.onSmsSent(() => {
    handled += 1;
    if (handled % 1000 === 0) thousandHandled();
  });
  const rates: number[] = [];
  for (let thousand = 0; thousand < 100; thousand += 1) {
    const start = performance.now();
    const done = new Promise<void>((resolve) => (thousandHandled = resolve));
    for (let number = 0; number < 1000; number += 1) await inbox.record([classify(`SMSSent=1&MessageID=m${thousand}-${number}`)]);
    await postbacks.start();
    await done;
    rates.push(1e6 / (performance.now() - start));
  }
  await postbacks.close();
  return { ours: rates[99] ?? NaN, theirs: rates[0] ?? NaN };
}
