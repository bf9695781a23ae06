import { type Postback, classify } from "../../index.js";
import { Chance } from "./chance.js";
import { faults } from "./faults.js";
import { type FaultName, type PlannedPost, type Waves, planned } from "./planned.js";
import { type ScenarioName } from "./scenario.js";
import { scenarios } from "./scenarios.js";
import { Scene } from "./scene.js";

/** What a plan is made from. */
export interface PlanParts {
  readonly seed: string;
  readonly scenarios: readonly ScenarioName[];
  readonly faults: readonly FaultName[];
  readonly count: number;
  readonly account: string | undefined;
}

/** A post with its place in the plan. */
export interface NumberedPost extends PlannedPost {
  readonly number: number;
}

export interface Life {
  /** From 1. */
  readonly number: number;
  readonly scenario: ScenarioName;
  readonly waves: readonly (readonly NumberedPost[])[];
}

/** The life cycles that a seed gives, one scenario after another. The choices of faults do not change what is chosen without them. */
export function* plan({ seed, scenarios: names, faults: wrong, count, account }: PlanParts): Generator<Life, undefined> {
  const chance = new Chance(seed, "lives");
  const mischief = new Chance(seed, "faults");
  // Ten digits, and others in each run.
  const firstCall = 1_000_000_000 + chance.below(8_000_000_000);
  let posts = 0;
  for (let number = 1; number <= count; number += 1) {
    const scenario = names[(number - 1) % names.length];
    if (scenario === undefined) return;
    const life = scenarios[scenario].life(new Scene(chance, number, firstCall));
    const clean = life.map((wave) => wave.map((event) => planned(under(event, account))));
    const waves = wrong.reduce<Waves>((before, fault) => faults[fault].workInto(before, mischief), clean);
    yield { number, scenario, waves: waves.map((wave) => wave.map((post) => ({ ...post, number: ++posts }))) };
  }
}

function under(event: Postback, account: string | undefined): Postback {
  return account === undefined ? event : classify(event.raw, { account, receivedAt: event.receivedAt });
}
