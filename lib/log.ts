import { type ProblemCode, problems } from "./problems.js";

/** Any logger of pino's shape: details first, then the message. */
export interface Logger {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Writes problems to a logger. Details never hold a token, a phone number, an id or a text. */
export interface Log {
  /** Something went wrong. */
  error(code: ProblemCode, details?: object): void;
  /** Something about the host's set-up is not as it should be; said once for each `about`. */
  warnOnce(code: ProblemCode, about?: string): void;
}

/** What is logged where no logger is given: warnings and errors, on the console. */
export const consoleLogger: Logger = {
  warn: (details, message) => console.warn(`[cdyne-postback] ${message}`, details),
  error: (details, message) => console.error(`[cdyne-postback] ${message}`, details),
};

export function createLog(logger: Logger): Log {
  const said = new Set<string>();
  const write = (level: keyof Logger, code: ProblemCode, details: object): void => {
    try {
      logger[level]({ code, ...details }, problems[code]);
    } catch {
      // A logger that fails must not cost a postback, and there is nowhere left to say so.
    }
  };
  return {
    error: (code, details = {}) => write("error", code, details),
    warnOnce: (code, about) => {
      const id = `${code} ${about ?? ""}`;
      if (said.has(id)) return;
      said.add(id);
      write("warn", code, about === undefined ? {} : { about });
    },
  };
}

/** An error without its message, which may hold what somebody wrote: its name, its code, and where it was thrown. */
export function errorDetails(error: unknown): object {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const at = error.stack?.split("\n").find((line) => /^\s+at /.test(line))?.trim();
  return { error: error.name, ...(code && { errorCode: code }), ...(at && { at }) };
}
