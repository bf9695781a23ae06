import { type IncomingMessage } from "./incoming-message.js";

/** Keeps what was read. Nothing more is read until it resolves, and nothing when it rejects. */
export type StoreMessages = (messages: readonly IncomingMessage[]) => unknown;

/**
 * Reads page after page until one is empty, and stores what was not read before. Where reading marks as read, what was
 * page 2 has become page 1: a page is read again until it gives nothing new, which also ends well should reading not mark.
 */
export async function storeFresh(read: (page: number) => Promise<readonly IncomingMessage[]>, store: StoreMessages, marks: boolean): Promise<number> {
  const seen = new Set<string>();
  let stale = 0;
  // After two pages without anything new there is no more, or the vendor does not know of pages. One alone may be what
  // texts that came meanwhile have pushed down.
  for (let page = 1; stale < 2; ) {
    const messages = await read(page);
    if (messages.length === 0) break;
    const fresh = messages.filter((message) => !seen.has(keyOf(message)));
    for (const message of fresh) seen.add(keyOf(message));
    if (fresh.length > 0) await store(fresh);
    stale = fresh.length > 0 ? 0 : stale + 1;
    if (!marks || fresh.length === 0) page += 1;
  }
  return seen.size;
}

/** The parts of a long text may have one id. */
function keyOf({ messageId, from, to, at, text, udh }: IncomingMessage): string {
  return JSON.stringify([messageId, from, to, at, text, udh && [...udh]]);
}
