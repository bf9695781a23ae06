import { z } from "zod";
import { eventNames, phoneNumber } from "../index.js";
import { PURPOSE_HEADER } from "../probe-report.js";
import { command, inputs } from "./command.js";
import { exitCodes } from "./exit-codes.js";
import { refuseOtherMachines } from "./local-host.js";
import { type Output } from "./output.js";
import { type Posted, post, wordsOf } from "./post.js";
import { printable } from "../in-words.js";
import { postbackLine, timeOfDay } from "./postback-line.js";
import { type Recording } from "./record-line.js";
import { quoted } from "./quoted.js";
import { UsageError } from "./refusal.js";
import { inOrder } from "./replay/in-order.js";
import { recordings } from "./replay/sources.js";
import { Tally } from "./replay/tally.js";
import { duration, flag, jsonFlag, moment, webUrl, wholeNumber } from "./values.js";

/** From so many on, how far it is can be seen. */
const LONG_RUN = 50;
/** After so many in a row that did not arrive, the rest would not either. */
const MOST_UNREACHED = 3;
const STATES = ["waiting", "running", "delivered", "dead", "discarded"] as const;
const oneOf = (names: readonly string[]) => `expected one of ${names.join(", ")}`;

export const replayCommand = command({
  name: "replay",
  summary: "Send recorded postbacks again",
  details:
    "Byte by byte as they came, oldest first, those of one message or call one after another. From a SQLite file (of `listen`, or your " +
    "application's inbox), a postgres:// URL, or a file of JSON lines (`listen --json`, `simulate --json`). Where they come from nothing " +
    "is changed. A receiver of this library marks them `source: \"replay\"`, and takes those that it has for repeats.",
  examples: [
    { type: "replay cdyne-postbacks.db --state dead --to http://localhost:3000/cdyne/<token>", what: "What `listen --forward` could not pass on" },
    { type: "replay postgres://localhost/app --type smsReply --since 2h --dry-run", what: "See what would be sent" },
    { type: "replay recorded.jsonl --number +17575550123 --to http://localhost:3000/cdyne/<token>", what: "All of one number" },
  ],
  given: z.object({
    source: z.string().register(inputs, { flags: "<source>", what: "a SQLite file, a postgres:// URL, or a file of JSON lines" }),
    to: webUrl.optional().register(inputs, { flags: "-t, --to <url>", what: "the whole PostBackURL to send them to" }),
    type: z.enum(eventNames, oneOf(eventNames)).optional().register(inputs, { flags: "--type <event>", what: "only of this event, such as smsReply" }),
    state: z.enum(STATES, oneOf(STATES)).optional().register(inputs, { flags: "--state <state>", what: `only in this state: ${STATES.join(", ")}` }),
    number: z.string().regex(/\S/, "expected a phone number").optional().register(inputs, { flags: "--number <number>", what: "only with this phone number on either side" }),
    account: z.string().optional().register(inputs, { flags: "--account <label>", what: 'only of this account; "" for those without a label' }),
    since: moment.optional().register(inputs, { flags: "--since <time>", what: "only those received then or later; 2h is two hours ago" }),
    until: moment.optional().register(inputs, { flags: "--until <time>", what: "only those received before then" }),
    key: z.array(z.string()).optional().register(inputs, { flags: "--key <key>", what: "only this one", repeatable: true }),
    limit: wholeNumber(1).optional().register(inputs, { flags: "--limit <number>", what: "at most so many, the newest" }),
    concurrency: wholeNumber(1, 100).prefault("1").register(inputs, { flags: "--concurrency <number>", what: "how many messages and calls at once" }),
    timeout: duration.prefault("30s").register(inputs, { flags: "--timeout <time>", what: "how long an answer may take, with its unit: 500ms, 10s, 5m" }),
    yes: flag("-y, --yes", "send to another machine, too"),
    dryRun: flag("-n, --dry-run", "print what would be sent, and send nothing"),
    show: flag("--show", "print numbers and texts in full"),
    json: jsonFlag(),
  }),
  run: async ({ source, to, limit = Infinity, concurrency, timeout, yes, dryRun, show, ...given }, { output, folder, signal }) => {
    const target = dryRun ? undefined : await targetOf(to, yes);
    const { type, state, since, until, key: keys } = given;
    const unlabelled = given.account === "";
    const account = unlabelled ? undefined : given.account;
    const number = given.number === undefined ? undefined : (phoneNumber(given.number) ?? given.number);
    const selection = { type, state, since, until, keys, number, account, unlabelled, limit };
    const found = await recordings(source, folder, selection);
    if (found.length === 0) {
      output.say(`Nothing recorded matches${chosenBy(given)}, so nothing ${target ? "was" : "would be"} sent.`);
      if (target) output.record({ summary: new Tally(0).summary() });
      return exitCodes.fine;
    }
    const labels = [...new Set(found.map(({ postback }) => postback.account ?? ""))].sort();
    const tally = new Tally(found.length);
    const line = ({ postback }: Recording): string => `${timeOfDay(postback.receivedAt)}  ${postbackLine(postback, { show }, output.colours)}`;

    if (!target) {
      for (const one of found) tell(one, undefined, line(one), output);
      output.say(`${found.length} would be sent.`);
      if (labels.length > 1) output.warn(ofSeveral(labels));
      return exitCodes.fine;
    }
    if (labels.length > 1) throw new UsageError(ofSeveral(labels));
    const send = async (one: Recording): Promise<void> => {
      if (signal.aborted || tally.unreachedInARow >= MOST_UNREACHED) return;
      const posted = await post(target, one.bytes, { headers: { [PURPOSE_HEADER]: "replay" }, timeout, signal }).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      if (!posted) return;
      tally.add(posted);
      tell(one, posted, line(one), output);
      if (found.length >= LONG_RUN) output.progress(tally.progress());
    };
    await inOrder(found, concurrency, ({ postback }) => postback.subject ?? postback.key, send);
    output.endProgress();
    output.record({ summary: tally.summary() });
    for (const sentence of tally.lines()) output.say(sentence);
    if (signal.aborted) return exitCodes.interrupted;
    return tally.allRecorded ? exitCodes.fine : exitCodes.wrong;
  },
});

async function targetOf(to: URL | undefined, yes: boolean): Promise<URL> {
  if (!to) throw new UsageError("Say where to send them: --to http://localhost:3000/cdyne/<token>, or --dry-run to see what would be sent.");
  await refuseOtherMachines(to, yes, "take old postbacks for new ones");
  return to;
}

/** ` (--state dead --number)`: what was typed to choose by, without what is somebody's. */
function chosenBy({ type, state, account, number, since, until, key }: Readonly<Record<string, unknown>>): string {
  const isGiven = ([, value]: [string, unknown]): boolean => value !== undefined;
  const shown = Object.entries({ type, state, account }).filter(isGiven).map(([name, value]) => `--${name} ${quoted(printable(String(value)))}`);
  const named = Object.entries({ number, since, until, key }).filter(isGiven).map(([name]) => `--${name}`);
  const words = [...shown, ...named];
  return words.length === 0 ? "" : ` (${words.join(" ")})`;
}

/** One URL is that of one account: the others' would become its own. */
function ofSeveral(labels: readonly string[]): string {
  return `They are of several accounts: ${labels.map((label) => JSON.stringify(printable(label))).join(", ")}. Name the one that is to be sent: --account <label>.`;
}

function tell({ postback: { key, type, subject, account, receivedAt } }: Recording, posted: Posted | undefined, line: string, output: Output): void {
  output.record({ key, type, subject, account, receivedAt, ...posted });
  output.say(posted ? `${line}  ${wordsOf(posted, output.colours)}` : line);
}
