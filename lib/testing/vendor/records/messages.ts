import { type MessageStatus } from "./codes.js";

/** A message of ours to a handset. */
export interface Message {
  readonly id: string;
  readonly licenseKey: string;
  /** Our number, in the form of {@link readNumber}. */
  readonly from: string;
  readonly to: string;
  /** The recipient as it was given. */
  readonly givenTo: string;
  readonly text: string;
  readonly mms: boolean;
  readonly attachments: readonly string[];
  readonly referenceId: string | undefined;
  readonly postbackUrl: string | undefined;
  readonly scheduledAt: Date | undefined;
  status: MessageStatus;
  sentAt: Date | undefined;
}

/** A text of a handset to a number of ours. */
export interface IncomingText {
  readonly id: string;
  readonly licenseKey: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly mms: boolean;
  readonly attachments: readonly number[];
  readonly receivedAt: Date;
  /** The message that it answers. */
  readonly matched: Message | undefined;
  read: boolean;
}

/** Which incoming texts are wanted. */
export interface IncomingFilter {
  readonly licenseKey: string;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  readonly id?: string | undefined;
  readonly matchedId?: string | undefined;
  readonly referenceId?: string | undefined;
  readonly unreadOnly?: boolean | undefined;
}

/** Every message in both directions. */
export class Messages {
  readonly #sent: Message[] = [];
  readonly #received: IncomingText[] = [];

  add(message: Message): void {
    this.#sent.push(message);
  }

  receive(text: IncomingText): void {
    this.#received.push(text);
  }

  byId(id: string | undefined): Message | undefined {
    return this.#sent.find((one) => one.id === id?.toLowerCase());
  }

  byReference(licenseKey: string, referenceId: string): readonly Message[] {
    return this.#sent.filter((one) => one.licenseKey === licenseKey && one.referenceId === referenceId);
  }

  /** The last message from a number of ours to a handset that went out after `since`: what a text of the handset answers. */
  lastBetween(ours: string, theirs: string, since: Date): Message | undefined {
    return this.#sent.findLast((one) => one.from === ours && one.to === theirs && one.sentAt !== undefined && one.sentAt >= since);
  }

  /** The number of ours that a handset heard from last. */
  lastSenderTo(theirs: string): string | undefined {
    return this.#sent.findLast((one) => one.to === theirs)?.from;
  }

  repliesTo(id: string): readonly IncomingText[] {
    return this.#received.filter(({ matched }) => matched?.id === id);
  }

  incomingById(licenseKey: string, id: string): IncomingText | undefined {
    return this.#received.find((one) => one.licenseKey === licenseKey && one.id === id.toLowerCase());
  }

  incoming(filter: IncomingFilter): readonly IncomingText[] {
    return this.#received.filter((one) => fits(one, filter));
  }
}

function fits(one: IncomingText, filter: IncomingFilter): boolean {
  return (
    one.licenseKey === filter.licenseKey &&
    (!filter.since || one.receivedAt >= filter.since) &&
    (!filter.until || one.receivedAt <= filter.until) &&
    (!filter.id || one.id === filter.id.toLowerCase()) &&
    (!filter.matchedId || one.matched?.id === filter.matchedId.toLowerCase()) &&
    (!filter.referenceId || one.matched?.referenceId === filter.referenceId) &&
    (!filter.unreadOnly || !one.read)
  );
}
