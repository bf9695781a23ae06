/** What differs between the inboxes of an application. */
export const inboxes = {
  sqlite: {
    entry: "cdyne-postback/sqlite",
    make: "sqliteInbox",
    options: `{ file: "postbacks.db" }`,
    /** Node 22.13 and later have SQLite, and do not use it. */
    packages: { libsql: "^0.5.0" },
    types: {},
    env: [],
    ignored: ["postbacks.db*"],
  },
  postgres: {
    entry: "cdyne-postback/postgres",
    make: "postgresInbox",
    options: `{ connectionString: process.env.DATABASE_URL }`,
    packages: { pg: "^8.11.0" },
    types: { "@types/pg": "^8.11.0" },
    env: ["# Where PostgreSQL is; a schema cdyne_postback is made there.", "DATABASE_URL=postgres://postgres@localhost:5432/postgres"],
    ignored: [],
  },
} as const;

export type InboxName = keyof typeof inboxes;

/** The application: the same text in JavaScript and in TypeScript. */
export function appSource(inbox: InboxName): string {
  const { entry, make, options } = inboxes[inbox];
  return `import express from "express";
import { createPostbacks } from "cdyne-postback";
import { ${make} } from "${entry}";

const postbacks = createPostbacks({
  tokens: process.env.CDYNE_TOKEN, // The secret end of the PostBackURL, in .env.
  inbox: ${make}(${options}),
});

// Everything that comes. What people write is not for a log; a handler of its own, such as
// postbacks.onSmsReply((reply) => …), has reply.from and reply.text. One that throws is run again later.
postbacks.onAny((postback) => {
  console.log(postback.type, postback.key);
});
postbacks.onError(({ event, error, next }) => {
  console.error(event.type, event.key, error, next);
});

const app = express();
app.use("/cdyne", postbacks.router); // Before body parsers.

const port = Number(process.env.PORT || 3000);
const base = \`\${process.env.PUBLIC_URL || \`http://localhost:\${port}\`}/cdyne\`;
const server = app.listen(port, (error) => {
  if (error) throw error;
  // Whoever knows the whole URL can post to it, so that it is not for a log either.
  console.log("PostBackURL:", process.argv.includes("--url") ? postbacks.url(base) : \`\${base}/<CDYNE_TOKEN>; start with --url to see all of it\`);
});
await postbacks.start(); // Goes on with what an earlier run has left.

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    void postbacks.close();
  });
}
`;
}
