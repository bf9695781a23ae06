import { type CheckCode, type Checks, isOff } from "./checks.js";
import { type ProblemCode, problems } from "./problems.js";

/** Any logger of pino's shape: details first, then the message. */
export interface Logger {
  warn(details: object, message: string): unknown;
  error(details: object, message: string): unknown;
}

/** Writes problems to a logger. Details never hold a token, a phone number, an id or a text. */
export interface Log {
  /** Something went wrong. */
  error(code: ProblemCode, details?: object): void;
  /** Something about the host's set-up is not as it should be; said once for each event that it is about. */
  warnOnce(code: ProblemCode, event?: string, details?: object): void;
  /** Whether the host wants to hear of this. */
  isOn(check: CheckCode): boolean;
  /** The codes of the warnings given so far. */
  readonly said: readonly ProblemCode[];
}

/** What is logged where no logger is given: warnings and errors, on the console. */
export const consoleLogger: Logger = {
  warn: (details, message) => console.warn(`[cdyne-postback] ${message}`, details),
  error: (details, message) => console.error(`[cdyne-postback] ${message}`, details),
};

/** @param checks Which warnings about the host's set-up are wanted. */
export function createLog(logger: Logger, checks: Checks = {}): Log {
  const ids = new Set<string>();
  const said: ProblemCode[] = [];
  const write = (level: keyof Logger, code: ProblemCode, details: object): void => {
    // A logger that fails must not cost a postback, and there is nowhere left to say so.
    const call = async (): Promise<unknown> => logger[level]({ code, ...details, ...problemOf(details) }, problems[code]);
    call().catch(() => {});
  };
  return {
    error: (code, details = {}) => write("error", code, details),
    warnOnce: (code, event, details = {}) => {
      const id = `${code} ${event ?? ""}`;
      if (isOff(code, checks) || ids.has(id)) return;
      ids.add(id);
      if (!said.includes(code)) said.push(code);
      write("warn", code, event === undefined ? details : { event, ...details });
    },
    isOn: (check) => !isOff(check, checks),
    said,
  };
}

/** What an error of this library's own says, as far as it says so of every such error: what is special may be somebody's data. */
function problemOf(details: object): object {
  const problem: unknown = new Map<unknown, string>(Object.entries(problems)).get(Reflect.get(details, "errorCode"));
  return problem === undefined ? {} : { problem };
}

/**
 * An error without its message, which may hold what somebody wrote: its name, its code, the code of its cause, and where
 * it was thrown. Never throws, whatever was thrown.
 */
export function errorDetails(error: unknown): object {
  try {
    return readDetails(error);
  } catch {
    return { error: "unreadable" };
  }
}

function readDetails(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = codeOf(error);
  const causeCode = codeOf(error.cause);
  const at = thrownAt(error);
  return { error: error.name, ...(code && { errorCode: code }), ...(causeCode && { causeCode }), ...(at && { at }) };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The first place with a path in the stack's last run of places: a message may have lines that look like one. */
function thrownAt({ stack = "" }: Error): string | undefined {
  const lines = stack.split("\n");
  const places = lines.slice(lines.findLastIndex((line) => !line.startsWith("    at ")) + 1);
  return places.find((place) => /(?:[/\\]|node:)\S*:\d+:\d+\)?$/.test(place))?.trim();
}
