import { z } from "zod";
import { checkOptions } from "../check-options.js";
import { type Clock, clockSchema, systemClock } from "../clock.js";
import { FreshMap } from "../fresh-map.js";
import { isAbout } from "../is-meant.js";
import { PostbackError } from "../problems.js";
import { type Postback } from "../wire/postback.js";
import {
  type Claim,
  type DeliveryState,
  FAILURES_KEPT,
  type Filter,
  type Inbox,
  type InboxHealth,
  type Page,
  type Query,
  type Recorded,
  type SettledState,
  type Settlement,
} from "./inbox.js";
import { Claims } from "./memory/claims.js";
import { Ended } from "./memory/ended.js";
import { type Entry, isOpen, lineOf, matches, newEntry, recordedOf } from "./memory/entry.js";
import { MemoryInspection } from "./memory/inspection.js";
import { Lines } from "./memory/lines.js";
import { RecentKeys } from "./memory/recent-keys.js";
import { Sends } from "./memory/sends.js";

export interface MemoryInboxOptions {
  /**
   * How many postbacks may wait for delivery; more are refused with a 503. Also how many dead letters are kept, and how
   * many keys of all others are remembered at least, to recognise a repeat (four times as many at most). 10,000 by default.
   * What is discarded by hand is kept as long as there is room for it beside the dead letters. Of those that were delivered,
   * or discarded by their handlers, only the last 100 can be listed.
   */
  limit?: number | undefined;
  /** By which postbacks are due; that of the machine by default. Give it the same as `createPostbacks()`. */
  clock?: Clock | undefined;
}

/** More would cost each postback more: what lives longer is what the garbage collector has to carry along. */
const LISTED = 100;
/** Of what went out at least so many are remembered, so that nothing is sent twice and answers do not go on for ever. */
const SENDS = 10_000;

/** An inbox in memory: bounded, and gone with the process. For tests and for hosts that can afford to lose a postback. */
export function memoryInbox(options: MemoryInboxOptions = {}): Inbox {
  checkOptions("memoryInbox()", schema, options);
  return new MemoryInbox(options.limit ?? 10_000, options.clock ?? systemClock);
}

const schema = z.object({ limit: z.int().positive().optional(), clock: clockSchema });

class MemoryInbox implements Inbox {
  readonly durable = false;
  readonly sends: Sends;
  readonly inspection: MemoryInspection;
  readonly #limit: number;
  /** All that are recorded, by key, oldest first. */
  readonly #entries = new FreshMap<string, Entry>();
  /** Those that wait or run. */
  readonly #lines: Lines;
  readonly clock: Clock;
  readonly #claims = new Claims();
  readonly #ended: Ended;
  /** The keys of all entries, and of the last that are entries no more. */
  readonly #keys: RecentKeys;
  readonly #counts: Record<DeliveryState, number> = { waiting: 0, running: 0, delivered: 0, dead: 0, discarded: 0 };
  #recorded = 0;
  #closed = false;

  constructor(limit: number, clock: Clock) {
    this.clock = clock;
    this.#lines = new Lines(clock);
    this.#limit = limit;
    this.#ended = new Ended(LISTED, limit);
    this.sends = new Sends(Math.max(limit, SENDS), () => this.#refuseWhenClosed());
    this.inspection = new MemoryInspection({
      entries: () => this.#entries.values(),
      discard: (filter) => this.#discard(filter),
      redeliver: (filter) => this.#redeliver(filter),
      sends: this.sends,
      refuseWhenClosed: () => this.#refuseWhenClosed(),
    });
    this.#keys = new RecentKeys(Math.max(limit, LISTED), () => this.#entries.keys());
  }

  async record(postbacks: readonly Postback[]): Promise<readonly Recorded[]> {
    this.#refuseWhenClosed();
    const room = this.#limit - this.#counts.waiting;
    // Which of them are repeats is looked up twice only when there is little room.
    if (postbacks.length > room && this.#countNew(postbacks) > room) throw new PostbackError("CDYNE_INBOX_FULL");
    return postbacks.map((postback) => this.#add(postback));
  }

  async claim(limit: number, lease: number): Promise<readonly Claim[]> {
    this.#refuseWhenClosed();
    return this.#lines.take(limit, lease).map((entry) => {
      this.#move(entry, "running");
      entry.attempts += 1;
      return { id: this.#claims.begin(entry), postback: entry.postback, attempt: entry.attempts, handled: entry.handled };
    });
  }

  async renew(ids: readonly string[], lease: number): Promise<void> {
    this.#refuseWhenClosed();
    for (const id of ids) {
      const entry = this.#claims.get(id);
      if (entry) this.#lines.makeDue(entry, this.clock.now() + lease);
    }
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    this.#refuseWhenClosed();
    for (const settlement of settlements) {
      const entry = this.#claims.get(settlement.id);
      if (entry) this.#settle(entry, settlement);
    }
  }

  async list({ limit, cursor, ...filter }: Query): Promise<Page> {
    this.#refuseWhenClosed();
    const before = cursor === undefined ? Infinity : Number(cursor);
    const found = [...this.#entries.values()].filter((entry) => entry.number < before && matches(entry, filter));
    const items = found.slice(-limit).reverse();
    return {
      items: items.map(recordedOf),
      next: found.length > limit ? String(items.at(-1)?.number) : undefined,
    };
  }

  async redeliver(filter: Filter): Promise<number> {
    this.#refuseWhenClosed();
    return this.#redeliver(filter);
  }

  async prune(state: SettledState, before: Date, limit: number): Promise<number> {
    this.#refuseWhenClosed();
    return this.#removeAll((entry) => entry.state === state && entry.postback.receivedAt < before, limit);
  }

  async forget(number: string): Promise<number> {
    this.#refuseWhenClosed();
    return this.sends.forget(number) + this.#removeAll((entry) => isAbout(entry.postback, number));
  }

  async health(): Promise<InboxHealth> {
    this.#refuseWhenClosed();
    const { waiting, running, dead } = this.#counts;
    const oldest = waiting + running > 0 ? [...this.#entries.values()].find(isOpen) : undefined;
    return { waiting, running, dead, oldest: oldest?.postback.receivedAt };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #countNew(postbacks: readonly Postback[]): number {
    return new Set(postbacks.map(({ key }) => key).filter((key) => !this.#keys.has(key))).size;
  }

  #add(postback: Postback): Recorded {
    if (!this.#keys.add(postback.key)) {
      const before = this.#entries.get(postback.key);
      if (before) before.repeats += 1;
      return "repeat";
    }
    this.#recorded += 1;
    const entry = newEntry(this.#recorded, postback);
    this.#entries.set(postback.key, entry);
    this.#counts.waiting += 1;
    this.#lines.add(entry);
    return "new";
  }

  #settle(entry: Entry, { state, after = 0, letPass = false, handled, error, failures }: Settlement): void {
    this.#claims.end(entry);
    entry.handled = handled;
    entry.lastError = error;
    if (failures) entry.failures = [...entry.failures, ...failures].slice(-FAILURES_KEPT);
    this.#move(entry, state);
    if (state === "waiting") {
      if (letPass) this.#lines.leaveForOwn(entry);
      this.#lines.makeDue(entry, this.clock.now() + after);
    } else {
      this.#lines.leave(entry);
      entry.settled = this.clock.now();
      this.#keep(entry, false);
    }
  }

  #redeliver(filter: Filter): number {
    const found = [...this.#entries.values()].filter((entry) => !isOpen(entry) && matches(entry, filter));
    for (const entry of found) {
      this.#ended.delete(entry);
      this.#move(entry, "waiting");
      Object.assign(entry, { attempts: 0, handled: [], lastError: undefined, settled: undefined, line: lineOf(entry.postback) });
      this.#lines.add(entry);
    }
    return found.length;
  }

  #discard(filter: Filter): number {
    const found = [...this.#entries.values()].filter((entry) => ["waiting", "dead"].includes(entry.state) && matches(entry, filter));
    for (const entry of found) {
      if (isOpen(entry)) this.#lines.leave(entry);
      else this.#ended.delete(entry);
      entry.settled ??= this.clock.now();
      this.#move(entry, "discarded");
      this.#keep(entry, true);
    }
    return found.length;
  }

  #keep(entry: Entry, byHand: boolean): void {
    for (const one of this.#ended.add(entry, byHand)) this.#remove(one);
  }

  #move(entry: Entry, state: DeliveryState): void {
    this.#counts[entry.state] -= 1;
    this.#counts[state] += 1;
    entry.state = state;
  }

  #removeAll(which: (entry: Entry) => boolean, limit = Infinity): number {
    const found = [...this.#entries.values()].filter(which).slice(0, limit);
    for (const entry of found) {
      this.#remove(entry);
      this.#keys.delete(entry.postback.key);
    }
    return found.length;
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.postback.key);
    this.#ended.delete(entry);
    this.#counts[entry.state] -= 1;
    this.#claims.end(entry);
    if (isOpen(entry)) this.#lines.leave(entry);
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new PostbackError("CDYNE_CLOSED");
  }
}
