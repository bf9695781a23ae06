import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import autocannon from "autocannon";

const REQUESTS = 5000;

/** A server of `sides.ts` in a process of its own. */
export class Side {
  readonly #server: ChildProcess;
  readonly #url: string;

  private constructor(server: ChildProcess, url: string) {
    this.#server = server;
    this.#url = url;
  }

  static async start(name: string): Promise<Side> {
    const server = fork(join(import.meta.dirname, "sides.ts"), [name], { execArgv: ["--import", "tsx"] });
    const [url] = (await once(server, "message")) as [string];
    const side = new Side(server, url);
    await side.requestsPerSecond();
    return side;
  }

  /** Requests that the server answers in a second of its own processor time, so that the speed of the client does not matter. */
  async requestsPerSecond(): Promise<number> {
    const before = await this.#processorTime();
    await post(this.#url);
    return (REQUESTS / ((await this.#processorTime()) - before)) * 1e6;
  }

  stop(): void {
    this.#server.disconnect();
  }

  async #processorTime(): Promise<number> {
    this.#server.send("time");
    const [microseconds] = (await once(this.#server, "message")) as [number];
    return microseconds;
  }
}

let posted = 0;

async function post(url: string): Promise<void> {
  const result = await autocannon({
    url,
    amount: REQUESTS,
    connections: 20,
    requests: [
      {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        setupRequest: (request) => ({ ...request, body: nextReply() }),
      },
    ],
  });
  if (result["2xx"] !== REQUESTS) throw new Error(`${url} answered ${result["2xx"]} of ${REQUESTS} with 200.`);
}

function nextReply(): string {
  posted += 1;
  const id = `9a35e913-ded0-7574-4642-${String(posted).padStart(12, "0")}`;
  return `SMSResponse=1&MessageID=${id}&MatchedMessageID=11111111-2222-1111-2222-000000000004&ReferenceID=&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=Test`;
}
