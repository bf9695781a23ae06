import { describe, expect, it } from "@jest/globals";
import { classify, createPostbacks, memoryInbox } from "cdyne-postback";
import { reply } from "../support/packets.js";
import { until } from "../support/receiver.js";

/** Delivers so many postbacks to a handler. Resolves to how many it got in each turn of the event loop in which it got any. */
async function perTurn(count: number, handle: () => void): Promise<number[]> {
  const inbox = memoryInbox();
  const postbacks = createPostbacks({ tokens: false, inbox });
  const turns = new Map<number, number>();
  let turn = 0;
  let handled = 0;
  const nextTurn = (): void => {
    turn += 1;
    if (handled < count) setImmediate(nextTurn);
  };
  postbacks.onSmsReply(() => {
    handle();
    handled += 1;
    turns.set(turn, (turns.get(turn) ?? 0) + 1);
  });
  await inbox.record(Array.from({ length: count }, (_, number) => classify(reply(number))));
  nextTurn();
  await postbacks.start();
  await until(() => handled === count);
  await postbacks.close();
  return [...turns.values()];
}

function busy(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

describe("handlers", () => {
  it("let requests have their turn in between when they take their time", async () => {
    // Ten are in their hands at once, which takes longer than they may follow each other.
    expect(Math.max(...(await perTurn(60, () => busy(1))))).toBeLessThanOrEqual(10);
  });

  it("follow each other at once when they take none", async () => {
    expect(Math.max(...(await perTurn(2000, () => {})))).toBeGreaterThan(10);
  });
});
