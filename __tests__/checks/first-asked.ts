/** A program whose first request loads the module that makes the receiver. Prints the codes of what was logged. */
import { createRequire } from "node:module";
import { SENT, TOKEN } from "../support/packets.js";
import { closeServers, send, serve } from "../support/server.js";
import type * as lazy from "./made-when-loaded.js";

const load = () => createRequire(import.meta.url)("./made-when-loaded.js") as typeof lazy;

const url = await serve((req, res) => load().postbacks.listener(req, res));
await send(`${url}/${TOKEN}`, { body: SENT });
console.log(JSON.stringify(load().codes));
await load().postbacks.close();
await closeServers();
