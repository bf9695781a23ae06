import { classify } from "../wire/classify.js";
import { type Postback } from "../wire/postback.js";

/** What a database keeps of a postback to make it again: its body, and what the body does not say. */
export interface StoredPostback {
  readonly key: string;
  readonly raw: string;
  readonly account: string | undefined;
  readonly receivedAt: Date;
  readonly source: Postback["source"];
}

/** The postback as it was recorded. Its key stays the recorded one, even if a later version would give it another. */
export function postbackOf({ key, raw, account, receivedAt, source }: StoredPostback): Postback {
  return Object.assign(classify(raw, { account, receivedAt, source }), { key });
}
