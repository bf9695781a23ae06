/**
 * Without Express, on Node's own server:
 * npx tsx examples/plain-http.ts
 */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { createPostbacks } from "cdyne-postback";
import { howToPost } from "./vendor.js";

const postbacks = createPostbacks({ tokens: process.env["CDYNE_TOKEN"] ?? randomBytes(16).toString("hex") });

postbacks.onAny((event) => console.log(event.type, event.subject ?? ""));
postbacks.onCallFinished((call) => console.log(`${call.phoneNumber ?? "?"}: ${call.outcome} after ${call.duration ?? 0} s`));

const server = createServer(postbacks.listener);

server.listen(Number(process.env["PORT"] ?? 0), () => {
  const { port } = server.address() as AddressInfo;
  const url = postbacks.url(`http://localhost:${port}`);
  console.log(`PostBackURL: ${url}\n\n${howToPost(url)}`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    void postbacks.close();
  });
}
