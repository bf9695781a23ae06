import { PostbackError } from "../../problems.js";
import { Database, type NativeDatabase } from "./database.js";

interface NodeSqlite {
  readonly DatabaseSync: new (file: string) => NativeDatabase;
}

/** Connects with the SQLite that Node has, or else with the package `libsql`. */
export async function connect(file: string): Promise<Database> {
  const builtIn = nodeSqlite();
  if (builtIn) return new Database(new builtIn.DatabaseSync(file), (values) => values);
  const Libsql = await libsql();
  return new Database(new Libsql(file), (values) => [values]);
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
