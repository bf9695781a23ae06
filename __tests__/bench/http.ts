import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import autocannon from "autocannon";
import { type Place } from "./places.js";

const REQUESTS = 5000;

/** A server of `sides.ts` in a process of its own. */
export class Side {
  readonly #server: ChildProcess;
  readonly #url: string;

  private constructor(server: ChildProcess, url: string) {
    this.#server = server;
    this.#url = url;
  }

  static async start(name: string, place: Place = ""): Promise<Side> {
    const server = fork(join(import.meta.dirname, "sides.ts"), [name, place], { execArgv: ["--import", "tsx"] });
    const [url] = (await once(server, "message")) as [string];
    return new Side(server, url);
  }

  /** Requests that the server answers in a second of its own processor time, so that the speed of the client does not matter. */
  async requestsPerSecond(): Promise<number> {
    const before = await this.#ask("time");
    await post(this.#url, REQUESTS, 20);
    return (REQUESTS / ((await this.#ask("time")) - before)) * 1e6;
  }

  /** Requests answered in a second by the clock: with a store, the processor time of the one process is not all that they cost. */
  async answersPerSecond(requests = REQUESTS): Promise<number> {
    const seconds = await post(this.#url, requests, 50);
    await this.#ask("idle");
    return requests / seconds;
  }

  async stop(): Promise<void> {
    this.#server.disconnect();
    await once(this.#server, "exit");
  }

  async #ask(question: "time" | "idle"): Promise<number> {
    this.#server.send(question);
    const [microseconds] = (await once(this.#server, "message")) as [number];
    return microseconds;
  }
}

let posted = 0;

/** Resolves to how many seconds it took until the last answer. */
async function post(url: string, requests: number, connections: number): Promise<number> {
  const start = performance.now();
  let end = start;
  const request: autocannon.Request = {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    setupRequest: (empty) => ({ ...empty, body: nextReply() }),
  };
  const posting = autocannon({ url, amount: requests, connections, requests: [request] }, () => {});
  // It says that it is done at the next full second only.
  posting.on("response", () => (end = performance.now()));
  const [result] = (await once(posting, "done")) as [autocannon.Result];
  if (result["2xx"] !== requests) throw new Error(`${url} answered ${result["2xx"]} of ${requests} with 200.`);
  return (end - start) / 1000;
}

function nextReply(): string {
  posted += 1;
  const id = `9a35e913-ded0-7574-4642-${String(posted).padStart(12, "0")}`;
  return `SMSResponse=1&MessageID=${id}&MatchedMessageID=11111111-2222-1111-2222-000000000004&ReferenceID=&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=Test`;
}
