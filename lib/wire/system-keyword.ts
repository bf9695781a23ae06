/**
 * Words that the vendor acts on itself, for the whole licence key; an application must not answer them.
 * https://esendex.us/docs/sms-api/system-keywords and, for UNSUBSCRIBE, http://wiki.cdyne.com/DID_System_Keywords
 */
export const systemKeywords = {
  stop: ["STOP", "END", "CANCEL", "QUIT", "UNSUB", "UNSUBSCRIBE", "ARRET"],
  help: ["HELP", "HLP", "INFO", "AIDE"],
  resume: ["RESUME", "RECOMMENCER"],
} as const;

/** What a system keyword asks for. */
export type SystemKeyword = keyof typeof systemKeywords;

const MEANING = new Map<string, SystemKeyword>([
  ...systemKeywords.stop.map((word) => [word, "stop"] as const),
  ...systemKeywords.help.map((word) => [word, "help"] as const),
  ...systemKeywords.resume.map((word) => [word, "resume"] as const),
]);

const LONGEST = Math.max(...[...MEANING.keys()].map((word) => word.length));

/** The keyword that a text is, if the whole of it is one; white space around it and case do not matter. */
export function systemKeyword(text: string | undefined): SystemKeyword | undefined {
  const word = text?.trim();
  return word && word.length <= LONGEST ? MEANING.get(word.toUpperCase()) : undefined;
}
