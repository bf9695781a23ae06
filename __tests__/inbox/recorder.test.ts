import { describe, expect, it } from "@jest/globals";
import { type Postback, classify, memoryInbox } from "cdyne-postback";
import { Diagnostics } from "../../lib/diagnostics.js";
import { Recorder } from "../../lib/inbox/recorder.js";
import { reply } from "../support/packets.js";
import { inboxWith, until } from "../support/receiver.js";

const numbered = (number: number) => (): Postback => classify(reply(number));

describe("postbacks that come together", () => {
  it("are recorded in one go, and those that come meanwhile in the next", async () => {
    const groups: number[] = [];
    let finish = (): void => {};
    const inbox = inboxWith((memory) => ({
      record: async (postbacks) => {
        groups.push(postbacks.length);
        if (groups.length === 1) await new Promise<void>((resolve) => (finish = resolve));
        return memory.record(postbacks);
      },
    }));
    const recorder = new Recorder(inbox, 10_000, new Diagnostics(), () => {});
    const first = [recorder.record(numbered(1)), recorder.record(numbered(2))];
    await until(() => groups.length === 1);
    const next = [3, 4, 5].map(async (number) => recorder.record(numbered(number)));
    finish();
    await Promise.all([...first, ...next]);
    expect(groups).toEqual([2, 3]);
    expect((await inbox.health()).waiting).toBe(5);
  });

  it("do not fail with one among them that cannot be recorded or read", async () => {
    const inbox = inboxWith((memory) => ({
      record: async (postbacks) => {
        if (postbacks.some(({ raw }) => raw === reply(2))) throw new Error("not this one");
        return memory.record(postbacks);
      },
    }));
    const recorder = new Recorder(inbox, 10_000, new Diagnostics(), () => {});
    const unreadable = (): never => {
      throw new Error("nor this one");
    };
    const results = await Promise.allSettled([numbered(1), numbered(2), unreadable, numbered(4)].map(async (read) => recorder.record(read)));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
    expect((await inbox.health()).waiting).toBe(2);
  });

  it("fill what is left of a bounded inbox", async () => {
    const inbox = memoryInbox({ limit: 2 });
    const recorder = new Recorder(inbox, 10_000, new Diagnostics(), () => {});
    const results = await Promise.allSettled([1, 2, 3].map(async (number) => recorder.record(numbered(number))));
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  });

  it("are not tried again one by one by an inbox that hangs", async () => {
    let calls = 0;
    const inbox = inboxWith(() => ({
      record: async () => {
        calls += 1;
        return new Promise(() => {});
      },
    }));
    const recorder = new Recorder(inbox, 10, new Diagnostics(), () => {});
    const results = await Promise.allSettled([1, 2].map(async (number) => recorder.record(numbered(number))));
    expect(results).toMatchObject([{ reason: { code: "CDYNE_RECORD_TIMEOUT" } }, { reason: { code: "CDYNE_RECORD_TIMEOUT" } }]);
    expect(calls).toBe(1);
  });
});
