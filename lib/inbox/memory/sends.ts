import { type SendFilter } from "../inspection.js";
import { type NewSend, type Send, type SendLog, type SendOutcome, type SendQuery } from "../send-log.js";

/** The last messages that went out, as many as there is room for. */
export class Sends implements SendLog {
  readonly #limit: number;
  /** By id, in the order of their beginning. */
  readonly #sends = new Map<string, Send>();
  readonly #refuseWhenClosed: () => void;

  constructor(limit: number, refuseWhenClosed: () => void) {
    this.#limit = limit;
    this.#refuseWhenClosed = refuseWhenClosed;
  }

  async begin(send: NewSend): Promise<Send | undefined> {
    this.#refuseWhenClosed();
    const before = this.#sends.get(send.id);
    if (before && before.state !== "refused") return before;
    this.#sends.delete(send.id);
    this.#sends.set(send.id, { ...send, state: "sending", messageId: undefined, code: undefined });
    const [oldest] = this.#sends.keys();
    if (oldest !== undefined && this.#sends.size > this.#limit) this.#sends.delete(oldest);
    return undefined;
  }

  async end(id: string, { state, messageId, from, code }: SendOutcome): Promise<void> {
    this.#refuseWhenClosed();
    const send = this.#sends.get(id);
    if (send) this.#sends.set(id, { ...send, from: send.from ?? from, state, messageId, code });
  }

  async get(id: string): Promise<Send | undefined> {
    this.#refuseWhenClosed();
    return this.#sends.get(id);
  }

  async find({ messageIds, reference }: SendQuery): Promise<Send | undefined> {
    this.#refuseWhenClosed();
    const all = [...this.#sends.values()].reverse();
    return (
      all.find(({ messageId }) => messageId !== undefined && messageIds.includes(messageId)) ??
      all.find((send) => send.messageId === undefined && send.state !== "refused" && send.to === reference?.to && isOwn(send, reference.id))
    );
  }

  async count(to: string, from: string | undefined, since: Date): Promise<number> {
    this.#refuseWhenClosed();
    const counts = (send: Send): boolean => send.state !== "refused" && send.to === to && (from === undefined || send.from === from) && send.at >= since;
    return [...this.#sends.values()].filter(counts).length;
  }

  /** Newest first. */
  list(filter: SendFilter, limit: number): readonly Send[] {
    const found = [...this.#sends.values()].reverse().filter((send) => isListed(send, filter));
    return found.sort((one, other) => other.at.getTime() - one.at.getTime()).slice(0, limit);
  }

  async prune(before: Date, limit: number): Promise<number> {
    this.#refuseWhenClosed();
    return this.#remove(({ at }) => at < before, limit);
  }

  /** Removes what went to a number or from it. Returns how many. */
  forget(number: string): number {
    return this.#remove(({ to, from }) => to === number || from === number, Infinity);
  }

  #remove(which: (send: Send) => boolean, limit: number): number {
    const found = [...this.#sends.values()].filter(which).slice(0, limit);
    for (const { id } of found) this.#sends.delete(id);
    return found.length;
  }
}

function isOwn({ id, referenceId }: Send, reference: string): boolean {
  return referenceId === reference && (id === reference || id.startsWith(`${reference}-`));
}

function isListed({ to, from, at, messageId }: Send, filter: SendFilter): boolean {
  if ("messageIds" in filter) return messageId !== undefined && filter.messageIds.includes(messageId);
  const [one, other] = filter.between;
  const isBetween = (to === one && (from ?? other) === other) || (to === other && (from ?? one) === one);
  return isBetween && (filter.until === undefined || at < filter.until);
}
