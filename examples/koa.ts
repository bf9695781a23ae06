/**
 * In Koa, before any body parser, which would take the body away:
 * npx tsx examples/koa.ts
 */
import { randomBytes } from "node:crypto";
import { type AddressInfo } from "node:net";
import Koa from "koa";
import { createPostbacks } from "cdyne-postback";
import { howToPost } from "./vendor.js";

const postbacks = createPostbacks({ tokens: process.env["CDYNE_TOKEN"] ?? randomBytes(16).toString("hex") });
postbacks.onAny((event) => console.log(event.type, event.subject ?? ""));

const app = new Koa();
app.use(async (context, next) => {
  if (!context.path.startsWith("/cdyne/")) {
    await next();
    return;
  }
  context.respond = false;
  postbacks.listener(context.req, context.res);
});

const server = app.listen(Number(process.env["PORT"] ?? 0), () => {
  const { port } = server.address() as AddressInfo;
  const url = postbacks.url(`http://localhost:${port}/cdyne`);
  console.log(`PostBackURL: ${url}\n\n${howToPost(url)}`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    void postbacks.close();
  });
}
