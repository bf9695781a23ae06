import { type AssignMethods, assignMethods } from "./postbacks/assign-postbacks.js";
import { type Calls, createCalls } from "./calls/calls.js";
import { type IncomingMethods, incomingMethods } from "./messages/incoming.js";
import { type KeywordMethods, keywordMethods } from "./messages/keywords.js";
import { type LegacyMethods } from "./messages/legacy-api.js";
import { legacyMethods } from "./messages/legacy.js";
import { type MediaMethods } from "./messages/media-api.js";
import { mediaMethods } from "./messages/media.js";
import { type MessageMethods } from "./messages/messages-api.js";
import { messageMethods } from "./messages/messages.js";
import { type ClientOptions, contextOf } from "./options.js";
import { type PostbackMethods } from "./postbacks/postback-settings-api.js";
import { postbackMethods } from "./postbacks/postback-settings.js";
import { type SendObserver } from "./messages/send-observer.js";

/** Methods for the vendor's APIs. A table of them, with the vendor's operations, is in lib/client/README.md. */
export interface Client extends MessageMethods, LegacyMethods, IncomingMethods, MediaMethods, KeywordMethods, PostbackMethods, AssignMethods, Calls {
  /** Has an observer told of every message before it leaves and after the answer. Returns what ends that. */
  observe(observer: SendObserver): () => void;
}

/**
 * Makes a client for SMS, MMS and calls. Sends nothing. Throws for options that cannot be: CDYNE_LICENSE_KEY_INVALID,
 * CDYNE_POSTBACK_URL_INVALID, CDYNE_OPTION_INVALID.
 */
export function createClient(options: ClientOptions): Client {
  const context = contextOf(options);
  const postbacks = postbackMethods(context);
  return {
    ...messageMethods(context),
    ...legacyMethods(context),
    ...incomingMethods(context),
    ...mediaMethods(context),
    ...keywordMethods(context),
    ...postbacks,
    ...assignMethods(postbacks),
    ...createCalls(context),
    observe: (observer) => context.observers.add(observer),
  };
}
