import { type CliCommand } from "./command.js";
import { doctorCommand } from "./doctor.js";
import { initCommand } from "./init.js";
import { inspectCommand } from "./inspect.js";
import { listenCommand } from "./listen.js";
import { replayCommand } from "./replay.js";
import { simulateCommand } from "./simulate.js";

/** The commands, in the order of the help. */
export const commands: readonly CliCommand[] = [listenCommand, simulateCommand, replayCommand, inspectCommand, doctorCommand, initCommand];
