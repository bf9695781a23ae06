const PACKET =
  "SMSSent=0&MessageID=9a35e913-ded0-7574-4642-5f60c550c706&ReferenceID=12345&FromPhoneNumber=17575449510&ToPhoneNumber=17575449511&SentTime=5%2f8%2f2010+2%3a42%3a36+AM";

/** An application that receives one postback over a socket and prints what it got. It is JavaScript and TypeScript alike. */
const app = (inbox: string, host: string) => `
async function main() {
  const postbacks = createPostbacks({ tokens: "token-of-the-consumer"${inbox} });
  const refused = new Promise((resolve) => {
    postbacks.onSmsRefused(({ type, messageId, referenceId, from, to, at }, { attempt }) => {
      resolve({ type, messageId, referenceId, from, to, at, attempt });
    });
  });
  ${host}
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const { status } = await fetch(\`http://127.0.0.1:\${port}/hooks/cdyne/token-of-the-consumer\`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "${PACKET}",
  });
  if (status !== 200) throw new Error(\`Answered with \${status}.\`);
  console.log(JSON.stringify({ status, event: await refused }));
  await postbacks.close();
  server.close();
}

void main();
`;

const inExpress = `
  const app = express();
  app.use("/hooks/cdyne", postbacks.router);
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");`;

/** Nest's own parsers come first, as a middleware of a module is behind them. */
const inNest = (options: string) => `
  class AppModule {
    configure(consumer) {
      consumer.apply(postbacks.router).forRoutes("hooks/cdyne");
    }
  }
  Module({})(AppModule);
  const app = await NestFactory.create(AppModule, { logger: ["error"]${options} });
  await app.listen(0, "127.0.0.1");
  const server = app.getHttpServer();`;

const esm = `
import { once } from "node:events";
import express from "express";
import { createPostbacks } from "cdyne-postback";
`;
const cjs = `
const { once } = require("node:events");
const express = require("express");
const { createPostbacks } = require("cdyne-postback");
`;
const nest = `
import "reflect-metadata";
import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { createPostbacks } from "cdyne-postback";
`;
/** In a file for each, as a repeat would be no event. */
const sqlite = `, inbox: sqliteInbox({ file: process.argv[1] + ".db" })`;

export const esmApp = `${esm}${app("", inExpress)}`;
export const cjsApp = `${cjs}${app("", inExpress)}`;

/** Applications by file name; each prints `printed`. */
export const expressApps = {
  "app.mjs": esmApp,
  "app.cjs": cjsApp,
  "sqlite.mjs": `import { sqliteInbox } from "cdyne-postback/sqlite";${esm}${app(sqlite, inExpress)}`,
  "sqlite.cjs": `const { sqliteInbox } = require("cdyne-postback/sqlite");${cjs}${app(sqlite, inExpress)}`,
};
export const nestApps = {
  "nest-parsers.mjs": `${nest}${app("", inNest(""))}`,
  "nest-raw-body.mjs": `${nest}${app("", inNest(", rawBody: true"))}`,
};

/** What each application prints. */
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

/** A TypeScript application that has all entry points' types too. */
export const typedApp = `
import { createClient } from "cdyne-postback/client";
import { inboxContract } from "cdyne-postback/inbox-contract";
import { inspector } from "cdyne-postback/inspector";
import { postgresInbox } from "cdyne-postback/postgres";
import { sqliteInbox } from "cdyne-postback/sqlite";
import { startVendor } from "cdyne-postback/testing";
import { type Inbox } from "cdyne-postback";
export const inboxes: Inbox[] = [sqliteInbox({ file: "a.db" }), postgresInbox({ connectionString: "postgres://localhost" })];
export const others = { createClient, inboxContract, inspector, startVendor };
${esmApp}`;

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
