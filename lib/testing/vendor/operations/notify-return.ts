import { type ResponseCode, responseCodes } from "../../../index.js";
import { type Answer, date, flag, int, list, long, record, text } from "../protocols/answer.js";
import { type Call } from "../records/calls.js";

/** What "not yet" looks like: the recorded answer has these odd hours. */
const NEVER_STARTED = "0001-01-01T01:00:00";
const NEVER_ENDED = "0001-01-01T02:00:00";

/** The state of a call, or why there is none. */
export function notifyReturn(outcome: Call | ResponseCode): Answer {
  return record("NotifyReturn", members(outcome));
}

/** With the script and its variables; the names of the last are not known. */
export function notifyReturnWithAdvancedInfo(call: Call | ResponseCode): Answer {
  const variables = typeof call === "number" ? [] : Object.entries(call.variables);
  return record("NotifyReturn", {
    ...members(call),
    TextToSay: typeof call === "number" ? undefined : text(call.script),
    Variables: list("Variable", variables.map(([name, value]) => record("Variable", { Name: text(name), Value: text(value) }))),
  });
}

function members(outcome: Call | ResponseCode): Readonly<Record<string, Answer | undefined>> {
  const code = typeof outcome === "number" ? outcome : outcome.code;
  const call = typeof outcome === "number" ? undefined : outcome;
  return {
    ResponseCode: int(code),
    ResponseText: text(responseCodes[code].status),
    CallAnswered: flag(call?.answeredBy !== undefined),
    QueueID: long(call?.queueId ?? 0),
    TryCount: int(call?.tryCount ?? 0),
    Demo: flag(call?.demo ?? false),
    DigitsPressed: text(call?.digits || undefined),
    MachineDetection: text(call?.answeredBy),
    Duration: int(call?.duration ?? 0),
    StartTime: date(call?.startedAt, NEVER_STARTED),
    EndTime: date(call?.endedAt, NEVER_ENDED),
    MinuteRate: int(0),
    // Nothing comes of a call that was refused.
    CallComplete: flag(call?.complete ?? true),
  };
}
