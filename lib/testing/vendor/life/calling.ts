import { type ResponseCode } from "../../../index.js";
import { postbackUrlOf } from "./call-script.js";
import { type Call, newCall } from "../records/calls.js";
import { scheduledDate } from "../protocols/dates.js";
import { readDestination } from "../records/numbers.js";
import { type Service } from "../service.js";
import { isVoice } from "../records/voices.js";

/** A call as it was asked for. */
export interface CallRequest {
  readonly licenseKey: string;
  readonly number: string;
  readonly text: string;
  /** `undefined` where the operation has no such parameter. */
  readonly callerId: string | undefined;
  readonly callerName: string;
  readonly voice: number;
  readonly transferTo: string | undefined;
  readonly tries: number;
  /** In seconds. */
  readonly nextTryAfter: number;
  readonly scheduled: string | undefined;
  readonly postbackUrl: string | undefined;
  readonly referenceId: string | undefined;
  /** Whether the key `0`, for trying it out, will do. */
  readonly demo: boolean;
}

const DEMO_KEY = "0";
const MOST_TRIES = 3;

/** Why a call is refused, in the order in which the stand-in looks. */
const CHECKS: readonly (readonly [ResponseCode, (request: CallRequest, service: Service) => boolean])[] = [
  [11, ({ licenseKey, demo }) => licenseKey === DEMO_KEY && !demo],
  [14, ({ licenseKey }, { accounts }) => licenseKey !== DEMO_KEY && accounts.known(licenseKey) === undefined],
  [3, ({ number }) => readDestination(number) === undefined],
  [4, ({ callerId }) => callerId !== undefined && readDestination(callerId) === undefined],
  [13, ({ callerId, number }) => callerId !== undefined && readDestination(callerId) === readDestination(number)],
  [5, ({ voice }) => !isVoice(voice)],
  [6, ({ transferTo }) => Boolean(transferTo) && readDestination(transferTo) === undefined],
  [16, ({ scheduled }) => scheduledDate(scheduled) === "not UTC"],
];

/** Makes a call, or says why not. */
export function makeCall(request: CallRequest, service: Service): Call | ResponseCode {
  const refusal = CHECKS.find(([, refuses]) => refuses(request, service))?.[0];
  const number = readDestination(request.number);
  if (refusal !== undefined || number === undefined) return refusal ?? 3;
  const scheduledAt = scheduledDate(request.scheduled);
  const call = newCall({
    queueId: service.ids.queueId(),
    licenseKey: request.licenseKey.toLowerCase(),
    incoming: false,
    callerId: readDestination(request.callerId),
    callerName: request.callerName,
    number,
    script: request.text,
    referenceId: request.referenceId || undefined,
    postbackUrl: postbackUrlOf(request.text) ?? (request.postbackUrl || undefined),
    transferTo: readDestination(request.transferTo),
    tries: Math.min(MOST_TRIES, Math.max(1, request.tries)),
    nextTryAfter: request.nextTryAfter,
    scheduledAt: scheduledAt === "not UTC" ? undefined : scheduledAt,
    demo: request.licenseKey === DEMO_KEY,
  });
  service.callLife.place(call);
  return call;
}
