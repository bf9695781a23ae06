import { type EventName } from "../../index.js";
import { type FaultName } from "./planned.js";
import { type ScenarioName } from "./scenario.js";

/** What a receiver should make of a body. */
export interface SimulatedEvent {
  readonly type: EventName;
  /** As it stands in the inbox. */
  readonly key: string;
  readonly subject: string | undefined;
  /** The body as text, as the event has it. */
  readonly raw: string;
}

/** A post that was made, and what came of it. */
export interface SimulatedPost {
  /** In the order in which the seed gives them, from 1. */
  readonly number: number;
  readonly scenario: ScenarioName;
  /** Which life cycle it is of, from 1. */
  readonly life: number;
  /** What was done to it. */
  readonly faults: readonly FaultName[];
  readonly body: Uint8Array;
  /** What it should be; `undefined` for a body that was cut off, which must be nothing. */
  readonly event: SimulatedEvent | undefined;
  /** What the receiver answered; `undefined` when it gave no answer. */
  readonly status: number | undefined;
  /** Why there was none: the code of the error (`ECONNREFUSED`), `timeout`, or `stopped`. */
  readonly error: string | undefined;
  /** From the first byte to the answer. */
  readonly milliseconds: number;
  /** Whether it was answered as it must be: with 200 when it was whole, and with anything else when it was not. */
  readonly right: boolean;
}

/** What came of a simulation. */
export interface SimulationReport {
  /** Give it again for the same bytes. */
  readonly seed: string;
  /** Life cycles that were begun. */
  readonly lives: number;
  /** Posts that were made, also those that were cut off. */
  readonly posts: number;
  /** How many whole posts were answered with each status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** How many whole posts had no answer, by the code of the error. */
  readonly errors: Readonly<Record<string, number>>;
  readonly cutOff: {
    readonly posts: number;
    /** How many were answered all the same; 200 must not be among these. */
    readonly statuses: Readonly<Record<string, number>>;
    /** How many had no answer, by the code of the error: `ECONNRESET` where the connection broke, as it was meant to. */
    readonly errors: Readonly<Record<string, number>>;
  };
  /** How long answers took, in milliseconds, without what was slow or cut off on purpose; `undefined` when there was none. */
  readonly times: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number } | undefined;
  /** Posts by scenario. */
  readonly scenarios: Readonly<Partial<Record<ScenarioName, number>>>;
  /** Posts by fault. 0 for one that fits nothing in the scenarios. */
  readonly faults: Readonly<Partial<Record<FaultName, number>>>;
  /** What the inbox should have, each once: the events of all whole posts, and whether one of them was answered with 200. */
  readonly expected: readonly (SimulatedEvent & { readonly answered: boolean })[];
  /** Whether it was ended by `signal` before all was posted. */
  readonly stopped: boolean;
  /** Whether every post was answered as it must be. */
  readonly right: boolean;
}
