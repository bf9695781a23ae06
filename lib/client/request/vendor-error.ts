import { PostbackError, type ProblemCode } from "../../problems.js";

/** What is known of a request that failed. */
export interface Failure {
  /** The vendor's operation, such as `SendMessage`. */
  readonly operation: string;
  /** The vendor's own name or number of what is wrong: `PhoneNumberInvalid`, `StopOnPhoneNumber`, `14`. */
  readonly vendorCode?: string | undefined;
  /** The status of the HTTP answer. */
  readonly status?: number | undefined;
  /** Whether the same request may succeed later. For a send see `uncertain` first. */
  readonly retryable?: boolean | undefined;
  /** Whether the vendor may have done what was asked for all the same: look before it is sent again. */
  readonly uncertain?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * What the vendor refused, or what went wrong on the way to it. Neither the message nor the fields hold the licence key, a
 * phone number or a text.
 */
export class VendorError extends PostbackError {
  readonly operation: string;
  readonly vendorCode: string | undefined;
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly uncertain: boolean;

  constructor(code: ProblemCode, { operation, vendorCode, status, retryable = false, uncertain = false, cause }: Failure) {
    const said = [operation, vendorCode, status === undefined ? undefined : `HTTP ${status}`, codeOf(cause)].filter((part) => part !== undefined);
    super(code, `(${said.join(", ")})`, cause === undefined ? undefined : { cause });
    this.operation = operation;
    this.vendorCode = vendorCode;
    this.status = status;
    this.retryable = retryable;
    this.uncertain = uncertain;
  }
}

/** Of a broken connection: `ECONNREFUSED`. */
function codeOf(cause: unknown): string | undefined {
  const code: unknown = typeof cause === "object" && cause !== null ? Reflect.get(cause, "code") : undefined;
  return typeof code === "string" && code !== "" ? code : undefined;
}
