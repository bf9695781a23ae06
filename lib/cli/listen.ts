import { once } from "node:events";
import { type RequestListener, type Server } from "node:http";
import { resolve } from "node:path";
import { z } from "zod";
import { type Inbox, type Logger, type Postbacks, createPostbacks } from "../index.js";
import { command, inputs } from "./command.js";
import { errorCode } from "./error-code.js";
import { ExactBytes } from "./exact-bytes.js";
import { exitCodes } from "./exit-codes.js";
import { openSqlite } from "./inbox.js";
import { Arrivals } from "./listen/arrivals.js";
import { doubtsAbout, forwardTo, replayOf } from "./listen/forward.js";
import { hints } from "./listen/hints.js";
import { takeAlone } from "./listen/lock.js";
import { isUnused, newFilesOf } from "./listen/new-files.js";
import { overhear } from "./listen/overhear.js";
import { isForThisMachine, serve } from "./listen/serve.js";
import { tokenBeside } from "./listen/token.js";
import { type Output } from "./output.js";
import { timeOfDay } from "./postback-line.js";
import { duration, flag, jsonFlag, webUrl, wholeNumber } from "./values.js";

/** How long the answers that are under way are waited for at the end, in milliseconds. */
const LAST_WAIT = 2000;

export const listenCommand = command({
  name: "listen",
  summary: "Receive postbacks, print each as it comes, and keep them in a file",
  details:
    "Prints the PostBackURL to hand to the vendor. With --forward each postback is also posted to your application, byte by byte and " +
    "once; what it does not answer with 200 is kept as `dead`, and `replay --state dead` sends it again.",
  examples: [
    { type: "listen", what: "Receive on http://localhost:3000" },
    { type: "listen --public https://abc.trycloudflare.com", what: "Print the URL as the vendor reaches it through a tunnel" },
    { type: "listen --port 4000 --forward http://localhost:3000/cdyne/<token>", what: "Pass everything on to your application" },
    { type: "listen --json | jq -r 'select(.type).type'", what: "For a script" },
  ],
  given: z.object({
    port: wholeNumber(0, 65_535).prefault("3000").register(inputs, { flags: "-p, --port <number>", what: "where to listen; 0 takes a free one" }),
    host: z.string().regex(/\S/, "expected an address; 0.0.0.0 is all of this machine").default("127.0.0.1").register(inputs, { flags: "--host <address>", what: "the address to listen on; 0.0.0.0 for all of this machine" }),
    token: z.string().optional().register(inputs, { flags: "--token <token>", what: "the secret end of the PostBackURL; made, and kept beside the file, when there is none", env: "CDYNE_TOKEN" }),
    file: z.string().min(1).default("cdyne-postbacks.db").register(inputs, { flags: "-f, --file <file>", what: "the SQLite file that keeps what comes" }),
    public: webUrl.optional().register(inputs, { flags: "--public <url>", what: "the address under which the vendor reaches this: of a tunnel or a host" }),
    forward: webUrl.optional().register(inputs, { flags: "--forward <url>", what: "the whole PostBackURL of your application, to pass everything on to", env: "CDYNE_FORWARD_URL" }),
    timeout: duration.refine((time) => time > 0, "expected more than 0: your application could not answer in time").prefault("30s").register(inputs, { flags: "--timeout <time>", what: "how long your application may take to answer, with its unit: 500ms, 10s, 5m" }),
    yes: flag("-y, --yes", "use an inbox that listen has not made, too"),
    show: flag("--show", "print numbers and texts in full"),
    json: jsonFlag(),
  }),
  run: async (given, { output, folder, signal }) => {
    const file = resolve(folder, given.file);
    const giveBack = await takeAlone(file, given.yes);
    const takeAway = newFilesOf(file);
    let inbox: Inbox | undefined;
    let server: Server | undefined;
    try {
      inbox = await openSqlite(file);
      const exact = await ExactBytes.beside(file);
      const arrivals = new Arrivals({ show: given.show, forwards: given.forward !== undefined }, exact, output);
      const postbacks = createPostbacks({
        tokens: given.token ?? (await tokenBeside(file)),
        inbox: arrivals.telling(inbox),
        // What is not passed on waits for whoever does.
        deliver: given.forward !== undefined,
        retry: { attempts: 1 },
        handlerTimeout: given.timeout + 1000,
        logger: loggerTo(output),
      });
      const forwarded = given.forward && forwardTo(given.forward, { postbacks, exact, arrivals, output, timeout: given.timeout });
      // What is wrong with it is said before anything listens.
      if (given.public) postbacks.url(given.public.href);
      const served = await serve(listenerOf(postbacks, exact, output), given.port, given.host);
      const { port } = served;
      server = served.server;
      await postbacks.start();

      const url = postbacks.url(given.public?.href ?? `http://localhost:${port}`);
      output.record({ listening: { url, port, file } });
      for (const line of hints(url, { reachable: given.public, port, isKept: given.token === undefined }, output.colours)) output.say(line);
      if (!isForThisMachine(server)) output.warn(`It listens on ${given.host}, not on this machine alone: whoever reaches it and has the secret can post, and plain http shows the secret on the way.`);
      for (const doubt of given.forward ? await doubtsAbout(given.forward, port, given.public) : []) output.warn(doubt);

      if (!signal.aborted) await once(signal, "abort");
      server.close();
      if (forwarded?.underWay) output.say(`${forwarded.underWay} still being passed on: answers are waited for up to ${LAST_WAIT / 1000} seconds. Another Ctrl-C ends it at once.`);
      await postbacks.close({ timeout: LAST_WAIT });
      server.closeAllConnections();
      output.say(`${arrivals.count.new} new, ${arrivals.count.repeat} again. Kept in ${given.file}.`);
      if (forwarded?.late) output.say(`${forwarded.late} not passed on in time: kept, and passed on by the next start with --forward.`);
      if (given.forward && forwarded?.failed) output.say(`${forwarded.failed} not passed on. To send them: ${await replayOf(given.file, given.forward)}`);
      return exitCodes.fine;
    } finally {
      server?.close();
      // Nothing was said yet of what it has made for a start that failed.
      const isInVain = !server && (await isUnused(file, inbox));
      await inbox?.close();
      if (isInVain) takeAway();
      giveBack();
    }
  },
});

function listenerOf(postbacks: Postbacks, exact: ExactBytes, output: Output): RequestListener {
  return (req, res) => {
    overhear(req, (bytes) => res.once("close", exact.hear(bytes)));
    res.on("finish", () => tellOther(req.method, res.statusCode, output));
    postbacks.listener(req, res);
  };
}

const MEANINGS: Readonly<Record<number, string>> = { 200: "it was looked at", 404: "the URL does not end with the token" };

/** Of a request that was no postback, or was not recorded. Its URL may hold the secret, misspelt. */
function tellOther(method = "", status: number, output: Output): void {
  if (status === 200 && method === "POST") return;
  const meaning = MEANINGS[status];
  output.say(output.colours.dim(`${timeOfDay(new Date())}  ${method} answered with ${status}${meaning === undefined ? "" : `: ${meaning}`}`));
}

function loggerTo(output: Output): Logger {
  const write = (details: object, message: string): void => {
    const code = errorCode(details);
    // It sounds like a loss. What was not passed on in time stays in the file, and is told of at the end.
    if (code !== "CDYNE_CLOSED_EARLY") output.warn(`${String(code)}: ${message}`);
  };
  return { warn: write, error: write };
}
