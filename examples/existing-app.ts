/**
 * In an application that has its own body parsers, security headers, routes and error handler:
 * npx tsx examples/existing-app.ts
 */
import { randomBytes } from "node:crypto";
import { type AddressInfo } from "node:net";
import express, { type ErrorRequestHandler } from "express";
import helmet from "helmet";
import { createPostbacks } from "cdyne-postback";
import { howToPost } from "./vendor.js";

const postbacks = createPostbacks({ tokens: process.env["CDYNE_TOKEN"] ?? randomBytes(16).toString("hex") });

/** What people have answered, by their number. Your database, in real life. */
const answers = new Map<string, string>();

postbacks.onSmsReply(function saveAnswer(reply) {
  if (reply.systemKeyword || reply.from === undefined) return; // The vendor has answered STOP and HELP itself.
  answers.set(reply.from, reply.text ?? "");
});
postbacks.onAny((event) => console.log(event.type, event.subject ?? ""));
postbacks.onError(({ event, handler, error }) => console.error(`${handler} failed for ${event.type}:`, error));

const app = express();
app.use(helmet());

// It works behind the parsers too; before them it sees every byte as it was posted.
app.use("/hooks/cdyne", postbacks.router);

app.use(express.json());
app.use(express.urlencoded({ extended: true }));
app.get("/answers", (_req, res) => void res.json(Object.fromEntries(answers)));
app.get("/health", async (_req, res) => void res.json(await postbacks.health()));

const onError: ErrorRequestHandler = (error, _req, res, _next) => {
  console.error(error);
  res.status(500).json({ error: "internal" });
};
app.use(onError);

const server = app.listen(Number(process.env["PORT"] ?? 0), (error) => {
  if (error) throw error;
  const { port } = server.address() as AddressInfo;
  const url = postbacks.url(`http://localhost:${port}/hooks/cdyne`);
  console.log(`PostBackURL: ${url}\n\n${howToPost(url)}`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    void postbacks.close();
  });
}
