/** A program whose first request loads the module that makes the receiver. Prints the codes of what was logged. */
import { SENT, TOKEN } from "../support/packets.js";
import { closeServers, send, serve } from "../support/server.js";
import type * as lazy from "./made-when-loaded.js";

const load = async () => (await import(process.env["MODULE"] ?? "")) as typeof lazy;

const url = await serve((req, res) => void load().then(({ postbacks }) => postbacks.listener(req, res)));
await send(`${url}/${TOKEN}`, { body: SENT });
const { postbacks, codes } = await load();
console.log(JSON.stringify({ codes, received: postbacks.counters.received }));
await postbacks.close();
await closeServers();
