/**
 * A receiver in a process of its own, to be killed. Its one handler writes a line to a file before and after it works, so
 * that what it did outlives it. Sends its port to the parent when it listens.
 */
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { createPostbacks } from "cdyne-postback";
import { postgresInbox } from "cdyne-postback/postgres";
import { sqliteInbox } from "cdyne-postback/sqlite";

export interface ProcessOptions {
  store: { file: string } | { connectionString: string };
  token: string;
  /** Where the handler writes `start key attempt` and `end key attempt`. */
  log: string;
  lease?: number;
  recordTimeout?: number;
  deliver?: boolean;
  /** Of ten attempts so many fail; the last ones do not. */
  failing?: number;
}

const options = JSON.parse(process.argv[2] ?? "") as ProcessOptions;
const { store, token, log, lease = 400, recordTimeout = 5000, deliver = true, failing = 0 } = options;

const postbacks = createPostbacks({
  tokens: token,
  inbox: "file" in store ? sqliteInbox(store) : postgresInbox(store),
  lease,
  recordTimeout,
  deliver,
  retry: { attempts: 100, minDelay: 1, maxDelay: 5 },
  logger: { warn: () => {}, error: () => {} },
});
postbacks.onAny(async function work({ key }, { attempt }) {
  appendFileSync(log, `start ${key} ${attempt}\n`);
  for (let turn = Math.random() * 5; turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
  if (Math.random() * 10 < failing) throw new Error("fails");
  appendFileSync(log, `end ${key} ${attempt}\n`);
});
await postbacks.start();

const server = createServer(postbacks.listener);
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit());
