import { type CliCommand } from "./command.js";
import { listenCommand } from "./listen.js";
import { replayCommand } from "./replay.js";

/** The commands, in the order of the help. */
export const commands: readonly CliCommand[] = [listenCommand, replayCommand];
