import { call, property } from "./express.js";
import { type Seen } from "./first-requests.js";

/** How pino-http calls what it writes its line with once a request is answered. */
const WRITES = /^on(?:Response|Res)(?:Complete|Finished)$/;

/** Whether a log of the host writes the secret URL of this request. */
export function logsToken(seen: Seen): boolean {
  return isSeenByMorgan(seen) || isWrittenByPino(seen);
}

/** Its marks. What its format writes cannot be seen; all those that it brings along write the URL. */
function isSeenByMorgan({ req, res }: Seen): boolean {
  return ["_remoteAddress", "_startAt", "_startTime"].every((mark) => Object.hasOwn(req, mark)) && Object.hasOwn(res, "_startAt");
}

/** What it writes with each line can be asked: serializers and redaction have done their work on it. */
function isWrittenByPino({ req, res, token }: Seen): boolean {
  if (!res.listeners("finish").some(({ name }) => WRITES.test(name.replace(/^bound /, "")))) return false;
  const logs = [property(req, "log"), property(res, "log")].filter((log) => call(log, "isLevelEnabled", "fatal") === true);
  return logs.some((log) => JSON.stringify([call(log, "bindings")]).toLowerCase().includes(token.toLowerCase()));
}
