/**
 * In Fastify, which leaves the request and the answer to the listener:
 * npx tsx examples/fastify.ts
 */
import { randomBytes } from "node:crypto";
import { fastify } from "fastify";
import { createPostbacks } from "cdyne-postback";
import { howToPost } from "./vendor.js";

const postbacks = createPostbacks({ tokens: process.env["CDYNE_TOKEN"] ?? randomBytes(16).toString("hex") });
postbacks.onAny((event) => console.log(event.type, event.subject ?? ""));

const app = fastify();
app.register(async (cdyne) => {
  cdyne.removeAllContentTypeParsers();
  cdyne.addContentTypeParser("*", (_request, _body, done) => done(null)); // The listener reads the body.
  cdyne.all("/cdyne/*", (request, reply) => {
    reply.hijack();
    postbacks.listener(request.raw, reply.raw);
  });
});
app.addHook("onClose", async () => postbacks.close());

const address = await app.listen({ port: Number(process.env["PORT"] ?? 0) });
const url = postbacks.url(`${address}/cdyne`);
console.log(`PostBackURL: ${url}\n\n${howToPost(url)}`);

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void app.close());
