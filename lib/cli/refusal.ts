import { type ExitCode, exitCodes } from "./exit-codes.js";

/** Something that whoever runs the command can mend: it is said in one sentence, without a stack. */
export class Refusal extends Error {
  override readonly name: string = "Refusal";
  readonly exitCode: ExitCode = exitCodes.wrong;
}

/** The command was not understood, or asks for what must not be done unasked. */
export class UsageError extends Refusal {
  override readonly name = "UsageError";
  override readonly exitCode = exitCodes.usage;
}
