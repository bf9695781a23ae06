import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "node:querystring";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
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

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/**
 * Postbacks recorded and handled in a second: the last thousand of a hundred thousand in one process, and the first.
 * Both begin with the garbage collected, as the collector comes by chance.
 */
export async function firstAndLastThousand(): Promise<{ ours: number; theirs: number }> {
  const inbox = memoryInbox();
  const postbacks = createPostbacks({ tokens: false, inbox });
  let handled = 0;
  let thousandHandled = () => {};
  postbacks.onSmsSent(() => {
    handled += 1;
    if (handled % 1000 === 0) thousandHandled();
  });
  const thousand = async (number: number): Promise<number> => {
    const start = performance.now();
    const done = new Promise<void>((resolve) => (thousandHandled = resolve));
    for (let one = 0; one < 1000; one += 1) await inbox.record([classify(`SMSSent=1&MessageID=m${number}-${one}`)]);
    await postbacks.start();
    await done;
    return 1e6 / (performance.now() - start);
  };
  collectGarbage();
  const first = await thousand(0);
  for (let number = 1; number < 99; number += 1) await thousand(number);
  collectGarbage();
  const last = await thousand(99);
  await postbacks.close();
  return { ours: last, theirs: first };
}
