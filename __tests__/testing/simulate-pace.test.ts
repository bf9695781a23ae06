import { expect, it } from "@jest/globals";
import { Pace } from "../../lib/testing/simulate/pace.js";

/** A clock that goes on by what is waited for, and notes it. */
function clock() {
  const waits: number[] = [];
  let now = 0;
  return {
    waits,
    passes: (milliseconds: number) => void (now += milliseconds),
    now: () => now,
    wait: async (milliseconds: number) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
}

const { signal } = new AbortController();

it("lets the first pass at once, and the others evenly", async () => {
  const time = clock();
  const pace = new Pace(20, time);
  for (let post = 0; post < 4; post += 1) await pace.turn(1, signal);
  expect(time.waits).toEqual([50, 50, 50]);
});

it("lets those of a wave pass together, and the next one wait for as many", async () => {
  const time = clock();
  const pace = new Pace(10, time);
  await pace.turn(5, signal);
  await pace.turn(1, signal);
  await pace.turn(1, signal);
  expect(time.waits).toEqual([500, 100]);
});

it("keeps a line for those that come at the same time", async () => {
  const time = { ...clock(), waits: [] as number[], wait: async (milliseconds: number) => void time.waits.push(milliseconds) };
  const pace = new Pace(10, time);
  await Promise.all([pace.turn(1, signal), pace.turn(1, signal), pace.turn(1, signal)]);
  expect(time.waits).toEqual([100, 200]);
});

it("does not make up for time in which nothing came", async () => {
  const time = clock();
  const pace = new Pace(10, time);
  await pace.turn(1, signal);
  time.passes(10_000);
  await pace.turn(1, signal);
  await pace.turn(1, signal);
  expect(time.waits).toEqual([100]);
});

it("holds nobody up without a rate", async () => {
  const time = clock();
  const pace = new Pace(undefined, time);
  for (let post = 0; post < 100; post += 1) await pace.turn(1, signal);
  expect(time.waits).toEqual([]);
});
