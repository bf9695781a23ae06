import { randomBytes } from "node:crypto";
import { z } from "zod";
import { checkOptions, invalidOption } from "../../check-options.js";
import { type Duration, milliseconds } from "../../duration.js";
import { type FaultName, faultNames } from "./planned.js";
import { type SimulatedPost } from "./report.js";
import { type ScenarioName, scenarioNames } from "./scenario.js";

export interface SimulateOptions {
  /**
   * Where ids, times, numbers, texts and choices come from: the same seed with the same scenarios and faults gives the same
   * bytes in the same order, whatever the date is. What was simulated before is a repeat for an inbox that has it. By default
   * each run has one of its own, which the report says.
   */
  seed?: string | number | undefined;
  /** Which scenarios, in turn; all by default. */
  scenarios?: readonly ScenarioName[] | undefined;
  /** What goes wrong, or `"all"`: each in every life cycle that it fits. Nothing by default. */
  faults?: "all" | readonly FaultName[] | undefined;
  /** How many life cycles; one of each scenario by default. */
  count?: number | undefined;
  /** How many posts a second at most; as fast as they are answered by default. Those that come at once stay together. */
  rate?: number | undefined;
  /** How many life cycles at a time; 10 by default. */
  concurrency?: number | undefined;
  /** How long the receiver has to answer a post; 10 seconds by default. */
  timeout?: Duration | undefined;
  /** The label of the token in the URL, where it has one: it is part of the keys that are expected. */
  account?: string | undefined;
  /** Ends it: what is under way is broken off, nothing more is posted, and the report says what was. */
  signal?: AbortSignal | undefined;
  /** Is told of each post when it was answered. */
  onPost?: ((post: SimulatedPost) => void) | undefined;
}

/** The options with everything that was not given. */
export interface Arranged {
  readonly url: URL;
  readonly seed: string;
  readonly scenarios: readonly ScenarioName[];
  readonly faults: readonly FaultName[];
  readonly count: number;
  readonly rate: number | undefined;
  readonly concurrency: number;
  readonly timeout: number;
  readonly account: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onPost: (post: SimulatedPost) => void;
}

const count = z.int().positive();
const TIMEOUT = "10s";
const LONGEST_TIMEOUT = milliseconds("1d");
const schema = z.object({
  seed: z.union([z.string(), z.number()]).optional(),
  scenarios: z.array(z.enum(scenarioNames)).min(1).optional(),
  faults: z.preprocess(faultsOf, z.array(z.enum(faultNames), 'expected "all", or an array of names')).optional(),
  count: count.optional(),
  rate: z.number().positive().optional(),
  concurrency: count.max(1000).optional(),
  timeout: z
    .unknown()
    .refine((time) => time === undefined || (milliseconds(time) > 0 && milliseconds(time) <= LONGEST_TIMEOUT), 'expected milliseconds or "10s", a day at most')
    .optional(),
  account: z.string().optional(),
  signal: z.instanceof(AbortSignal).optional(),
  onPost: z.custom<(post: SimulatedPost) => void>((value) => typeof value === "function", "expected a function").optional(),
});

export function arrange(url: string | URL, options: SimulateOptions): Arranged {
  checkOptions("simulate()", schema, options);
  const scenarios = inOrder(scenarioNames, options.scenarios ?? scenarioNames);
  return {
    url: urlOf(url),
    seed: String(options.seed ?? randomBytes(4).toString("hex")),
    scenarios,
    faults: inOrder(faultNames, faultsOf(options.faults ?? [])),
    count: options.count ?? scenarios.length,
    rate: options.rate,
    concurrency: options.concurrency ?? 10,
    timeout: milliseconds(options.timeout ?? TIMEOUT),
    account: options.account,
    signal: options.signal,
    onPost: options.onPost ?? (() => {}),
  };
}

function faultsOf<Faults>(faults: Faults | "all"): Faults | typeof faultNames {
  return faults === "all" ? faultNames : faults;
}

/** Each once, and in one order, so that the order in which they were named changes nothing. */
function inOrder<Name>(names: readonly Name[], given: readonly Name[]): Name[] {
  return names.filter((name) => given.includes(name));
}

/** It is not repeated in what is said of it, because its last segment is a secret. */
function urlOf(url: string | URL): URL {
  const text = String(url);
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) throw invalidOption("simulate()", "The PostBackURL must be an absolute http or https URL.");
  return new URL(text);
}
