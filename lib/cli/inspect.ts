import { once } from "node:events";
import { z } from "zod";
import { type Inbox, createPostbacks } from "../index.js";
import { postgresInbox } from "../inbox/postgres.js";
import { inspector } from "../inspector/index.js";
import { isOfThisMachine } from "../this-machine.js";
import { command, inputs } from "./command.js";
import { exitCodes } from "./exit-codes.js";
import { isPostgres, openPostgresToRead, openSqlite, openSqliteToRead, pathOf } from "./inbox.js";
import { serve } from "./listen/serve.js";
import { flag, jsonFlag, wholeNumber } from "./values.js";

export const inspectCommand = command({
  name: "inspect",
  summary: "Show an inbox as a page in the browser",
  details:
    "The page that inspector() puts into an application, without one: what came, what became of it, whole conversations. For a browser " +
    "on this machine only. The inbox is opened to be read, and nothing in it is changed; with --actions postbacks can be delivered again " +
    "and discarded, by whichever process delivers from this inbox.",
  examples: [
    { type: "inspect postbacks.db", what: "Look into a SQLite file" },
    { type: "inspect postgres://localhost/app --actions --name ada", what: "Look into a database, and deliver again what was lost" },
  ],
  given: z.object({
    source: z.string().min(1).register(inputs, { flags: "<inbox>", what: "a SQLite file that is there, or a postgres:// URL" }),
    port: wholeNumber(0, 65_535).prefault("0").register(inputs, { flags: "-p, --port <number>", what: "where to listen; 0 takes a free one" }),
    actions: flag("--actions", "let postbacks be delivered again and discarded"),
    name: z.string().min(1).optional().register(inputs, { flags: "--name <name>", what: "who does so, for the audit" }),
    json: jsonFlag(),
  }),
  run: async ({ source, port, actions, name }, { output, folder, signal }) => {
    const { inbox, end } = await opened(source, folder, actions);
    try {
      const postbacks = createPostbacks({ tokens: false, inbox, deliver: false });
      const page = inspector(postbacks, { authorize: (req) => isOfThisMachine(req) && (name ?? true), readOnly: !actions });
      const { server, port: taken } = await serve(page, port, "localhost");
      const url = `http://localhost:${taken}/`;
      output.record({ inspecting: { url } });
      output.say(`${output.colours.bold(url)}${actions ? "" : "  (to read; --actions lets postbacks be delivered again and discarded)"}`);
      if (!signal.aborted) await once(signal, "abort");
      server.close();
      server.closeAllConnections();
      return exitCodes.fine;
    } finally {
      await end();
    }
  },
});

interface Opened {
  readonly inbox: Inbox;
  readonly end: () => Promise<void>;
}

async function opened(source: string, folder: string, actions: boolean): Promise<Opened> {
  if (isPostgres(source)) return actions ? closing(postgresInbox({ connectionString: source })) : openPostgresToRead(source);
  // A slip in its name would make a new one.
  const file = await pathOf(source, folder);
  return closing(await (actions ? openSqlite : openSqliteToRead)(file));
}

function closing(inbox: Inbox): Opened {
  return { inbox, end: async () => inbox.close() };
}
