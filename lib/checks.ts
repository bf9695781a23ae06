import { type ProblemCode } from "./problems.js";

/** The problems that are about the host's set-up: each is said once, breaks nothing, and is switched off by its code. */
export const checkCodes = [
  "CDYNE_ADDRESS_REFUSED",
  "CDYNE_CREATED_IN_REQUEST",
  "CDYNE_HANDLERS_DIFFER",
  "CDYNE_HANDLER_LATE",
  "CDYNE_HANDLER_NONE",
  "CDYNE_HANDLER_REPEATED",
  "CDYNE_MEMORY_INBOX",
  "CDYNE_MOUNTED_TWICE",
  "CDYNE_PARSER_LOSES",
  "CDYNE_PROXY_TRUSTED_ALL",
  "CDYNE_PROXY_UNTRUSTED",
  "CDYNE_TOKEN_LOGGED",
] as const satisfies readonly ProblemCode[];

/** A warning about the host's set-up. */
export type CheckCode = (typeof checkCodes)[number];

/** Which warnings about the host's set-up are given: all but those that are `false`, or with `false` none. */
export type Checks = false | Readonly<Partial<Record<CheckCode, boolean | undefined>>>;

/** Whether a warning is one that the host does not want. */
export function isOff(code: ProblemCode, checks: Checks): boolean {
  return isCheck(code) && (checks === false || checks[code] === false);
}

function isCheck(code: ProblemCode): code is CheckCode {
  const codes: readonly ProblemCode[] = checkCodes;
  return codes.includes(code);
}
