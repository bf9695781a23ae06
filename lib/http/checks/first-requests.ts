import { type ServerResponse } from "node:http";
import { type CheckCode } from "../../checks.js";
import { type Log } from "../../log.js";
import { type AllowList } from "../allow-list.js";
import { type HostRequest } from "../body.js";
import { type TokenTable } from "../tokens.js";
import { CreationTime } from "./created.js";
import { logsToken } from "./logged.js";
import { isMountedTwice } from "./mounts.js";
import { believesAnybody, hidesBehindProxy } from "./proxies.js";

/** A request with what is known of it before it is answered. */
export interface Seen {
  readonly req: HostRequest;
  readonly res: ServerResponse;
  readonly token: string;
  readonly allows: AllowList | undefined;
}

interface Check {
  readonly finds: (seen: Seen) => boolean;
  /** Whether it looks at requests with a wrong token too. */
  readonly anybody?: boolean;
}

/** How many requests are looked at, of those with a right token and of the others. */
const FIRST = 10;

/** Looks at the first requests for what is wrong with the host's set-up, says so, and changes nothing. */
export class FirstRequests {
  readonly #tokens: TokenTable | undefined;
  readonly #allows: AllowList | undefined;
  readonly #log: Log;
  /** Those that have found nothing so far. */
  #checks: readonly (readonly [CheckCode, Check])[];
  readonly #left = { right: FIRST, wrong: FIRST };

  /** Made where `createPostbacks()` is called. */
  constructor(tokens: TokenTable | undefined, allows: AllowList | undefined, log: Log) {
    this.#tokens = tokens;
    this.#allows = allows;
    this.#log = log;
    const creation = log.isOn("CDYNE_CREATED_IN_REQUEST") ? new CreationTime() : undefined;
    if (creation?.isRepeated) log.warnOnce("CDYNE_CREATED_IN_REQUEST");
    const checks: readonly (readonly [CheckCode, Check])[] = [
      ["CDYNE_CREATED_IN_REQUEST", { finds: ({ req }) => creation?.isRepeatedIn(req) === true, anybody: true }],
      ["CDYNE_MOUNTED_TWICE", { finds: ({ req }) => isMountedTwice(req), anybody: true }],
      ["CDYNE_PROXY_UNTRUSTED", { finds: hidesBehindProxy }],
      ["CDYNE_PROXY_TRUSTED_ALL", { finds: believesAnybody }],
      // Where the door is open, there is no token to be written.
      ...(tokens ? ([["CDYNE_TOKEN_LOGGED", { finds: logsToken }]] as const) : []),
    ];
    this.#checks = checks.filter(([code]) => log.isOn(code));
  }

  /** Whether there is still something to look at. Where all tokens are right, or all wrong, there always is, at the price of comparing one more often. */
  get pending(): boolean {
    return this.#checks.length > 0 && this.#left.right + this.#left.wrong > 0;
  }

  /** Never throws. */
  look(req: HostRequest, res: ServerResponse, token: string): void {
    const whose = this.#tokens === undefined || this.#tokens.find(token) ? "right" : "wrong";
    if (this.#left[whose] === 0) return;
    this.#left[whose] -= 1;
    const seen = { req, res, token, allows: this.#allows };
    this.#checks = this.#checks.filter(([code, { finds, anybody = false }]) => {
      const found = (anybody || whose === "right") && isFound(finds, seen);
      if (found) this.#log.warnOnce(code);
      return !found;
    });
  }
}

/** What a check does not understand is no fault. */
function isFound(finds: Check["finds"], seen: Seen): boolean {
  try {
    return finds(seen);
  } catch {
    return false;
  }
}
