import { type FaultName } from "./planned.js";
import { type SimulatedEvent, type SimulatedPost, type SimulationReport } from "./report.js";
import { type ScenarioName } from "./scenario.js";

/** Counts what comes of posts. */
export class Tally {
  readonly #statuses = new Map<number, number>();
  readonly #errors = new Map<string, number>();
  readonly #cutStatuses = new Map<number, number>();
  readonly #cutErrors = new Map<string, number>();
  readonly #scenarios: Map<ScenarioName, number>;
  readonly #faults: Map<FaultName, number>;
  readonly #expected = new Map<string, SimulatedEvent & { answered: boolean }>();
  readonly #times: number[] = [];
  readonly #lives = new Set<number>();
  #posts = 0;
  #cut = 0;
  #right = true;

  constructor(scenarios: readonly ScenarioName[], faults: readonly FaultName[]) {
    this.#scenarios = new Map(scenarios.map((name) => [name, 0]));
    this.#faults = new Map(faults.map((name) => [name, 0]));
  }

  add(post: SimulatedPost): void {
    this.#posts += 1;
    this.#lives.add(post.life);
    this.#right &&= post.right;
    increase(this.#scenarios, post.scenario);
    post.faults.forEach((fault) => increase(this.#faults, fault));
    if (post.event) this.#addWhole(post, post.event);
    else this.#addCut(post);
  }

  report(seed: string, stopped: boolean): SimulationReport {
    return {
      seed,
      lives: this.#lives.size,
      posts: this.#posts,
      statuses: Object.fromEntries(this.#statuses),
      errors: Object.fromEntries(this.#errors),
      cutOff: { posts: this.#cut, statuses: Object.fromEntries(this.#cutStatuses), errors: Object.fromEntries(this.#cutErrors) },
      times: timesOf(this.#times),
      scenarios: Object.fromEntries(this.#scenarios),
      faults: Object.fromEntries(this.#faults),
      expected: [...this.#expected.values()],
      stopped,
      right: this.#right,
    };
  }

  #addWhole({ status, error, faults, milliseconds }: SimulatedPost, event: SimulatedEvent): void {
    if (status !== undefined) increase(this.#statuses, status);
    else increase(this.#errors, error ?? "none");
    if (status !== undefined && !faults.includes("slow")) this.#times.push(milliseconds);
    const expected = this.#expected.get(event.key) ?? { ...event, answered: false };
    expected.answered ||= status === 200;
    this.#expected.set(event.key, expected);
  }

  #addCut({ status, error }: SimulatedPost): void {
    this.#cut += 1;
    if (status !== undefined) increase(this.#cutStatuses, status);
    else increase(this.#cutErrors, error ?? "none");
  }
}

function increase<Name>(counts: Map<Name, number>, name: Name): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Each the time within which so many percent were answered. */
function timesOf(times: readonly number[]): SimulationReport["times"] {
  if (times.length === 0) return undefined;
  const sorted = [...times].sort((one, other) => one - other);
  const within = (percent: number): number => sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
  return { p50: within(50), p95: within(95), p99: within(99), max: within(100) };
}
