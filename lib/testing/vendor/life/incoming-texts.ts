import { type SystemKeyword, systemKeywords } from "../../../index.js";
import { type Accounts } from "../records/accounts.js";
import { type Dispatch } from "../protocols/dispatch.js";
import { type Inferred } from "../inferred.js";
import { responseBody } from "./message-bodies.js";
import { type IncomingText, type Messages } from "../records/messages.js";
import { type Ids } from "../random.js";

export interface IncomingTextsParts {
  readonly accounts: Accounts;
  readonly messages: Messages;
  readonly dispatch: Dispatch;
  readonly ids: Ids;
  readonly inferred: Inferred;
}

/** A text that arrives at the vendor. */
export interface Arriving {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly media: readonly number[];
  readonly at: Date;
}

/** Takes the texts of handsets: finds out what they answer, acts on system keywords, keeps them and posts them. */
export class IncomingTexts {
  readonly #parts: IncomingTextsParts;

  constructor(parts: IncomingTextsParts) {
    this.#parts = parts;
  }

  async receive({ from, to, text, media, at }: Arriving): Promise<void> {
    const { accounts, messages, dispatch, ids, inferred } = this.#parts;
    const licenseKey = accounts.number(to)?.licenseKey;
    if (licenseKey === undefined) return;
    const matched = messages.lastBetween(to, from, new Date(at.getTime() - inferred.matchWithin));
    const incoming: IncomingText = {
      id: ids.guid(),
      licenseKey,
      from,
      to,
      text,
      mms: media.length > 0,
      attachments: media,
      receivedAt: at,
      matched,
      read: false,
    };
    const keyword = keywordOf(text);
    if (keyword === "stop") accounts.stop(licenseKey, from, at);
    if (keyword === "resume") accounts.resume(licenseKey, from);
    messages.receive(incoming);
    if (keyword !== undefined && !inferred.systemKeywordsPosted) return;
    const subject = { licenseKey, number: to, ownUrl: matched?.postbackUrl };
    const body = responseBody(incoming, inferred);
    await dispatch.message("IncomingMessage", subject, incoming.mms, { body, event: matched ? "smsReply" : "smsReceived", at });
  }
}

const MEANINGS: ReadonlyMap<string, SystemKeyword> = new Map([
  ...systemKeywords.stop.map((word) => [word, "stop"] as const),
  ...systemKeywords.help.map((word) => [word, "help"] as const),
  ...systemKeywords.resume.map((word) => [word, "resume"] as const),
]);

function keywordOf(text: string): SystemKeyword | undefined {
  return MEANINGS.get(text.trim().toUpperCase());
}
