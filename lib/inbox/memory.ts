import { z } from "zod";
import { checkOptions } from "../check-options.js";
import { PostbackError } from "../problems.js";
import { type Postback } from "../wire/postback.js";
import { type Claim, type Inbox, type InboxHealth, type Recorded, type Settlement } from "./inbox.js";
import { RecentKeys } from "./recent-keys.js";

export interface MemoryInboxOptions {
  /**
   * How many postbacks may wait for delivery; more are refused with a 503. Also how many keys of delivered ones are
   * remembered at least, to recognise a repeat (four times as many at most). 10,000 by default.
   */
  limit?: number | undefined;
}

interface Entry {
  /** Counts up with each one recorded. */
  readonly number: number;
  readonly subject: string;
  readonly postback: Postback;
  /** The one recorded next for the same subject. */
  next?: Entry;
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
  /** All that are not settled, by key, oldest first. */
  readonly #open = new Map<string, Entry>();
  /** The last open entry of each subject. */
  readonly #last = new Map<string, Entry>();
  /** The entries that may be handed out, oldest first: the first of each subject that has none out. */
  readonly #ready: Entry[] = [];
  /** The keys of all that are open, and of the last that were settled. */
  readonly #keys: RecentKeys;
  #recorded = 0;
  #running = 0;
  #dead = 0;
  #closed = false;

  constructor(limit: number) {
    this.#limit = limit;
    this.#keys = new RecentKeys(limit, () => this.#open.keys());
  }

  async record(postbacks: readonly Postback[]): Promise<readonly Recorded[]> {
    this.#refuseWhenClosed();
    const fresh = postbacks.filter(({ key }) => !this.#keys.has(key)).length;
    if (this.#open.size - this.#running + fresh > this.#limit) throw new PostbackError("CDYNE_INBOX_FULL");
    return postbacks.map((postback) => this.#add(postback));
  }

  async claim(limit: number): Promise<readonly Claim[]> {
    this.#refuseWhenClosed();
    const claimed = this.#ready.splice(0, limit);
    this.#running += claimed.length;
    return claimed.map(({ postback }) => ({ id: postback.key, postback, attempt: 1 }));
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    this.#refuseWhenClosed();
    for (const { id, outcome } of settlements) {
      const entry = this.#open.get(id);
      if (!entry) continue;
      this.#open.delete(id);
      this.#running -= 1;
      if (outcome === "dead") this.#dead += 1;
      if (entry.next) this.#makeReady(entry.next);
      else this.#last.delete(entry.subject);
    }
  }

  async health(): Promise<InboxHealth> {
    const [oldest] = this.#open.values();
    return {
      waiting: this.#open.size - this.#running,
      running: this.#running,
      dead: this.#dead,
      oldest: oldest?.postback.receivedAt,
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #add(postback: Postback): Recorded {
    if (!this.#keys.add(postback.key)) return "repeat";
    const entry: Entry = { number: (this.#recorded += 1), subject: postback.subject ?? postback.key, postback };
    const before = this.#last.get(entry.subject);
    if (before) before.next = entry;
    else this.#ready.push(entry);
    this.#last.set(entry.subject, entry);
    this.#open.set(postback.key, entry);
    return "new";
  }

  #makeReady(entry: Entry): void {
    const younger = this.#ready.findIndex(({ number }) => number > entry.number);
    this.#ready.splice(younger === -1 ? this.#ready.length : younger, 0, entry);
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new PostbackError("CDYNE_CLOSED");
  }
}
