import { once } from "node:events";
import { type RequestListener } from "node:http";
import { resolve } from "node:path";
import { z } from "zod";
import { type Logger, type Postback, type Postbacks, type Recorded, classify, createPostbacks } from "../index.js";
import { command, inputs } from "./command.js";
import { ExactBytes } from "./exact-bytes.js";
import { exitCodes } from "./exit-codes.js";
import { openSqlite, refuseOtherFiles } from "./inbox.js";
import { overhear, telling } from "./listen/arrivals.js";
import { hints } from "./listen/hints.js";
import { takeAlone } from "./listen/lock.js";
import { serve } from "./listen/serve.js";
import { tokenBeside } from "./listen/token.js";
import { type Output } from "./output.js";
import { post, wordsOf } from "./post.js";
import { type Discretion } from "../in-words.js";
import { postbackLine, timeOfDay } from "./postback-line.js";
import { recordLine } from "./record-line.js";
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
    { type: "listen --json | jq -r .type", what: "For a script" },
  ],
  given: z.object({
    port: wholeNumber(0, 65_535).prefault("3000").register(inputs, { flags: "-p, --port <number>", what: "where to listen; 0 takes a free one" }),
    host: z.string().default("127.0.0.1").register(inputs, { flags: "--host <address>", what: "the address to listen on; 0.0.0.0 for all of this machine" }),
    token: z.string().optional().register(inputs, { flags: "--token <token>", what: "the secret end of the PostBackURL; made, and kept beside the file, when there is none", env: "CDYNE_TOKEN" }),
    file: z.string().min(1).default("cdyne-postbacks.db").register(inputs, { flags: "-f, --file <file>", what: "the SQLite file that keeps what comes" }),
    public: webUrl.optional().register(inputs, { flags: "--public <url>", what: "the address under which the vendor reaches this: of a tunnel or a host" }),
    forward: webUrl.optional().register(inputs, { flags: "--forward <url>", what: "the whole PostBackURL of your application, to pass everything on to" }),
    timeout: duration.prefault("30s").register(inputs, { flags: "--timeout <time>", what: "how long your application may take to answer" }),
    yes: flag("-y, --yes", "use an inbox that listen has not made, too"),
    show: flag("--show", "print numbers and texts in full"),
    json: jsonFlag(),
  }),
  run: async (given, { output, folder, signal }) => {
    const file = resolve(folder, given.file);
    await refuseOtherFiles(file);
    const giveBack = await takeAlone(file, given.yes);
    const inbox = await openSqlite(file).catch(async (error: unknown) => {
      await giveBack();
      throw error;
    });
    try {
      const exact = await ExactBytes.beside(file);
      const arrivals = new Arrivals(given, exact, output);
      const postbacks = createPostbacks({
        tokens: given.token ?? (await tokenBeside(file)),
        inbox: telling(inbox, (postback, recorded) => arrivals.tell(postback, recorded)),
        // What is not passed on waits for whoever does.
        deliver: given.forward !== undefined,
        retry: { attempts: 1 },
        handlerTimeout: given.timeout + 1000,
        logger: loggerTo(output),
      });
      if (given.forward) deliverTo(given.forward, postbacks, exact, given.timeout, output);
      // What is wrong with it is said before anything listens.
      if (given.public) postbacks.url(given.public.href);
      const { server, port } = await serve(listenerOf(postbacks, exact, output), given.port, given.host);
      await postbacks.start();

      const url = postbacks.url(given.public?.href ?? `http://localhost:${port}`);
      output.record({ listening: { url, port, file } });
      for (const line of hints(url, given.public, port, output.colours)) output.say(line);

      if (!signal.aborted) await once(signal, "abort");
      server.close();
      await postbacks.close({ timeout: LAST_WAIT });
      server.closeAllConnections();
      output.say(`${arrivals.count.new} new, ${arrivals.count.repeat} again. Kept in ${given.file}.`);
      return exitCodes.fine;
    } finally {
      await inbox.close();
      await giveBack();
    }
  },
});

/** Prints what comes. */
class Arrivals {
  readonly count: Record<Recorded, number> = { new: 0, repeat: 0 };
  readonly #discretion: Discretion;
  readonly #exact: ExactBytes;
  readonly #output: Output;

  constructor(discretion: Discretion, exact: ExactBytes, output: Output) {
    this.#discretion = discretion;
    this.#exact = exact;
    this.#output = output;
  }

  tell(postback: Postback, recorded: Recorded): void {
    this.count[recorded] += 1;
    const { colours } = this.#output;
    const again = recorded === "repeat" ? colours.dim("  again") : "";
    this.#output.record({ recorded, ...recordLine(postback, this.#exact.of(postback.key, postback.raw)) });
    this.#output.say(`${timeOfDay(postback.receivedAt)}  ${postbackLine(postback, this.#discretion, colours)}${again}`);
  }
}

function listenerOf(postbacks: Postbacks, exact: ExactBytes, output: Output): RequestListener {
  const keep = (bytes: Buffer): void => {
    try {
      exact.keep(classify(bytes).key, bytes);
    } catch (error) {
      output.warn(`The exact bytes of a body that is not UTF-8 could not be kept: ${String(error)}`);
    }
  };
  return (req, res) => {
    if (req.headers["content-encoding"] === undefined) overhear(req, keep);
    res.on("finish", () => tellOther(req.method, res.statusCode, output));
    postbacks.listener(req, res);
  };
}

/** Passes everything on. */
function deliverTo(target: URL, postbacks: Postbacks, exact: ExactBytes, timeout: number, output: Output): void {
  postbacks.onAny(async function forward(postback, { signal }) {
    const posted = await post(target, exact.of(postback.key, postback.raw), { timeout, signal });
    output.record({ forwarded: postback.key, status: posted.status, milliseconds: posted.milliseconds, why: posted.why });
    const kept = posted.status === 200 ? "" : ", kept for replay";
    output.say(`${timeOfDay(new Date())}  ${output.colours.dim("→ forwarded")} ${postback.type}: ${wordsOf(posted, output.colours)}${kept}`);
    if (posted.status !== 200) throw new Error("not forwarded");
  });
  // It has been said already.
  postbacks.onError(() => {});
}

const MEANINGS: Readonly<Record<number, string>> = { 200: "it was looked at", 404: "the URL does not end with the token" };

/** Of a request that was no postback, or was not recorded. Its URL may hold the secret, misspelt. */
function tellOther(method = "", status: number, output: Output): void {
  if (status === 200 && method === "POST") return;
  const meaning = MEANINGS[status];
  output.say(output.colours.dim(`${timeOfDay(new Date())}  ${method} answered with ${status}${meaning === undefined ? "" : `: ${meaning}`}`));
}

function loggerTo(output: Output): Logger {
  const write = (details: object, message: string): void => output.warn(`${String(Reflect.get(details, "code"))}: ${message}`);
  return { warn: write, error: write };
}
