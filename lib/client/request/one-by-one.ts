import { type ProblemCode } from "../../index.js";
import { VendorError } from "./vendor-error.js";

interface MayFail {
  readonly error: VendorError | undefined;
}

/** After these the other recipients would fare no better, and a wrong key must not be sent again. */
const STOPPING: readonly ProblemCode[] = ["CDYNE_LICENSE_KEY_REFUSED", "CDYNE_ACCOUNT_REFUSED", "CDYNE_VENDOR_TIMEOUT", "CDYNE_VENDOR_UNREACHABLE"];

/**
 * Asks for one after the other. What went wrong with one is in its result; it is thrown only when nothing was taken at
 * all. Whoever ends it with a signal gets the results of what was taken by then.
 */
export async function oneByOne<One, Result extends MayFail>(
  operation: string,
  all: readonly One[],
  send: (one: One) => Promise<Result>,
  refused: (one: One, error: VendorError) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const one of all) {
    const before = results.at(-1)?.error;
    if (before && STOPPING.includes(before.code)) {
      results.push(refused(one, notSent(before)));
      continue;
    }
    try {
      results.push(await send(one));
    } catch (error) {
      if (error instanceof VendorError) results.push(refused(one, error));
      else if (results.every((result) => result.error)) throw error;
      else results.push(refused(one, new VendorError("CDYNE_VENDOR_TIMEOUT", { operation, retryable: true, uncertain: true, cause: error })));
    }
  }
  return unlessAllRefused(results);
}

/** The results. When none was taken it throws: the first error that is uncertain, so that nobody takes them all for refused, or else the first. */
export function unlessAllRefused<Result extends MayFail>(results: Result[]): Result[] {
  const errors = results.flatMap(({ error }) => error ?? []);
  const thrown = errors.find(({ uncertain }) => uncertain) ?? errors[0];
  if (thrown && errors.length === results.length) throw thrown;
  return results;
}

/** The same for one whose request has never left. */
function notSent({ code, operation, vendorCode, status, retryable }: VendorError): VendorError {
  return new VendorError(code, { operation, vendorCode, status, retryable });
}
