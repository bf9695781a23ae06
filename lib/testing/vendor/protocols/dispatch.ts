import { type EventName } from "../../../index.js";
import { USER_AGENT } from "../../../vendor-post.js";
import { type PostbackKind } from "../records/codes.js";
import { type Inferred } from "../inferred.js";
import { type Poster } from "../life/poster.js";
import { type Settings, type Subject } from "../records/settings.js";

/** What is posted, and as which event it is meant. */
export interface Postable {
  readonly body: string;
  readonly event: EventName;
  readonly at: Date;
}

/** Finds out where a postback goes, and posts it there. */
export class Dispatch {
  readonly #poster: Poster;
  readonly #settings: Settings;
  readonly #inferred: Inferred;

  constructor(poster: Poster, settings: Settings, inferred: Inferred) {
    this.#poster = poster;
    this.#settings = settings;
    this.#inferred = inferred;
  }

  async message(kind: PostbackKind, subject: Subject, mms: boolean, { body, event, at }: Postable): Promise<void> {
    const url = this.#settings.urlFor(kind, subject);
    if (url === undefined || !isPostable(url)) return;
    const folded = this.#inferred.lowerCaseUrls === "all" ? url.toLowerCase() : url;
    // Which user agent MMS and calls have is not known.
    await this.#poster.post(folded, body, event, at, mms ? undefined : USER_AGENT);
  }

  async call(url: string | undefined, { body, event, at }: Postable): Promise<void> {
    if (url === undefined || !isPostable(url)) return;
    const folded = this.#inferred.lowerCaseUrls === "none" ? url : url.toLowerCase();
    await this.#poster.post(folded, body, event, at, undefined);
  }
}

/** Whether anything could be posted to a URL: an absolute one of http or https, without blanks around it. */
export function isPostable(url: string): boolean {
  return url.trim() === url && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
