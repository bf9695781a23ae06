/** A process that does nothing but deliver, from the SQLite file that it is given; it ends once a postback is delivered. */
import { createPostbacks } from "cdyne-postback";
import { sqliteInbox } from "cdyne-postback/sqlite";

const postbacks = createPostbacks({
  tokens: false,
  inbox: sqliteInbox({ file: process.env["FILE"] ?? "" }),
  retry: { minDelay: 500, maxDelay: 500 },
  logger: { warn: () => {}, error: () => {} },
});
postbacks.onAny((_event, { attempt }) => {
  console.log(`attempt ${attempt}`);
  if (attempt === 1) throw new Error("not yet");
  void postbacks.close();
});
await postbacks.start();
