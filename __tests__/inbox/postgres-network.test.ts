import { once } from "node:events";
import { type AddressInfo, type Server, type Socket, connect, createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { ownPool } from "../../lib/inbox/postgres/pool.js";
import { Listener } from "../../lib/inbox/postgres/wake-up.js";
import { createDatabase } from "../support/postgres.js";
import { until } from "../support/receiver.js";

/** What stands between the library and the server. */
class Network {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** What becomes of the bytes to the server: the connection is cut for `"cut"`. */
  filter: (bytes: Buffer) => "pass" | "cut" = () => "pass";
  connections = 0;

  constructor(target: URL) {
    this.#server = createServer((near) => {
      this.connections += 1;
      const far = connect(Number(target.port), target.hostname);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => [near, far].forEach((one) => one.destroy()));
      }
      near.on("data", (bytes) => (this.filter(bytes) === "cut" ? near.resetAndDestroy() : far.write(bytes)));
      far.on("data", (bytes) => near.write(bytes));
    });
  }

  async url(target: URL): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return Object.assign(new URL(target), { hostname: "127.0.0.1", port: String((this.#server.address() as AddressInfo).port) }).href;
  }

  /** Lets nothing through on the connections that there are, and says so to nobody. */
  silence(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  close(): void {
    this.#sockets.forEach((socket) => socket.destroy());
    this.#server.close();
  }
}

let database: Awaited<ReturnType<typeof createDatabase>>;
let network: Network;
let url = "";

beforeEach(async () => {
  database = await createDatabase();
  network = new Network(new URL(database.url));
  url = await network.url(new URL(database.url));
});
afterEach(async () => {
  network.close();
  await database.drop();
});

describe("a network that goes silent", () => {
  it("costs the connections that there are, and new ones work", async () => {
    const source = ownPool(url, 200);
    const pool = await source.open();
    pool.on("error", () => {});
    const clients = await Promise.all(Array.from({ length: 3 }, async () => pool.connect()));
    clients.forEach((client) => client.release());
    network.silence();
    const results = await Promise.allSettled(Array.from({ length: 3 }, async () => pool.query("select 1")));
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await source.end();
  });
});

describe("a network that lets nobody listen", () => {
  it("is tried again now and then, and not more often each time", async () => {
    network.filter = (bytes) => (bytes.includes('listen "') ? "cut" : "pass");
    const source = ownPool(url);
    const pool = await source.open();
    pool.on("error", () => {});
    const begin = jest.spyOn(globalThis, "setTimeout");
    const end = jest.spyOn(globalThis, "clearTimeout");
    const listener = new Listener(async () => pool, "channel", "id", () => {});
    await listener.listen();
    const waits = (): number => {
      const ended = new Set<unknown>(end.mock.calls.map(([timer]) => timer));
      return begin.mock.results.filter(({ value }, index) => begin.mock.calls[index]?.[1] === 1000 && !ended.has(value)).length;
    };
    await until(() => waits() > 0);
    for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    // One wait for the connection that was cut, and not one for each sign of it.
    expect(waits()).toBe(1);
    await until(() => network.connections >= 2);
    listener.stop();
    jest.restoreAllMocks();
    await source.end();
  });
});
