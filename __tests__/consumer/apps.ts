/** An application that receives one postback over a socket and prints what it got. It is JavaScript and TypeScript alike. */
const app = `
async function main() {
  const postbacks = createPostbacks({ tokens: "token-of-the-consumer" });
  const refused = new Promise((resolve) => {
    postbacks.onSmsRefused(({ type, messageId, referenceId, from, to, at }, { attempt }) => {
      resolve({ type, messageId, referenceId, from, to, at, attempt });
    });
  });
  const app = express();
  app.use("/hooks/cdyne", postbacks.router);
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const { status } = await fetch(\`http://127.0.0.1:\${port}/hooks/cdyne/token-of-the-consumer\`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "SMSSent=0&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&SentTime=5%2f8%2f2010+2%3a42%3a36+AM",
  });
  console.log(JSON.stringify({ status, event: await refused }));
  await postbacks.close();
  server.close();
}

void main();
`;

export const esmApp = `
import { once } from "node:events";
import express from "express";
import { createPostbacks } from "cdyne-postback";
${app}`;

export const cjsApp = `
const { once } = require("node:events");
const express = require("express");
const { createPostbacks } = require("cdyne-postback");
${app}`;

/** What the application prints. */
export const printed = {
  status: 200,
  event: {
    type: "smsRefused",
    messageId: "9a35e913-ded0-7574-4642-5f60c550c706",
    referenceId: "12345",
    from: "+17575449510",
    to: "+17575449511",
    at: "2010-05-08T02:42:36.000Z",
    attempt: 1,
  },
};

/** Stands in for `@types/express`, which the package must not need, in terms of Node's own types. */
export const expressTypes = `
declare module "express" {
  import { type IncomingMessage, type Server, type ServerResponse } from "node:http";
  interface App {
    use(path: string, handler: (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void): void;
    listen(port: number, host: string): Server;
  }
  export default function express(): App;
}
`;
