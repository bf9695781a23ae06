import { resolve } from "node:path";
import { z } from "zod";
import { checkOptions } from "../check-options.js";
import { type Clock, clockSchema, systemClock } from "../clock.js";
import { PostbackError } from "../problems.js";
import { type Postback } from "../wire/postback.js";
import {
  type Claim,
  type Filter,
  type Inbox,
  type InboxHealth,
  type Page,
  type Present,
  type Query,
  type Recorded,
  type SettledState,
  type Settlement,
} from "./inbox.js";
import { type Inspection } from "./inspection.js";
import { type SendLog } from "./send-log.js";
import { untilNotBusy } from "./sqlite/open.js";
import { isBroken } from "./sqlite/result-code.js";
import { Store } from "./sqlite/store.js";

export interface SqliteInboxOptions {
  /** The database's file. It is made if there is none; its directory has to exist. */
  file: string;
  /**
   * Whether it is only to be looked into, beside a receiver; false by default. With `true` no file is made or
   * changed, no table is made or brought up to date, and whatever would change something rejects. Each call opens the file anew.
   */
  readOnly?: boolean | undefined;
  /** By which postbacks are due; that of the machine by default. Give it the same as `createPostbacks()`. */
  clock?: Clock | undefined;
}

/**
 * An inbox in a file, which outlives the process: what is recorded has reached the disk. Several processes of one machine
 * may share the file. It needs Node 22.13 or later, or the package `libsql`.
 *
 * The table `postback` has plain columns for whoever likes SQL: `select event->>'text' from postback where type = 'smsReply'`.
 */
export function sqliteInbox(options: SqliteInboxOptions): Inbox {
  checkOptions("sqliteInbox()", schema, options);
  return new SqliteInbox(resolve(options.file), options.clock ?? systemClock, options.readOnly ?? false);
}

const schema = z.object({
  file: z
    .string()
    .min(1)
    .refine((file) => file !== ":memory:", "What is in memory is not kept; take memoryInbox()"),
  readOnly: z.boolean().optional(),
  clock: clockSchema,
});

class SqliteInbox implements Inbox {
  readonly durable = true;
  readonly clock: Clock;
  readonly sends: SendLog = {
    begin: async (send) => this.#keep(({ sends }) => sends.begin(send)),
    get: async (id) => this.#use(({ sends }) => sends.get(id)),
    end: async (id, outcome) => this.#keep(({ sends }) => sends.end(id, outcome)),
    find: async (about) => this.#use(({ sends }) => sends.find(about)),
    count: async (to, from, since) => this.#use(({ sends }) => sends.count(to, from, since)),
    prune: async (before, limit) => this.#keep(({ sends }) => sends.prune(before, limit)),
  };
  readonly inspection: Inspection = {
    count: async (filter, limit) => this.#use(async ({ archive }) => archive.count(filter, limit)),
    discard: async (filter, deed) => this.#keepPieces(async ({ archive, audit }) => archive.discard(filter, audit.noteOf("discard", deed))),
    redeliver: async (filter, deed) => this.#keepPieces(async ({ archive, audit }) => archive.redeliver(filter, audit.noteOf("redeliver", deed))),
    overview: async (range) => this.#use(async ({ overlook }) => overlook.overview(range)),
    audit: async (limit, cursor) => this.#use(({ audit }) => audit.list(limit, cursor)),
    sends: async (filter, limit) => this.#use(({ sends }) => sends.list(filter, limit)),
  };
  readonly #file: string;
  readonly #readOnly: boolean;
  #store: Promise<Store> | undefined;
  #closed = false;

  constructor(file: string, clock: Clock, readOnly: boolean) {
    this.clock = clock;
    this.#readOnly = readOnly;
    this.#file = file;
  }

  async record(postbacks: readonly Postback[]): Promise<readonly Recorded[]> {
    return this.#keep(({ queue }) => queue.record(postbacks));
  }

  async claim(limit: number, lease: number): Promise<readonly Claim[]> {
    return this.#use(({ queue }) => queue.claim(limit, lease));
  }

  async renew(ids: readonly string[], lease: number): Promise<void> {
    return this.#use(({ queue }) => queue.renew(ids, lease));
  }

  async settle(settlements: readonly Settlement[]): Promise<void> {
    return this.#keep(({ queue }) => queue.settle(settlements));
  }

  async list(query: Query): Promise<Page> {
    return this.#use(async ({ archive }) => archive.list(query));
  }

  async redeliver(filter: Filter): Promise<number> {
    return this.#keepPieces(async ({ archive }) => archive.redeliver(filter));
  }

  async prune(state: SettledState, before: Date, limit: number): Promise<number> {
    return this.#keep(({ archive }) => archive.prune(state, before, limit));
  }

  async forget(number: string): Promise<number> {
    return this.#keepPieces(async ({ archive }) => archive.forget(number));
  }

  async health(): Promise<InboxHealth> {
    return this.#use(({ archive }) => archive.health());
  }

  async rollCall(process: string, handlers: readonly string[], lease: number): Promise<readonly Present[]> {
    return this.#use(({ rollCall }) => rollCall.answer(process, handlers, lease));
  }

  async close(): Promise<void> {
    this.#closed = true;
    const store = this.#store;
    this.#store = undefined;
    // What could not be opened need not be closed.
    await (await store?.catch(() => undefined))?.close();
  }

  /** Does something that has reached the disk when this resolves. */
  async #keep<Result>(work: (store: Store) => Result | Promise<Result>): Promise<Result> {
    return this.#use(work, async (store) => store.flush());
  }

  /** The same with what takes many transactions, and itself waits for others before each: it must not begin again in the middle. */
  async #keepPieces<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
    return this.#useOnce(work, async (store) => store.flush());
  }

  async #use<Result>(work: (store: Store) => Result | Promise<Result>, end?: (store: Store) => Promise<void>): Promise<Result> {
    if (this.#readOnly) return this.#useOnce(work);
    const again = async (store: Store): Promise<Result> =>
      untilNotBusy(async () => {
        this.#refuseWhenClosed();
        return work(store);
      });
    return this.#useOnce(again, end);
  }

  async #useOnce<Result>(work: (store: Store) => Result | Promise<Result>, end?: (store: Store) => Promise<void>): Promise<Result> {
    this.#refuseWhenClosed();
    if (this.#readOnly) return untilNotBusy(async () => Store.read(this.#file, this.clock, work));
    const opening = (this.#store ??= Store.open(this.#file, this.clock));
    let store: Store | undefined;
    try {
      store = await opening;
      this.#refuseWhenClosed();
      const result = await work(store);
      await end?.(store);
      return result;
    } catch (error) {
      this.#refuseWhenClosed();
      if (!store || isBroken(error)) await this.#beginAnew(opening, store);
      throw error;
    }
  }

  /** Has the next call open the file again. */
  async #beginAnew(opening: Promise<Store>, store: Store | undefined): Promise<void> {
    if (this.#store !== opening) return;
    this.#store = undefined;
    await store?.close();
  }

  #refuseWhenClosed(): void {
    if (this.#closed) throw new PostbackError("CDYNE_CLOSED");
  }
}
