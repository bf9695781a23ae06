import { z } from "zod";
import { checkOptions } from "../../check-options.js";

export interface WaitOptions {
  /** In milliseconds, by the clock of the machine; 4,000 by default: Jest and Vitest end a test after 5,000, and say less. */
  timeout?: number | undefined;
}

const schema = z.object({ timeout: z.number().positive().max(2 ** 31 - 1).optional() });

export function timeoutOf(whose: string, options: WaitOptions): number {
  checkOptions(whose, schema, options);
  return options.timeout ?? 4000;
}
