import { type PostgresClient, type PostgresPool } from "./pool.js";

/** How long to wait in milliseconds before a connection that was lost is made anew. */
const RECONNECT = 1000;
/** `NOTIFY` takes a lock over all commits of a server: no more than one in so many milliseconds. */
const APART = 200;

/** Tells other processes that something was recorded. Nothing depends on it: they look by themselves every second. */
export class Notifier {
  readonly #send: () => Promise<unknown>;
  #last = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  /** @param id Of this inbox, which need not be told by itself. */
  constructor(pool: () => Promise<PostgresPool>, channel: string, id: string) {
    this.#send = async () => (await pool()).query("select pg_notify($1, $2)", [channel, id]);
  }

  notify(): void {
    this.#timer ??= setTimeout(() => void this.flush(), Math.max(0, this.#last + APART - performance.now())).unref();
  }

  /** Says at once what waits to be said. */
  async flush(): Promise<void> {
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = performance.now();
    await this.#send().catch(() => {});
  }
}

/** Listens to the notifiers of other processes on a connection of its own, which it makes anew when it is lost. */
export class Listener {
  readonly #pool: () => Promise<PostgresPool>;
  readonly #channel: string;
  readonly #id: string;
  readonly #wake: () => void;
  #client: PostgresClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(pool: () => Promise<PostgresPool>, channel: string, id: string, wake: () => void) {
    this.#pool = pool;
    this.#channel = channel;
    this.#id = id;
    this.#wake = wake;
  }

  /** @param again Whether something may have been missed. */
  async listen(again = false): Promise<void> {
    if (this.#client) return;
    try {
      const pool = await this.#pool();
      // The only connection there is cannot be kept.
      if ((pool.options?.max ?? Infinity) < 2) return;
      const client = await pool.connect();
      if (this.#stopped) return client.release(true);
      this.#client = client;
      client.on("error", () => this.#lose(client));
      client.on("end", () => this.#lose(client));
      client.on("notification", (notification) => this.#hear(notification));
      await client.query(`listen "${this.#channel}"`);
      client.unref?.();
      if (again) this.#wake();
    } catch {
      if (this.#client) this.#lose(this.#client);
      else this.#retry();
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    if (this.#client) this.#lose(this.#client);
  }

  #hear(notification: unknown): void {
    const { channel, payload } = Object(notification) as { channel?: unknown; payload?: unknown };
    if (channel === this.#channel && payload !== this.#id && !this.#stopped) this.#wake();
  }

  #lose(client: PostgresClient): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    // It listens, so nobody else can use it.
    client.release(true);
    this.#retry();
  }

  #retry(): void {
    clearTimeout(this.#timer);
    if (!this.#stopped) this.#timer = setTimeout(() => void this.listen(true), RECONNECT).unref();
  }
}
