/**
 * One receiver for several customers, each with a URL of its own, and a token that is being replaced:
 * npx tsx examples/many-accounts.ts
 *
 * To replace a token: put the new one in front, give the vendor its URL, and take the old one out when nothing comes to
 * it any more. Until then both are valid.
 */
import { randomBytes } from "node:crypto";
import { type AddressInfo } from "node:net";
import express from "express";
import { createPostbacks } from "cdyne-postback";
import { howToPost } from "./vendor.js";

const secret = (name: string): string => process.env[name] ?? randomBytes(16).toString("hex");
const acme = { new: secret("ACME_TOKEN"), old: secret("ACME_OLD_TOKEN") };

const postbacks = createPostbacks({ tokens: { acme: [acme.new, acme.old], beta: secret("BETA_TOKEN") } });

postbacks.onAny((event) => console.log(`${event.account ?? ""}: ${event.type}`));

const app = express();
app.use("/cdyne", postbacks.router);

const server = app.listen(Number(process.env["PORT"] ?? 0), (error) => {
  if (error) throw error;
  const { port } = server.address() as AddressInfo;
  const base = `http://localhost:${port}/cdyne`;
  const urls = { acme: postbacks.url(base, { account: "acme" }), beta: postbacks.url(base, { account: "beta" }) };
  console.log(`PostBackURL of acme: ${urls.acme}`);
  console.log(`PostBackURL of acme, valid until it is taken out: ${base}/${acme.old}`);
  console.log(`PostBackURL of beta: ${urls.beta}\n\n${howToPost(urls.acme, urls.beta)}`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    void postbacks.close();
  });
}
