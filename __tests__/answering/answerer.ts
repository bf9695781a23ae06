/** An application that answers each text, for tests that kill it. */
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { createPostbacks } from "cdyne-postback";
import { createClient } from "cdyne-postback/client";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { TOKEN } from "../support/packets.js";

const { FILE = "", LICENSE_KEY = "", MESSAGING_URL = "" } = process.env;
const client = createClient({ licenseKey: LICENSE_KEY, messagingUrl: MESSAGING_URL });
const postbacks = createPostbacks({ tokens: TOKEN, inbox: sqliteInbox({ file: FILE }), lease: 300, client });
postbacks.onSmsReceived(async function answer(message) {
  console.log(JSON.stringify(await message.respond("Hello")));
});
await postbacks.start();
const server = createServer(postbacks.listener).listen(0, () => console.log(`http://localhost:${(server.address() as AddressInfo).port}/${TOKEN}`));
