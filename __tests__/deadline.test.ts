import { stat } from "node:fs/promises";
import { describe, expect, it } from "@jest/globals";
import { within } from "../lib/deadline.js";

const never = new Promise<string>(() => {});
const late = () => "late";

describe("within()", () => {
  it("gives what the promise gives, or throws what it throws", async () => {
    await expect(within(Promise.resolve("in time"), 1000, late)).resolves.toBe("in time");
    await expect(within(Promise.reject(new Error("in time")), 1000, late)).rejects.toThrow("in time");
  });

  it("gives what `late` gives after the time, or throws what it throws", async () => {
    await expect(within(never, 1, late)).resolves.toBe("late");
    const fail = (): never => {
      throw new Error("late");
    };
    await expect(within(never, 1, fail)).rejects.toThrow("late");
  });

  it("throws once what a thenable throws, and nothing more when its time is over", async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => void rejections.push(reason);
    process.on("unhandledRejection", note);
    const broken: PromiseLike<string> = {
      then: () => {
        throw new Error("broken");
      },
    };
    const fail = (): never => {
      throw new Error("late");
    };
    await expect(within(broken, 5, fail)).rejects.toThrow("broken");
    await within(never, 20, late);
    process.off("unhandledRejection", note);
    expect(rejections).toEqual([]);
  });

  it("does not take a promise inside a thenable for an end", async () => {
    const nested: PromiseLike<string> = { then: async (done) => Promise.resolve(done?.(never as never) as never) };
    await expect(within(nested, 5, late)).resolves.toBe("late");
  });

  it("lets what came in while the process was blocked be in time", async () => {
    // Next in the event loop are the timers.
    await new Promise((resolve) => setImmediate(resolve));
    const soon = stat(__filename).then(() => "in time");
    const result = within(soon, 5, late);
    const end = Date.now() + 20;
    while (Date.now() < end);
    await expect(result).resolves.toBe("in time");
  });
});
