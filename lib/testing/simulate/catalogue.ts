import { faults } from "./faults.js";
import { type FaultName } from "./planned.js";
import { type ScenarioName } from "./scenario.js";
import { scenarios } from "./scenarios.js";

/** What can be simulated: the scenarios, and what happens in each. */
export const simulatedScenarios: ReadonlyMap<ScenarioName, string> = wordsOf(scenarios);

/** What can be made to go wrong, and what happens then. */
export const simulatedFaults: ReadonlyMap<FaultName, string> = wordsOf(faults);

function wordsOf<Name extends string>(table: Readonly<Record<Name, { readonly what: string }>>): Map<Name, string> {
  const words = new Map<Name, string>();
  for (const name in table) words.set(name, table[name].what);
  return words;
}
