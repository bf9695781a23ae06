import { type ResponseCode } from "../../../index.js";

/** A call in either direction. */
export interface Call {
  readonly queueId: string;
  readonly licenseKey: string;
  readonly incoming: boolean;
  /** Who calls and who is called, in the form of {@link readNumber}. */
  readonly callerId: string | undefined;
  readonly callerName: string;
  readonly number: string;
  readonly script: string;
  readonly referenceId: string | undefined;
  readonly postbackUrl: string | undefined;
  readonly transferTo: string | undefined;
  readonly tries: number;
  /** In seconds. */
  readonly nextTryAfter: number;
  readonly scheduledAt: Date | undefined;
  readonly demo: boolean;
  code: ResponseCode;
  tryCount: number;
  startedAt: Date | undefined;
  endedAt: Date | undefined;
  /** In seconds. */
  duration: number;
  digits: string;
  answeredBy: string | undefined;
  variables: Readonly<Record<string, string>>;
  /** The seconds that the script recorded. */
  recorded: number | undefined;
  rings: number;
  complete: boolean;
}

type State = "code" | "tryCount" | "startedAt" | "endedAt" | "duration" | "digits" | "answeredBy" | "variables" | "recorded" | "rings" | "complete";

/** A call that nothing has happened to. */
export function newCall(call: Omit<Call, State>): Call {
  return {
    ...call,
    code: 0,
    tryCount: 0,
    startedAt: undefined,
    endedAt: undefined,
    duration: 0,
    digits: "",
    answeredBy: undefined,
    variables: {},
    recorded: undefined,
    rings: 0,
    complete: false,
  };
}

const MOST_LISTED = 10;

/** Every call. */
export class Calls {
  readonly #calls: Call[] = [];

  add(call: Call): void {
    this.#calls.push(call);
  }

  byId(queueId: string | undefined): Call | undefined {
    return this.#calls.find((one) => one.queueId === queueId);
  }

  byReference(licenseKey: string, referenceId: string): readonly Call[] {
    return this.#calls.filter((one) => one.licenseKey === licenseKey && one.referenceId === referenceId);
  }

  /** The last ten to a number. */
  byNumber(licenseKey: string, number: string | undefined): readonly Call[] {
    return this.#calls.filter((one) => one.licenseKey === licenseKey && one.number === number).slice(-MOST_LISTED);
  }
}
