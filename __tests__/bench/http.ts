import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import autocannon from "autocannon";

/** Requests that a side answers in one second of its own processor time, so that the speed of the client does not matter. */
export async function requestsPerSecond(side: string, seconds: number): Promise<number> {
  const server = fork(join(import.meta.dirname, "sides.ts"), [side], { execArgv: ["--import", "tsx"] });
  try {
    const [url] = (await once(server, "message")) as [string];
    await load(url, 1);
    const before = await processorTime(server);
    const answered = await load(url, seconds);
    return (answered / ((await processorTime(server)) - before)) * 1e6;
  } finally {
    server.disconnect();
  }
}

async function processorTime(server: ChildProcess): Promise<number> {
  server.send("time");
  const [microseconds] = (await once(server, "message")) as [number];
  return microseconds;
}

let posted = 0;

async function load(url: string, duration: number): Promise<number> {
  const result = await autocannon({
    url,
    duration,
    connections: 20,
    requests: [
      {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        setupRequest: (request) => ({ ...request, body: nextReply() }),
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url}: ${result.non2xx} other answers, ${result.errors} errors`);
  return result["2xx"];
}

function nextReply(): string {
  posted += 1;
  const id = `9a35e913-ded0-7574-4642-${String(posted).padStart(12, "0")}`;
  return `SMSResponse=1&MessageID=${id}&MatchedMessageID=11111111-2222-1111-2222-000000000004&ReferenceID=&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&ResponseReceiveDate=5%2f8%2f2010+2%3a42%3a36+AM&Message=Test`;
}
