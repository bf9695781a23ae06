import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as library from "../../lib/index.js";

/** The built library: what users run is what is measured. Its types are those of the sources, so that they are there without a build. */
export const { classify, createPostbacks, memoryInbox } = (await import(
  pathToFileURL(join(import.meta.dirname, "../../dist/index.js")).href
)) as typeof library;
