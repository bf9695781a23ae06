/** A program whose first request loads the module with the receiver. Prints the codes of what was logged. */
import { SENT, TOKEN } from "../support/packets.js";
import { closeServers, send, serve } from "../support/server.js";
import type * as lazy from "./made-when-loaded.js";

const load = async () => (await import(process.env["MODULE"] ?? "")) as typeof lazy;

const url = await serve((req, res) => void load().then(({ receiver }) => receiver().listener(req, res)));
for (let times = 0; times < 2; times += 1) await send(`${url}/${TOKEN}`, { body: SENT });
const { receiver, codes } = await load();
const postbacks = receiver();
console.log(JSON.stringify({ codes, received: postbacks.counters.received }));
await postbacks.close();
await closeServers();
