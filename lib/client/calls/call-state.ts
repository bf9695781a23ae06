import { z } from "zod";
import { responseCodes } from "../../index.js";
import { type Xml } from "../request/xml.js";

/** How a call is: the vendor's NotifyReturn. */
export interface CallState {
  /** The number of the call, digits as text. Whoever knows it can read the call's state, so keep it to yourself. */
  readonly queueId: string;
  /** `0` is queued; the list is `responseCodes` of cdyne-postback, newer codes are in `client.responseCodes()`. */
  readonly code: number;
  /** The vendor's text for the code. */
  readonly status: string;
  readonly answered: boolean;
  /** Whether the call is over: this says it, and the code does not. */
  readonly complete: boolean;
  /** The digits that were pressed; `undefined` when there are none. */
  readonly digits: string | undefined;
  readonly answeredBy: "human" | "machine" | "fax" | "unknown" | undefined;
  /** In seconds. */
  readonly duration: number;
  readonly startedAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** What a minute costs. */
  readonly minuteRate: number;
  /** How often it was tried. */
  readonly tries: number;
  readonly demo: boolean;
  /** The vendor's `TextToSay`, where it was asked for. */
  readonly said: string | undefined;
  /** Whatever else the vendor answered, by its own names; the variables of a call are among it where they were asked for. */
  readonly others: Readonly<Record<string, Xml>>;
}

const text = z.string().optional();
const count = text.transform((digits) => (/^\s*\d+\s*$/.test(digits ?? "") ? Number(digits) : 0));
const flag = text.transform((value) => value?.trim().toLowerCase() === "true");
const present = text.transform((value) => value || undefined);
const detected = text.transform((value) => value?.trim().toLowerCase()).pipe(z.enum(["human", "machine", "fax", "unknown"]).optional().catch(undefined));

const known = z.object({
  ResponseCode: z.string().regex(/^\s*\d+\s*$/).transform(Number),
  ResponseText: text,
  CallAnswered: flag,
  QueueID: text.transform((digits) => digits?.trim() ?? ""),
  TryCount: count,
  Demo: flag,
  DigitsPressed: present,
  MachineDetection: detected,
  Duration: count,
  StartTime: text,
  EndTime: text,
  MinuteRate: text.transform((rate) => Number(rate) || 0),
  CallComplete: flag,
  TextToSay: present,
});

/** Reads a NotifyReturn; throws for what is none. */
export function readCallState(xml: Xml, instant: (text: string | undefined) => Date | undefined): CallState {
  const values = known.parse(xml);
  const others = Object.entries(xml).filter(([name]) => !(name in known.shape));
  return {
    queueId: values.QueueID,
    code: values.ResponseCode,
    status: values.ResponseText ?? textOfCode(values.ResponseCode),
    answered: values.CallAnswered,
    complete: values.CallComplete,
    digits: values.DigitsPressed,
    answeredBy: values.MachineDetection,
    duration: values.Duration,
    startedAt: instant(values.StartTime),
    endedAt: instant(values.EndTime),
    minuteRate: values.MinuteRate,
    tries: values.TryCount,
    demo: values.Demo,
    said: values.TextToSay,
    others: Object.fromEntries(others),
  };
}

/** Whether an answer is about a call at all: the vendor has no call 0 that is outgoing. */
export function isOfCall({ queueId }: CallState): boolean {
  return /[1-9]/.test(queueId);
}

function textOfCode(code: number): string {
  const found = Object.entries(responseCodes).find(([known]) => Number(known) === code);
  return found?.[1].status ?? "";
}
