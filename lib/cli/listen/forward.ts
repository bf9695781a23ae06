import { type Postbacks } from "../../index.js";
import { type ExactBytes } from "../exact-bytes.js";
import { isThisMachine } from "../local-host.js";
import { type Output } from "../output.js";
import { post, wordsOf } from "../post.js";
import { timeOfDay } from "../postback-line.js";
import { quoted } from "../quoted.js";
import { type Arrivals } from "./arrivals.js";

interface ForwardParts {
  readonly postbacks: Postbacks;
  readonly exact: ExactBytes;
  readonly arrivals: Arrivals;
  readonly output: Output;
  /** How long the application may take to answer, in milliseconds. */
  readonly timeout: number;
}

/** Passes everything on to an application. `failed` counts what it has not taken. */
export function forwardTo(target: URL, { postbacks, exact, arrivals, output, timeout }: ForwardParts): { failed: number } {
  const count = { failed: 0 };
  postbacks.onAny(async function forward({ key, type, raw }, { signal }) {
    const posted = await post(target, exact.of(raw), { timeout, signal });
    output.record({ forwarded: key, status: posted.status, milliseconds: posted.milliseconds, why: posted.why });
    const kept = posted.status === 200 ? "" : ", kept for replay";
    output.say(`${timeOfDay(new Date())}  ${arrivals.numberOf(key)}  ${output.colours.dim("→ forwarded")} ${type}: ${wordsOf(posted, output.colours)}${kept}`);
    if (posted.status === 200) return;
    count.failed += 1;
    throw new Error("not forwarded");
  });
  // It has been said already.
  postbacks.onError(() => {});
  return count;
}

const TOKEN_AT_THE_END = /\/[\w-]{16,}\/*$/;

/** What may be wrong with where everything is passed on to. @param port Of `listen` itself. @param reachable Its public address. */
export async function doubtsAbout(target: URL, port: number, reachable: URL | undefined): Promise<string[]> {
  const targetPort = Number(target.port || (target.protocol === "https:" ? 443 : 80));
  const isItself = target.origin === reachable?.origin || (targetPort === port && (await isThisMachine(target)));
  if (isItself) return ["--forward leads to this listen itself: nothing would reach your application."];
  return TOKEN_AT_THE_END.test(target.pathname) ? [] : ["--forward: the URL does not end with a token. Is it the whole PostBackURL of your application?"];
}

/** What sends those that were not taken. The secret is not in it. */
export async function replayOf(file: string, target: URL): Promise<string> {
  const to = `${target.origin}${target.pathname.replace(/[^/]+(?=\/*$)/, "<token>")}`;
  return `npx cdyne-postback replay ${quoted(file)} --state dead --to ${to}${(await isThisMachine(target)) ? "" : " --yes"}`;
}
