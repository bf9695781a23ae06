import { type NewSend, type Send, type SendLog, type SendOutcome } from "../inbox/send-log.js";
import { type Postback } from "../wire/postback.js";
import { type Sender } from "./sender.js";

/** What goes out through a client, beside what comes in. */
export class Correspondence {
  readonly #sends: SendLog;
  /** What is going out from this process. */
  readonly #underWay = new Set<UnderWay>();
  /** End the recording of clients. */
  readonly #leave: (() => void)[] = [];

  constructor(sends: SendLog) {
    this.#sends = sends;
  }

  /** Notes what a client sends from now on. */
  record(sender: Sender): void {
    const leave = sender.observe({
      begin: async (sends) => {
        for (const { id, to } of sends) this.#go(id, to);
        for (const send of sends) await this.#sends.begin(newSend(send));
      },
      end: async (id, outcome) => {
        try {
          await this.#sends.end(id, outcome);
        } finally {
          for (const one of this.#underWay) if (one.id === id) one.end();
        }
      },
    });
    this.#leave.push(leave);
  }

  /** Notes nothing any more. */
  close(): void {
    for (const leave of this.#leave.splice(0)) leave();
  }

  /** See {@link SendLog.begin}. */
  async begin(send: NewSend): Promise<Send | undefined> {
    return this.#sends.begin(send);
  }

  /** What is noted under an id. */
  async get(id: string): Promise<Send | undefined> {
    return this.#sends.get(id);
  }

  async end(id: string, outcome: SendOutcome): Promise<void> {
    return this.#sends.end(id, outcome);
  }

  /** How many messages have gone to a number since then. */
  async count(to: string, from: string | undefined, since: Date): Promise<number> {
    return this.#sends.count(to, from, since);
  }

  /** The message of ours that a postback is about, also when it comes before the vendor has answered the send. */
  async sendOf(postback: Postback): Promise<Send | undefined> {
    const about = aboutSend(postback);
    if (!about) return undefined;
    const { messageIds, referenceId, to } = about;
    const reference = referenceId === undefined || to === undefined ? undefined : { id: referenceId, to };
    const found = await this.#sends.find({ messageIds, reference });
    const underWay = [...this.#underWay].filter((one) => one.to === to).map(async ({ ended }) => ended);
    if (found || underWay.length === 0) return found;
    await Promise.all(underWay);
    return this.#sends.find({ messageIds });
  }

  #go(id: string, to: string): void {
    let tell = (): void => {};
    const ended = new Promise<void>((resolve) => (tell = resolve));
    const one: UnderWay = {
      id,
      to,
      ended,
      end: () => {
        this.#underWay.delete(one);
        tell();
      },
    };
    this.#underWay.add(one);
  }
}

interface UnderWay {
  readonly id: string;
  readonly to: string;
  readonly ended: Promise<void>;
  readonly end: () => void;
}

/** How the message is known that a postback is about; `undefined` when it is about none of ours. */
function aboutSend(postback: Postback): { messageIds: readonly string[]; referenceId: string | undefined; to: string | undefined } | undefined {
  switch (postback.type) {
    case "smsReply":
      return { messageIds: [postback.matchedMessageId], referenceId: postback.referenceId, to: postback.from };
    case "smsSent":
    case "smsRefused":
      return { messageIds: [postback.messageId], referenceId: postback.referenceId, to: postback.to };
    case "deliveryReceipt": {
      const { messageId, backupMessageId, referenceId, to } = postback;
      return { messageIds: [messageId, ...(backupMessageId === undefined ? [] : [backupMessageId])], referenceId, to };
    }
    default:
      return undefined;
  }
}

function newSend({ id, to, from, referenceId, length, context, at }: Partial<NewSend> & Pick<NewSend, "id" | "to" | "length" | "at">): NewSend {
  return { id, to, from, referenceId, length, context, at };
}
