import { describe, it } from "@jest/globals";
import assert from "node:assert/strict";
import fc from "fast-check";
import { FreshMap } from "../lib/fresh-map.js";

describe("FreshMap", () => {
  it("does what a Map does, in whatever order it is filled and emptied", () => {
    const key = fc.nat({ max: 40 });
    const steps = fc.array(fc.oneof(fc.record({ set: key, value: fc.nat() }), fc.record({ delete: key })), { maxLength: 400 });
    fc.assert(
      fc.property(steps, (all) => {
        const [ours, native] = [new FreshMap<number, number>(), new Map<number, number>()];
        for (const step of all) {
          for (const map of [ours, native]) if ("set" in step) map.set(step.set, step.value);
          else map.delete(step.delete);
        }
        assert.deepEqual([...ours], [...native]);
        assert.deepEqual([...ours.keys()], [...native.keys()]);
        assert.deepEqual([...ours.values()], [...native.values()]);
        assert.equal(ours.size, native.size);
        for (let one = 0; one <= 40; one += 1) assert.deepEqual([ours.has(one), ours.get(one)], [native.has(one), native.get(one)]);
      }),
    );
  });
});
