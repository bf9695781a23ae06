import { type ServerResponse } from "node:http";
import { type Log, errorDetails } from "../log.js";
import { PostbackError, type ProblemCode } from "../problems.js";
import { type ReceiverReport } from "../probe-report.js";
import { type Body } from "../wire/decode.js";
import { type AllowList } from "./allow-list.js";
import { type Answer, answers } from "./answer.js";
import { type BodyFailure, type BodyReader, type HostRequest } from "./body.js";
import { ofAllAccounts } from "./inside.js";
import { type Purpose, type ReadProbe, answerProbe, bringsProbe, purposeOf } from "./probe.js";
import { type Account, type TokenTable } from "./tokens.js";

/** What becomes of a body that there is none of. Of a client that has hung up nobody need hear. */
const FAILURES: Readonly<Record<BodyFailure, { answer: Answer; problem?: ProblemCode }>> = {
  "too-large": { answer: answers.tooLarge, problem: "CDYNE_BODY_TOO_LARGE" },
  "too-slow": { answer: answers.tooSlow, problem: "CDYNE_BODY_TOO_SLOW" },
  encoded: { answer: answers.encoded, problem: "CDYNE_BODY_ENCODED" },
  gone: { answer: answers.notRecorded },
};

export interface ReceiverParts {
  /** `undefined` where the door is open. */
  readonly tokens: TokenTable | undefined;
  /** `undefined` where every address may post. */
  readonly allows: AllowList | undefined;
  readonly readBody: BodyReader;
  /** The time in milliseconds since 1970. */
  readonly now: () => number;
  /** Records a posted body; resolves once it is recorded. */
  readonly record: (body: Body, from: Origin) => Promise<void>;
  /** What a probe is told of the receiver; `undefined` where probes are not answered. */
  readonly inside: (() => Promise<ReceiverReport>) | undefined;
  readonly log: Log;
}

/** Where a body came from. */
export interface Origin extends Account {
  readonly receivedAt: Date;
  readonly source: "postback" | "replay";
}

/** Decides what a request is answered with, and records what it brings. Never rejects. */
export type Receiver = (req: HostRequest, res: ServerResponse, token: string) => Promise<Answer>;

/** The one core under the router and the listener. */
export function createReceiver({ tokens, allows, readBody, now, record, inside, log }: ReceiverParts): Receiver {
  const probed = async (req: HostRequest, read: ReadProbe): Promise<Answer> => {
    if (!inside) return answers.notFound;
    const told = tokens?.isShared ? async () => ofAllAccounts(await inside()) : inside;
    return answerProbe(req, read, now(), tokens && told);
  };
  /** Of a probe it is told, too, when its body is lost. */
  const read = async (req: HostRequest, res: ServerResponse, purpose: Purpose): Promise<Awaited<ReturnType<BodyReader>> | ReadProbe> => {
    try {
      return await readBody(req, res);
    } catch (error) {
      if (purpose === "probe" && error instanceof PostbackError && error.code === "CDYNE_BODY_LOST") return { body: undefined, via: "lost" };
      throw error;
    }
  };
  const post = async (req: HostRequest, res: ServerResponse, { account }: Account): Promise<Answer> => {
    const purpose = purposeOf(req);
    try {
      const receivedAt = new Date(now());
      const result = await read(req, res, purpose);
      if ("failure" in result) {
        const { answer, problem } = FAILURES[result.failure];
        if (problem) log.error(problem);
        return answer;
      }
      if (purpose === "probe" || bringsProbe(result.body)) return await probed(req, result);
      await record(result.body, { account, receivedAt, source: purpose });
      return answers.recorded;
    } catch (error) {
      const code = error instanceof PostbackError ? error.code : "CDYNE_RECORD_FAILED";
      log.error(code, errorDetails(error));
      return answers.notRecorded;
    }
  };
  return async (req, res, token) => {
    const account = tokens ? tokens.find(token) : { account: undefined };
    if (!account) return answers.notFound;
    const address = allows && (req.ip ?? req.socket.remoteAddress);
    if (allows && !allows(address)) {
      // There is none any more when the client has hung up.
      if (address !== undefined) log.warnOnce("CDYNE_ADDRESS_REFUSED");
      return answers.notFound;
    }
    if (req.method === "POST") return post(req, res, account);
    return req.method === "GET" || req.method === "HEAD" ? answers.greeting : answers.methodNotAllowed;
  };
}
