import { type EventName, type ResponseCode } from "../../../index.js";
import { incomingCallBody, outgoingCallBody } from "./call-bodies.js";
import { runScript } from "./call-script.js";
import { type Call, type Calls, newCall } from "../records/calls.js";
import { type Delays } from "./delays.js";
import { type Dispatch } from "../protocols/dispatch.js";
import { type CallConduct, type ScriptedHandset, conducted } from "./handset.js";
import { type Inferred } from "../inferred.js";
import { type Ids } from "../random.js";
import { type Scheduler } from "./scheduler.js";

export interface CallLifeParts {
  readonly calls: Calls;
  readonly dispatch: Dispatch;
  readonly scheduler: Scheduler;
  readonly ids: Ids;
  readonly delays: Delays;
  readonly inferred: Inferred;
  handset(number: string): ScriptedHandset;
}

type Conduct = ReturnType<typeof conducted>;
type Arriving = Pick<Call, "callerId" | "number" | "licenseKey" | "postbackUrl" | "script">;

const ANSWERED: ResponseCode = 1;
const UNANSWERED: ResponseCode = 2;
const BUSY: ResponseCode = 8;
const DIALING: ResponseCode = 12;
const RINGING: ResponseCode = 18;
const CANCELLED: ResponseCode = 22;
const TRANSFERRED: ResponseCode = 24;
const RECEIVED: ResponseCode = 29;
const RECEIVED_COMPLETE: ResponseCode = 30;
/** A ring and the silence after it, in milliseconds. */
const RING = 2000;

/** What becomes of a call: placed, ringing, taken or not, finished. */
export class CallLife {
  readonly #parts: CallLifeParts;

  constructor(parts: CallLifeParts) {
    this.#parts = parts;
  }

  place(call: Call): void {
    const { calls, scheduler, delays } = this.#parts;
    calls.add(call);
    const now = scheduler.now();
    const dial = async (at: Date) => this.#dial(call, at);
    if (call.scheduledAt && call.scheduledAt > now) scheduler.at(call.scheduledAt, dial);
    else scheduler.after(delays.dial, now, dial);
  }

  /** Whether it could still be cancelled: only what is scheduled for later can. */
  cancel(call: Call | undefined): boolean {
    const { scheduler } = this.#parts;
    const now = scheduler.now();
    if (!call?.scheduledAt || call.complete || call.tryCount > 0 || call.scheduledAt <= now) return false;
    call.complete = true;
    scheduler.after(0, now, async (at) => this.#post(call, CANCELLED, "callFinished", at));
    return true;
  }

  /** Somebody calls a number of ours. */
  receive(arriving: Arriving, conduct: CallConduct): void {
    const { calls, scheduler, ids, inferred } = this.#parts;
    const queueId = inferred.incomingQueueId === "zero" ? "0" : ids.queueId();
    const call = newCall({
      ...arriving,
      queueId,
      incoming: true,
      callerName: "",
      referenceId: undefined,
      transferTo: undefined,
      tries: 1,
      nextTryAfter: 0,
      scheduledAt: undefined,
      demo: false,
    });
    calls.add(call);
    scheduler.after(0, scheduler.now(), async (at) => {
      call.startedAt = at;
      this.#finishLater(call, RECEIVED_COMPLETE, conducted(conduct), at);
      await this.#post(call, RECEIVED, "callReceived", at);
    });
  }

  async #dial(call: Call, at: Date): Promise<void> {
    if (call.complete) return;
    const { scheduler, delays } = this.#parts;
    const outcome = this.#parts.handset(call.number).nextCall();
    call.tryCount += 1;
    call.startedAt = at;
    call.endedAt = undefined;
    call.rings = 0;
    await this.#post(call, DIALING, "callPlaced", at);
    scheduler.after(delays.dial, at, async (then) => {
      if (outcome.is === "busy") return this.#miss(call, BUSY, then);
      scheduler.after(delays.ring, then, async (later) => (outcome.is === "answered" ? this.#take(call, outcome, later) : this.#miss(call, UNANSWERED, later)));
      call.rings = Math.max(1, Math.round(delays.ring / RING));
      await this.#post(call, RINGING, "callStatusChanged", then);
    });
  }

  async #miss(call: Call, code: ResponseCode, at: Date): Promise<void> {
    const { scheduler } = this.#parts;
    call.endedAt = at;
    if (call.tryCount >= call.tries) call.complete = true;
    else scheduler.after(call.nextTryAfter * 1000, at, async (later) => this.#dial(call, later));
    await this.#post(call, code, "callFinished", at);
  }

  async #take(call: Call, conduct: Conduct, at: Date): Promise<void> {
    call.startedAt = at;
    call.answeredBy = conduct.answeredBy;
    const transferred = call.transferTo !== undefined && conduct.press.startsWith("0");
    this.#finishLater(call, transferred ? TRANSFERRED : ANSWERED, conduct, at);
    call.code = ANSWERED;
    if (this.#parts.inferred.answerPosted) await this.#post(call, ANSWERED, "callStatusChanged", at);
  }

  #finishLater(call: Call, code: ResponseCode, conduct: Conduct, since: Date): void {
    this.#parts.scheduler.after(conduct.seconds * 1000, since, async (at) => {
      const system = { phonenumber: call.number, queueid: call.incoming ? "0" : call.queueId, callerid: call.callerId ?? "", machinedetection: conduct.answeredBy };
      const { variables, digits, recorded } = runScript(call.script, conduct.press, system, () => this.#parts.ids.guid());
      Object.assign(call, { variables, digits, recorded, answeredBy: conduct.answeredBy, endedAt: at, duration: Math.floor(conduct.seconds), complete: true });
      await this.#post(call, code, "callFinished", at);
    });
  }

  async #post(call: Call, code: ResponseCode, event: EventName, at: Date): Promise<void> {
    const { dispatch, inferred } = this.#parts;
    call.code = code;
    const wireless = this.#parts.handset(call.number).refusesAfter === undefined;
    const body = call.incoming ? incomingCallBody(call, inferred) : outgoingCallBody(call, wireless, inferred);
    await dispatch.call(call.postbackUrl, { body, event, at });
  }
}
