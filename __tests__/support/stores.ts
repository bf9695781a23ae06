import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, type Inbox } from "cdyne-postback";
import { postgresInbox } from "cdyne-postback/postgres";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { createDatabase } from "./postgres.js";

/** A store that outlives a process, with nothing in it. */
export interface DurableStore {
  /** How a process opens it. */
  readonly store: { file: string } | { connectionString: string };
  open(clock?: Clock): Inbox;
  remove(): Promise<void>;
}

/** Every durable store, by name. */
export const durableStores: readonly { name: string; create: () => Promise<DurableStore> }[] = [
  {
    name: "SQLite",
    create: async () => {
      const folder = mkdtempSync(join(tmpdir(), "cdyne-postback-"));
      const store = { file: join(folder, "postbacks.db") };
      return { store, open: (clock) => sqliteInbox({ ...store, clock }), remove: async () => rmSync(folder, { recursive: true }) };
    },
  },
  {
    name: "PostgreSQL",
    create: async () => {
      const { url, drop } = await createDatabase();
      const store = { connectionString: url };
      return { store, open: () => postgresInbox(store), remove: drop };
    },
  },
];
