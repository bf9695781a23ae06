import { type EventName, type Postback } from "../../index.js";
import { type Scene } from "./scene.js";

export const scenarioNames = ["conversation", "campaign", "landline", "opt-out", "call-tree", "incoming-call"] as const;

export type ScenarioName = (typeof scenarioNames)[number];

/** What happens between us and somebody's telephone. */
export interface Scenario {
  /** In some words. */
  readonly what: string;
  /** Every event that a life cycle of it can have. */
  readonly events: readonly EventName[];
  /** The postbacks of one life cycle: those of a wave come at once, and each wave when the one before it is answered. */
  readonly life: (scene: Scene) => readonly (readonly Postback[])[];
}
