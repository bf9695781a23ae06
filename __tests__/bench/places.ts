import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { Client } from "pg";
import { type Inbox } from "../../lib/inbox/inbox.js";
import type * as setup from "../support/postgres-setup.js";
import { memoryInbox, postgresInbox, sqliteInbox } from "./built.js";

/** Where a store is: a file, the address of a PostgreSQL database, or nowhere, for an inbox in memory. */
export type Place = string;

/** More than any benchmark has waiting. */
const ROOM = 10_000_000;

export function inboxAt(place: Place): Inbox {
  if (place === "") return memoryInbox({ limit: ROOM });
  return isPostgres(place) ? postgresInbox({ connectionString: place }) : sqliteInbox({ file: place });
}

/** Runs statements beside the library. */
export async function execute(place: Place, sql: string): Promise<void> {
  if (isPostgres(place)) {
    const client = new Client({ connectionString: place });
    await client.connect();
    await client.query(sql);
    await client.end();
  } else {
    const database = new Database(place);
    database.exec(sql);
    database.close();
  }
}

export function isPostgres(place: Place): boolean {
  return place.startsWith("postgres:");
}

/** Makes empty stores, and removes them. */
export class Places {
  readonly #folder = mkdtempSync(join(tmpdir(), "cdyne-bench-"));
  #server: Promise<setup.PostgresServer> | undefined;
  #made = 0;

  sqlite(): Place {
    this.#made += 1;
    return join(this.#folder, `${this.#made}.db`);
  }

  async postgres(): Promise<Place> {
    this.#server ??= startServer();
    const { url } = await this.#server;
    this.#made += 1;
    const name = `bench_${this.#made}`;
    await execute(url, `create database ${name}`);
    return Object.assign(new URL(url), { pathname: `/${name}` }).href;
  }

  async remove(place: Place): Promise<void> {
    if (!isPostgres(place)) return ["", "-wal", "-shm"].forEach((end) => rmSync(place + end, { force: true }));
    const { url } = (await this.#server) ?? {};
    if (url !== undefined) await execute(url, `drop database ${new URL(place).pathname.slice(1)} with (force)`);
  }

  async removeAll(): Promise<void> {
    await (await this.#server)?.stop();
    rmSync(this.#folder, { recursive: true });
  }
}

/** A server that loses nothing, which that of the tests may. */
async function startServer(): Promise<setup.PostgresServer> {
  // As the test runner loads it, in which a file knows where it is by another name.
  const { startServer: start } = createRequire(import.meta.url)("../support/postgres-setup.ts") as typeof setup;
  const server = await start();
  await execute(server.url, "alter system set fsync = on");
  await execute(server.url, "select pg_reload_conf()");
  return server;
}
