/** What the command line ends with. */
export const exitCodes = {
  /** All is well. */
  fine: 0,
  /** Something failed, or something is wrong. */
  wrong: 1,
  /** The command was not understood; nothing was done. */
  usage: 2,
  /** It was ended with Ctrl-C before it was done. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
