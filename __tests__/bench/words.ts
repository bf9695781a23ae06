import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "node:querystring";
import { classify, createPostbacks, memoryInbox } from "../../dist/index.js";

const bodies = readFileSync(join(import.meta.dirname, "../vectors/packets.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => (JSON.parse(line) as { body: string }).body);

/** The vendor's packets read in a second. */
export const packetsPerSecond = {
  classify: (seconds: number) => perSecond(classify, seconds),
  querystring: (seconds: number) => perSecond(parse, seconds),
};

function perSecond(read: (body: string) => unknown, seconds: number): number {
  const start = performance.now();
  let packets = 0;
  while (performance.now() - start < seconds * 1000) {
    for (const body of bodies) read(body);
    packets += bodies.length;
  }
  return packets / ((performance.now() - start) / 1000);
}

/** Postbacks recorded and handled in a second: the first thousand of a process, and the last of a hundred thousand. */
export async function firstAndLastThousand(): Promise<{ first: number; last: number }> {
  const inbox = memoryInbox();
  const postbacks = createPostbacks({ tokens: false, inbox });
  let handled = 0;
  let allHandled = () => {};
  postbacks.onSmsSent(() => {
    handled += 1;
    if (handled % 1000 === 0) allHandled();
  });
  const rates: number[] = [];
  for (let thousand = 0; thousand < 100; thousand += 1) {
    const start = performance.now();
    const done = new Promise<void>((resolve) => (allHandled = resolve));
    for (let number = 0; number < 1000; number += 1) await inbox.record([classify(`SMSSent=1&MessageID=m${thousand}-${number}`)]);
    await postbacks.start();
    await done;
    rates.push(1e6 / (performance.now() - start));
  }
  await postbacks.close();
  return { first: rates[0] ?? 0, last: rates[99] ?? 0 };
}
