import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../support/server.js";

/** A Redis that writes to the disk before it answers. */
export class Redis {
  readonly url: string;
  readonly #server: ChildProcess;
  readonly #folder: string;

  private constructor(server: ChildProcess, folder: string, port: number) {
    this.#server = server;
    this.#folder = folder;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** What is missing to run BullMQ, if anything is. */
  static async missing(): Promise<string | undefined> {
    // BullMQ leaves it to its user to install a client.
    try {
      createRequire(import.meta.url).resolve("ioredis");
    } catch {
      return "the package ioredis is not installed";
    }
    const found = await once(spawn("redis-server", ["--version"]), "exit").catch(() => [1]);
    return found[0] === 0 ? undefined : "redis-server is not in the PATH";
  }

  static async start(): Promise<Redis> {
    const folder = mkdtempSync(join(tmpdir(), "cdyne-redis-"));
    const port = Number(await freePort());
    const safe = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
    const server = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...safe], { stdio: "ignore" });
    return new Redis(server, folder, port);
  }

  async stop(): Promise<void> {
    this.#server.kill();
    await once(this.#server, "exit");
    rmSync(this.#folder, { recursive: true });
  }
}
