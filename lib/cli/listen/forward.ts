import { type Postbacks } from "../../index.js";
import { errorCode } from "../error-code.js";
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

/** How many are, or were, passed on. */
export interface Forwarded {
  /** What the application has not taken. */
  readonly failed: number;
  /** What it has not answered yet. */
  readonly underWay: number;
  /** What it had not answered when nobody waited any longer, because everything ends. */
  readonly late: number;
}

type Counts = { -readonly [Name in keyof Forwarded]: number };

/** Passes everything on to an application. */
export function forwardTo(target: URL, { postbacks, exact, arrivals, output, timeout }: ForwardParts): Forwarded {
  const count: Counts = { failed: 0, underWay: 0, late: 0 };
  postbacks.onAny(async function forward({ key, type, raw }, { signal }) {
    const posted = await counted(count, signal, async () => {
      await arrivals.told(key);
      return post(target, exact.of(raw), { timeout, signal });
    });
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

/** Counts what is under way, and what is given back to the inbox meanwhile. */
async function counted<Result>(count: Counts, signal: AbortSignal, pass: () => Promise<Result>): Promise<Result> {
  const givenUp = (): void => {
    if (errorCode(signal.reason) === "CDYNE_CLOSED") count.late += 1;
  };
  signal.addEventListener("abort", givenUp);
  count.underWay += 1;
  try {
    return await pass();
  } finally {
    count.underWay -= 1;
    signal.removeEventListener("abort", givenUp);
  }
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
