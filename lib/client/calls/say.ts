import { type ClientContext } from "../context.js";
import { postbackUrlFor } from "../postbacks/postback-url.js";
import { type Script, script } from "./script.js";

/** What a call says, and where the vendor posts its states. */
interface Said {
  say: string | Script;
  postbackUrl?: string | undefined;
}

/** The `TextToSay` without the command for the PostbackURL, and that URL. A text is spoken, whatever is in it. */
export function saidAndUrl(context: ClientContext, { say, postbackUrl }: Said): { text: string; url: string | undefined } {
  const written = typeof say === "string" ? script().say(say) : say;
  const url = postbackUrlFor(context, postbackUrl ?? written.url, { lowerCase: true });
  return { text: written.body(), url };
}

/** The whole `TextToSay`, for operations that have no field for the PostbackURL: the command for it stands at the very start. */
export function textToSay(context: ClientContext, said: Said): string {
  const { text, url } = saidAndUrl(context, said);
  return url === undefined ? text : script().postbackUrl(url).raw(text).toString();
}
