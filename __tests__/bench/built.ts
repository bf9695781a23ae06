import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as postgres from "../../lib/inbox/postgres.js";
import type * as sqlite from "../../lib/inbox/sqlite.js";
import type * as page from "../../lib/inspector/index.js";
import type * as library from "../../lib/index.js";

/** The built library: what users run is what is measured. Its types are those of the sources, so that they are there without a build. */
export const { classify, createPostbacks, memoryInbox } = (await load("index.js")) as typeof library;
export const { sqliteInbox } = (await load("inbox/sqlite.js")) as typeof sqlite;
export const { inspector } = (await load("inspector/index.js")) as typeof page;
export const { postgresInbox } = (await load("inbox/postgres.js")) as typeof postgres;

async function load(file: string): Promise<unknown> {
  return import(pathToFileURL(join(import.meta.dirname, "../../dist", file)).href);
}
