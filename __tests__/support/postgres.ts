import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { RUN_URL } from "./postgres-setup.js";
import { until } from "./receiver.js";

export { type PostgresServer, startServer } from "./postgres-setup.js";

/** A new, empty database on the server at `DATABASE_URL`, or else on the one of this test run. */
export async function createDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = process.env["DATABASE_URL"] ?? process.env[RUN_URL] ?? "";
  const name = `cdyne_test_${randomUUID().replaceAll("-", "")}`;
  // The server of a test run starts while the first tests run already.
  await until(async () => query(server, "select 1").then(Boolean, () => false), 20);
  await query(server, `create database ${name}`);
  return {
    url: Object.assign(new URL(server), { pathname: `/${name}` }).href,
    drop: async () => {
      await query(server, `drop database if exists ${name} with (force)`);
    },
  };
}

/** The rows of one statement on a connection of its own. */
export async function query(url: string, text: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}
