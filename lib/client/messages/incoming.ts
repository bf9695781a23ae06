import { z } from "zod";
import { checkOptions } from "../../check-options.js";
import { count, date, flag, guid, text } from "../request/arguments.js";
import { ask, wireDate } from "../request/ask.js";
import { type ClientContext } from "../context.js";
import { type IncomingMessage, incomingOf, incomingResponse, legacyIncoming, legacyIncomingOf } from "./incoming-message.js";
import { type StoreMessages, storeFresh } from "./store-fresh.js";
import { type CallOptions } from "../request/transport.js";
import { wireList } from "../request/vendor-fields.js";

export interface IncomingQuery {
  store: StoreMessages;
  /** Received since then. With it a read can be made again as often as need be. */
  since?: Date | undefined;
  until?: Date | undefined;
  messageId?: string | undefined;
  /** Answers to this message of ours. */
  matchedMessageId?: string | undefined;
  referenceId?: string | undefined;
  /** Only what was never read, by whomever. False by default, because what is read is marked and does not come again. */
  unreadOnly?: boolean | undefined;
  /** How many the vendor is asked for at once; 20 by default. The vendor's largest is not known. */
  pageSize?: number | undefined;
}

/** Reading marks as read (DOCUMENTED for the legacy operation, INFERRED for the other), so it hands over each page before it reads the next. */
export interface IncomingMethods {
  /**
   * Reads the texts that came in, all pages, and hands each page to `store` before it reads the next. Resolves to how
   * many there were. When `store` rejects, so does this. Read by `since` rather than `unreadOnly` when nothing may be
   * lost: a process that dies between reading and storing reads the same again. `timeout` is for each page.
   * DOCUMENTED: https://esendex.us/docs/sms-api/api/methods/ReadIncomingMessages
   */
  readIncoming(query: IncomingQuery, options?: CallOptions): Promise<number>;
  /**
   * The legacy way: reads what is unread until there is no more, and hands it to `store` before it reads on. The vendor
   * marks it as read. What is lost on the way comes back by `readIncoming({ since })`.
   * DOCUMENTED: https://cdyne.com/docs/sms-api/api/GetUnreadIncomingMessages
   */
  unreadIncoming(query: { store: StoreMessages }, options?: CallOptions): Promise<number>;
}

const PAGE_SIZE = 20;
const store = z.custom<StoreMessages>((value) => typeof value === "function", "expected a function that keeps the messages");
const query = z.object({
  store,
  since: date.optional(),
  until: date.optional(),
  messageId: guid.optional(),
  matchedMessageId: guid.optional(),
  referenceId: text.optional(),
  unreadOnly: flag.optional(),
  pageSize: count.optional(),
});

export function incomingMethods(context: ClientContext): IncomingMethods {
  return {
    readIncoming: async (given, options) => {
      checkOptions("readIncoming()", query, given);
      const { unreadOnly = false } = given;
      const read = async (page: number): Promise<IncomingMessage[]> => {
        // Whether an unread page was marked before its answer was lost is not known: asking again could skip it.
        const said = await ask(context, "ReadIncomingMessages", criteria(context, given, page), wireList(incomingResponse), { ...options, repeatable: !unreadOnly });
        return said.map((one) => incomingOf(context, one));
      };
      return storeFresh(read, given.store, unreadOnly);
    },
    unreadIncoming: async (given, options) => {
      checkOptions("unreadIncoming()", z.object({ store }), given);
      const read = async (): Promise<IncomingMessage[]> => {
        const said = await ask(context, "GetUnreadIncomingMessages", { LicenseKey: context.licenseKey }, wireList(legacyIncoming), options);
        return said.map((one) => legacyIncomingOf(context, one));
      };
      return storeFresh(read, given.store, true);
    },
  };
}

function criteria({ licenseKey }: ClientContext, given: IncomingQuery, page: number) {
  return {
    EndDate: wireDate(given.until),
    IncomingMessageID: given.messageId,
    LicenseKey: licenseKey,
    OutgoingMessageID: given.matchedMessageId,
    PageNumber: page,
    PageSize: given.pageSize ?? PAGE_SIZE,
    ReferenceID: given.referenceId,
    StartDate: wireDate(given.since),
    UnreadMessagesOnly: given.unreadOnly ?? false,
  };
}
