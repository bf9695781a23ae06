import { pathToFileURL } from "node:url";
import { PostbackError } from "../../problems.js";
import { Database, type NativeDatabase } from "./database.js";

interface NodeSqlite {
  readonly DatabaseSync: new (file: string, options?: { readOnly: boolean }) => NativeDatabase;
}

/** Connects with the SQLite that Node has, or else with the package `libsql`. */
export async function connect(file: string): Promise<Database> {
  const builtIn = nodeSqlite();
  if (builtIn) return new Database(new builtIn.DatabaseSync(file), (values) => values);
  const Libsql = await libsql();
  return new Database(new Libsql(file), (values) => [values]);
}

/**
 * Connects to read, so that SQLite itself makes and changes nothing.
 *
 * @param isIdle Whether all is in the file itself: then nothing beside it is needed, and nothing is made there.
 */
export async function connectToRead(file: string, isIdle: boolean): Promise<Database> {
  const name = `${pathToFileURL(file).href}?mode=ro${isIdle ? "&immutable=1" : ""}`;
  const builtIn = nodeSqlite();
  // Node 22.13 and 22.14 take no such name.
  if (builtIn) return new Database(new builtIn.DatabaseSync(takesUrls() ? name : file, { readOnly: true }), (values) => values);
  const Libsql = await libsql();
  return new Database(new Libsql(name), (values) => [values]);
}

function takesUrls(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 22 || minor >= 15;
}

function nodeSqlite(): NodeSqlite | undefined {
  if (!Reflect.has(process, "getBuiltinModule")) return undefined;
  const found: unknown = withoutWarning(() => process.getBuiltinModule("node:sqlite"));
  return isNodeSqlite(found) ? found : undefined;
}

function isNodeSqlite(found: unknown): found is NodeSqlite {
  return typeof found === "object" && found !== null && "DatabaseSync" in found;
}

/** Node 22 calls it experimental; whoever runs the application cannot do anything about that. */
function withoutWarning<Result>(load: () => Result): Result {
  const before = Object.getOwnPropertyDescriptor(process, "emitWarning");
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    if (before) Object.defineProperty(process, "emitWarning", before);
  }
}

async function libsql(): Promise<new (file: string) => NativeDatabase> {
  try {
    return (await import("libsql")).default;
  } catch (cause) {
    throw new PostbackError("CDYNE_SQLITE_MISSING", undefined, { cause });
  }
}
