import { z } from "zod";
import { checkOptions } from "../check-options.js";
import { PostbackError } from "../problems.js";
import { numberInBody, numbersOf } from "../wire/numbers.js";
import { type Postback } from "../wire/postback.js";
import { DueQueue } from "./due-queue.js";
import {
  type Claim,
  type DeliveryState,
  type Filter,
  type Inbox,
  type InboxHealth,
  type Page,
  type Query,
  type Recorded,
  type RecordedPostback,
  type SettledState,
  type Settlement,
} from "./inbox.js";
import { RecentKeys } from "./recent-keys.js";

export interface MemoryInboxOptions {
  /**
   * How many postbacks may wait for delivery; more are refused with a 503. Also how many dead letters are kept, and how
   * many keys of all others are remembered at least, to recognise a repeat (four times as many at most). 10,000 by default.
   * Of those that were delivered or discarded only the last 100 can be listed.
   */
  limit?: number | undefined;
}

/** More would cost each postback more: what lives longer is what the garbage collector has to carry along. */
const LISTED = 100;

interface Entry extends Omit<RecordedPostback, "due"> {
  /** Counts up with each one recorded. */
  readonly number: number;
  line: string;
  state: DeliveryState;
  attempts: number;
  repeats: number;
  handled: readonly string[];
  lastError: string | undefined;
  /** In milliseconds; `undefined` also while another of its line is first. */
  due: number | undefined;
  /** Of the claim that it is out with. */
  claim: string | undefined;
}

/** An inbox in memory: bounded, and gone with the process. For tests and for hosts that can afford to lose a postback. */
export function memoryInbox(options: MemoryInboxOptions = {}): Inbox {
  checkOptions("memoryInbox()", schema, options);
  return new MemoryInbox(options.limit ?? 10_000);
}

const schema = z.object({ limit: z.int().positive().optional() });

class MemoryInbox implements Inbox {
  readonly durable = false;
  readonly #limit: number;
  /** All that are recorded, by key, oldest first. */
  readonly #entries = new Map<string, Entry>();
  /** Those that wait or run, by line, oldest first. */
  readonly #lines = new Map<string, Entry[]>();
  /** Those that are or will be due: the first of each line. */
  readonly #due = new DueQueue<Entry>();
  readonly #claims = new Map<string, Entry>();
  /** Those that were delivered or discarded, and dead letters, in the order of their end. */
  readonly #done = new Set<Entry>();
  readonly #deadLetters = new Set<Entry>();
  /** The keys of all entries, and of the last that are entries no more. */
  readonly #keys: RecentKeys;
  readonly #counts: Record<DeliveryState, number> = { waiting: 0, running: 0, delivered: 0, dead: 0, discarded: 0 };
  #recorded = 0;
  #claimed = 0;
  #closed = false;

  constructor(limit: number) {
    this.#limit = limit;
    this.#keys = new RecentKeys(Math.max(limit, LISTED), () => this.#entries.keys());
  }

  async record(postbacks: readonly Postback[]): Promise<readonly Recorded[]> {
    this.#refuseWhenClosed();
    const fresh = new Set(postbacks.map(({ key }) => key).filter((key) => !this.#keys.has(key))).size;
    if (this.#counts.waiting + fresh > this.#limit) throw new PostbackError("CDYNE_INBOX_FULL");
    return postbacks.map((postback) => this.#add(postback));
  }

  async claim(limit: number, lease: number): Promise<readonly Claim[]> {
    this.#refuseWhenClosed();
    const now = Date.now();
    return this.#due.take(now, limit).map((entry) => {
      this.#claimed += 1;
      if (entry.claim !== undefined) this.#claims.delete(entry.claim);
      entry.claim = String(this.#claimed);
      this.#claims.set(entry.claim, entry);
      this.#move(entry, "running");
      entry.attempts += 1;
      entry.due = now + lease;
      this.#due.add(entry);
      return { id: entry.claim, postback: entry.postback, attempt: entry.attempts, handled: entry.handled };
    });
  }

  async renew(ids: readonly string[], lease: number): Promise<void> {
    this.#refuseWhenClosed();
    for (const id of ids) {
      const entry = this.#claims.get(id);
      if (entry) this.#makeDue(entry, Date.now() + lease);
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
      items: items.map(({ postback, state, attempts, repeats, handled, lastError, due }) => {
        return { postback, state, attempts, repeats, handled, lastError, due: due === undefined ? undefined : new Date(due) };
      }),
      next: found.length > limit ? String(items.at(-1)?.number) : undefined,
    };
  }

  async redeliver(filter: Filter): Promise<number> {
    this.#refuseWhenClosed();
    const found = [...this.#entries.values()].filter((entry) => !isOpen(entry) && matches(entry, filter));
    for (const entry of found) {
      this.#endedLike(entry).delete(entry);
      this.#move(entry, "waiting");
      Object.assign(entry, { attempts: 0, handled: [], lastError: undefined, line: entry.postback.subject ?? entry.postback.key });
      this.#lineUp(entry);
    }
    return found.length;
  }

  async prune(state: SettledState, before: Date, limit: number): Promise<number> {
    this.#refuseWhenClosed();
    return this.#removeAll((entry) => entry.state === state && entry.postback.receivedAt < before, limit);
  }

  async forget(number: string): Promise<number> {
    this.#refuseWhenClosed();
    return this.#removeAll((entry) => isAbout(entry, number));
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

  #add(postback: Postback): Recorded {
    if (!this.#keys.add(postback.key)) {
      const before = this.#entries.get(postback.key);
      if (before) before.repeats += 1;
      return "repeat";
    }
    const entry: Entry = {
      number: (this.#recorded += 1),
      postback,
      line: postback.subject ?? postback.key,
      state: "waiting",
      attempts: 0,
      repeats: 0,
      handled: [],
      lastError: undefined,
      due: undefined,
      claim: undefined,
    };
    this.#entries.set(postback.key, entry);
    this.#counts.waiting += 1;
    this.#lineUp(entry);
    return "new";
  }

  /** Puts a waiting entry into its line, in the order of recording. */
  #lineUp(entry: Entry): void {
    const line = this.#lines.get(entry.line);
    if (!line) {
      this.#lines.set(entry.line, [entry]);
      this.#makeDue(entry, Date.now());
      return;
    }
    const younger = line.findIndex(({ number }) => number > entry.number);
    line.splice(younger === -1 ? line.length : younger, 0, entry);
  }

  /** Takes an entry out of its line, and lets the next of it be due. */
  #leaveLine(entry: Entry): void {
    const line = this.#lines.get(entry.line) ?? [];
    line.splice(line.indexOf(entry), 1);
    this.#makeDue(entry, undefined);
    const [next] = line;
    if (!next) this.#lines.delete(entry.line);
    else if (line.every(({ due }) => due === undefined)) this.#makeDue(next, Date.now());
  }

  #settle(entry: Entry, { state, after = 0, letPass = false, handled, error }: Settlement): void {
    if (entry.claim !== undefined) this.#claims.delete(entry.claim);
    entry.claim = undefined;
    entry.handled = handled;
    entry.lastError = error;
    this.#move(entry, state);
    if (state !== "waiting" || letPass) this.#leaveLine(entry);
    if (state === "waiting") {
      if (letPass) {
        entry.line = entry.postback.key;
        this.#lines.set(entry.line, [entry]);
      }
      this.#makeDue(entry, Date.now() + after);
    } else {
      const alike = this.#endedLike(entry).add(entry);
      const [oldest] = alike;
      if (oldest && alike.size > (state === "dead" ? this.#limit : LISTED)) this.#remove(oldest);
    }
  }

  #endedLike({ state }: Entry): Set<Entry> {
    return state === "dead" ? this.#deadLetters : this.#done;
  }

  #makeDue(entry: Entry, due: number | undefined): void {
    if (entry.due !== undefined) this.#due.delete(entry);
    entry.due = due;
    if (due !== undefined) this.#due.add(entry);
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
    this.#endedLike(entry).delete(entry);
    this.#counts[entry.state] -= 1;
    if (entry.claim !== undefined) this.#claims.delete(entry.claim);
    if (isOpen(entry)) this.#leaveLine(entry);
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new PostbackError("CDYNE_CLOSED");
  }
}

function isOpen({ state }: Entry): boolean {
  return state === "waiting" || state === "running";
}

function isAbout({ postback }: Entry, number: string): boolean {
  const { from, to } = numbersOf(postback);
  const digits = numberInBody(number);
  if (postback.type === "unknown") return digits !== undefined && postback.raw.includes(digits);
  return from === number || to === number;
}

function matches(entry: Entry, { keys, type, state, account, subject, number, since, until }: Filter): boolean {
  const { postback } = entry;
  return (
    (keys === undefined || keys.includes(postback.key)) &&
    (type === undefined || postback.type === type) &&
    (state === undefined || entry.state === state) &&
    (account === undefined || postback.account === account) &&
    (subject === undefined || postback.subject === subject) &&
    (number === undefined || isAbout(entry, number)) &&
    (since === undefined || postback.receivedAt >= since) &&
    (until === undefined || postback.receivedAt < until)
  );
}
