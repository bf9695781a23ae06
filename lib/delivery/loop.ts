import { type Clock } from "../clock.js";
import { type Diagnostics } from "../diagnostics.js";
import { type Claim, type Inbox, type Settlement } from "../inbox/inbox.js";
import { type Log } from "../log.js";
import { Waiters } from "../waiters.js";
import { type Attempt, type Outcome } from "./attempt.js";
import { Endings } from "./endings.js";
import { type InTime, inTime } from "../in-time.js";
import { Intake } from "./intake.js";
import { type Run, Runs } from "./runs.js";
import { Settler } from "./settler.js";
import { type Subscriptions } from "./subscriptions.js";

/** How long to wait in milliseconds before an inbox that has failed, or had nothing, is asked again: others may have written to it. */
const ASK_AGAIN = 1000;
const LONG_WAIT = 60_000;

interface LoopOptions {
  /** How many postbacks may be in the handlers' hands at once. */
  readonly concurrency: number;
  /** How long the inbox may take for an answer, in milliseconds. */
  readonly timeout: number;
  /** For how long a postback is taken from the inbox, in milliseconds; renewed while its handlers run. */
  readonly lease: number;
  /** Whether a postback that waits for its retry leaves its line, so that the others of its subject go on. */
  readonly letPass: boolean;
  readonly clock: Clock;
}

/**
 * Takes postbacks from the inbox and has their handlers run: one after another per subject, subjects side by side. Each
 * turn notes what has ended since the last one and takes what there is room for.
 */
export class DeliveryLoop {
  readonly #inbox: Inbox;
  readonly #subscriptions: Subscriptions;
  readonly #options: LoopOptions;
  readonly #diagnostics: Diagnostics;
  readonly #inTime: InTime;
  readonly #runs: Runs;
  readonly #settler: Settler;
  readonly #whenIdle = new Waiters();
  readonly #endings: Endings;
  readonly #intake: Intake;
  #state: "open" | "draining" | "stopped" = "open";
  /** Whether the inbox may have something that it has not been asked for. */
  #wanted = false;
  #busy = false;
  /** The inbox could note nothing, and is left alone until the timer rings. */
  #pausing = false;
  #next: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;
  /** Keeps the process alive. */
  #staying: NodeJS.Timeout | undefined;

  constructor(inbox: Inbox, subscriptions: Subscriptions, options: LoopOptions, log: Log, diagnostics: Diagnostics) {
    this.#inbox = inbox;
    this.#subscriptions = subscriptions;
    this.#options = options;
    this.#diagnostics = diagnostics;
    this.#inTime = inTime(options.timeout);
    this.#endings = new Endings(inbox, this.#inTime);
    this.#intake = new Intake(inbox, options.lease, this.#inTime, log, (claim) => this.#deliver(claim));
    this.#runs = new Runs(inbox, options.lease, this.#inTime, log, options.clock);
    this.#settler = new Settler(inbox, this.#inTime, log, (key, settlement) => this.#settled(key, settlement));
  }

  /** Says that there may be something to deliver. The handlers run after the code that runs now, and after its answers. */
  wake(): void {
    this.#wanted = true;
    this.#begin();
    this.#schedule();
  }

  /** Delivers what waits, and goes on after `drain`. From a durable inbox it waits for what others record, and the process stays. */
  start(): void {
    if (this.#state === "stopped") return;
    this.#state = "open";
    if (this.#inbox.durable) this.#staying ??= setInterval(() => {}, LONGEST_TIMER);
    this.wake();
  }

  /** The same as `wake`, but begins nothing. Somebody may have ended by hand what others wait for. */
  wakeIfBegun(): void {
    if (this.#runs.begun) this.wake();
    void this.#endings.look();
  }

  /** Hands out nothing new. Resolves to whether all running handlers have ended within `timeout` milliseconds. */
  async drain(timeout: number): Promise<boolean> {
    if (this.#state === "open") this.#state = "draining";
    clearInterval(this.#staying);
    this.#staying = undefined;
    return this.untilIdle(timeout);
  }

  /** Whether the inbox is being asked or told something. */
  get busy(): boolean {
    return this.#busy || this.#next !== undefined;
  }

  /** Whether what is due is delivered. */
  get delivers(): boolean {
    return this.#runs.begun && this.#state === "open";
  }

  /** What is in the handlers' hands. */
  get running(): readonly Attempt[] {
    return [...this.#runs.values()].map(({ attempt }) => attempt);
  }

  /** Drains, or with `rest` delivers all that is due; and never takes anything again. */
  async stop(timeout: number, rest: boolean): Promise<boolean> {
    if (rest) {
      this.#state = "open";
      this.wake();
    }
    const ended = await (rest ? this.untilIdle(timeout) : this.drain(timeout));
    this.#state = "stopped";
    this.#runs.stop();
    clearInterval(this.#staying);
    clearTimeout(this.#later);
    return ended;
  }

  /** Gives back what still runs, so that another process takes it at once, and tells the handlers. */
  async giveBack(): Promise<void> {
    for (const [key, { claim, attempt }] of this.#runs) {
      if (!this.#settler.has(key)) this.#settler.add(key, { id: claim, ...attempt.abandon() });
    }
    await this.#settler.settle();
  }

  /** Resolves to true once nothing is running or due, and to false when that takes longer than `timeout` milliseconds. */
  async untilIdle(timeout: number): Promise<boolean> {
    return this.#idle || Waiters.any([this.#whenIdle], timeout);
  }

  /**
   * Resolves once an attempt on this postback has ended, or nothing is running or due, so that there will be none now; or
   * after `timeout` milliseconds.
   */
  async untilEnded(key: string, timeout: number): Promise<void> {
    if (!this.#idle) await this.#endings.until(key, timeout, this.#whenIdle);
  }

  /** Nothing is running, and nothing will be before something new comes or a retry is due. */
  get #idle(): boolean {
    return this.#runs.size === 0 && !this.#busy && (this.#state !== "open" || !this.#wanted);
  }

  /** Not before it is wanted: a process that only records takes nothing. */
  #begin(): void {
    if (this.#runs.begun || this.#state === "stopped") return;
    this.#runs.begin();
    this.#inbox.watch?.(() => this.wake());
  }

  #schedule(): void {
    if (this.#state !== "stopped" && !this.#busy && !this.#pausing) this.#next ??= setImmediate(() => void this.#turn());
  }

  /** Asks again later, also when nobody wakes us. */
  #askAgain(): void {
    this.#later ??= setTimeout(() => {
      this.#later = undefined;
      this.#pausing = false;
      this.#intake.goOn();
      this.wake();
    }, ASK_AGAIN).unref();
  }

  async #turn(): Promise<void> {
    this.#next = undefined;
    this.#busy = true;
    this.#pausing = !(await this.#settler.settle());
    await this.#claim();
    this.#busy = false;
    this.#askAgain();
    if (!this.#settler.none || (this.#wanted && this.#mayClaim)) this.#schedule();
    if (this.#idle) this.#whenIdle.tell();
  }

  get #mayClaim(): boolean {
    return this.#state === "open" && !this.#intake.pausing && this.#runs.size < this.#options.concurrency;
  }

  /** The inbox knows that this one has ended. */
  #settled(key: string, { state, after = 0 }: Settlement): void {
    this.#runs.delete(key);
    this.#endings.tell(key);
    // The next of its line.
    this.#wanted = true;
    // A timer may ring a little early. For a long wait it is soon enough to ask every second.
    if (state === "waiting" && after < LONG_WAIT) this.#options.clock.after(after + 1, () => this.wake());
  }

  async #claim(): Promise<void> {
    if (!this.#wanted || !this.#mayClaim) return;
    this.#wanted = false;
    if (await this.#intake.take(this.#options.concurrency - this.#runs.size)) this.#wanted = true;
  }

  /** Throws only for what is no claim at all. */
  #deliver(claim: Claim): void {
    if (this.#state === "stopped") return;
    const { key } = claim.postback;
    const running = this.#runs.get(key);
    if (running) {
      running.claim = claim.id;
      return;
    }
    const attempt = this.#subscriptions.attempt(claim);
    const run = { claim: claim.id, attempt };
    this.#runs.set(key, run);
    void this.#subscriptions.run(attempt).then(
      (outcome) => this.#ended(run, claim, outcome),
      (error: unknown) => this.#failed(key, error),
    );
  }

  #ended(run: Run, { postback, attempt }: Claim, outcome: Outcome): void {
    if (this.#state === "stopped") return;
    this.#diagnostics.ended(postback, attempt, outcome);
    this.#settler.add(postback.key, { id: run.claim, ...outcome, letPass: this.#options.letPass });
    this.#schedule();
  }

  /** What is wrong with a claim may show only when it has begun. The postback comes again when its lease is over. */
  #failed(key: string, error: unknown): void {
    this.#runs.delete(key);
    this.#endings.tell(key);
    this.#intake.failed(error);
    this.#wanted = true;
    this.#schedule();
  }
}

/** What a timer can count. */
const LONGEST_TIMER = 2 ** 31 - 1;
