import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { type Inbox, type RecordedPostback } from "cdyne-postback";
import { REPLY, SENT, REFUSED, TOKEN, receipt } from "../support/packets.js";
import { ReceiverProcess, killReceivers, linesOf, worked } from "../support/processes.js";
import { until } from "../support/receiver.js";
import { type DurableStore, durableStores } from "../support/stores.js";

jest.setTimeout(60_000);

describe.each(durableStores)("on $name", ({ create }) => {
  let durable: DurableStore;
  let inbox: Inbox;
  let receivers: ReceiverProcess[] = [];
  const log = join(tmpdir(), `cdyne-postback-order-${process.pid}.log`);

  const start = async (count: number, failing: number): Promise<void> => {
    const options = { store: durable.store, token: TOKEN, log, failing, lease: 30_000 };
    receivers = await Promise.all(Array.from({ length: count }, async () => ReceiverProcess.start(options)));
  };
  const post = async (body: string, index: number): Promise<number> => {
    const url = receivers[index % receivers.length]?.url ?? "";
    return (await fetch(url, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body })).status;
  };
  const allDelivered = async (): Promise<RecordedPostback[]> => {
    await until(async () => {
      const { waiting, running } = await inbox.health();
      return waiting + running === 0;
    }, 30);
    return [...(await inbox.list({ limit: 1000 })).items].reverse();
  };

  beforeEach(async () => {
    rmSync(log, { force: true });
    durable = await create();
    inbox = durable.open();
  });
  afterEach(async () => {
    await killReceivers();
    await inbox.close();
    await durable.remove();
    rmSync(log, { force: true });
  });

  it.each([1, 3])("%i process(es) handle each subject's postbacks in the order of recording, one at a time, whatever fails", async (count) => {
    await start(count, 3);
    const bodies = Array.from({ length: 200 }, (_, index) => receipt(String(index)).replace("80e7-ca6aa29a2f7a", `80e7-${index % 8}`));
    for (let from = 0; from < bodies.length; from += 10) {
      const answers = await Promise.all(bodies.slice(from, from + 10).map(async (body, index) => post(body, from + index)));
      expect(new Set(answers)).toEqual(new Set([200]));
    }
    const recorded = await allDelivered();
    expect(recorded.map(({ state }) => state)).toEqual(bodies.map(() => "delivered"));
    const subjectOf = new Map(recorded.map(({ postback }) => [postback.key, postback.subject]));
    const handled = new Map<string | undefined, string[]>();
    const open = new Map<string | undefined, string>();
    for (const [what, key = ""] of linesOf(log)) {
      const subject = subjectOf.get(key);
      if (what === "start") {
        // Nothing else of the subject is under way; what failed has no end and starts again.
        expect(open.get(subject) ?? key).toBe(key);
        open.set(subject, key);
      } else {
        open.delete(subject);
        handled.set(subject, [...(handled.get(subject) ?? []), key]);
      }
    }
    const wanted = new Map<string | undefined, string[]>();
    for (const { postback } of recorded) wanted.set(postback.subject, [...(wanted.get(postback.subject) ?? []), postback.key]);
    expect(handled).toEqual(wanted);
    expect(handled.size).toBe(8);
  });

  it("a thousand equal posts at once through two processes are one run", async () => {
    await start(2, 0);
    const answers = await Promise.all(Array.from({ length: 1000 }, async (_, index) => post(REPLY, index)));
    expect(new Set(answers)).toEqual(new Set([200]));
    const [item, ...others] = await allDelivered();
    expect(others).toEqual([]);
    expect(item?.repeats).toBe(999);
    expect([...worked(log).values()]).toEqual([{ starts: 1, ends: 1 }]);
  });

  it("a refusal and then an acceptance of one message are two events", async () => {
    await start(1, 0);
    expect([await post(REFUSED, 0), await post(SENT, 0)]).toEqual([200, 200]);
    expect((await allDelivered()).map(({ postback }) => postback.type)).toEqual(["smsRefused", "smsSent"]);
    expect([...worked(log).values()]).toEqual([{ starts: 1, ends: 1 }, { starts: 1, ends: 1 }]);
  });
});
