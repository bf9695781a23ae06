import { setImmediate, setTimeout } from "node:timers/promises";
import { type Inbox, type Postback, type Postbacks, type PostbacksOptions, createPostbacks, memoryInbox } from "cdyne-postback";
import { TOKEN } from "./packets.js";

export interface Logged {
  level: "warn" | "error";
  code: unknown;
  details: object;
  message: string;
}

export interface Receiver extends Postbacks {
  /** Every event so far. */
  events: Postback[];
  /** Everything that was logged. */
  logged: Logged[];
}

const receivers = new Set<Postbacks>();

/** A receiver that notes its events and its log, and tries once what it delivers. `closeReceivers` ends it. */
export function receiver(options: Partial<PostbacksOptions> = {}): Receiver {
  const logged: Logged[] = [];
  const write = (level: Logged["level"]) => (details: object, message: string) => {
    logged.push({ level, code: Reflect.get(details, "code"), details, message });
  };
  const logger = { warn: write("warn"), error: write("error") };
  const postbacks = createPostbacks({ tokens: TOKEN, logger, retry: { attempts: 1 }, ...options });
  const events: Postback[] = [];
  postbacks.onAny((event) => void events.push(event));
  receivers.add(postbacks);
  return { ...postbacks, events, logged };
}

export async function closeReceivers(): Promise<void> {
  await Promise.allSettled([...receivers].map(async (one) => one.close({ timeout: 1 })));
  receivers.clear();
}

/** A memory inbox with some of its parts replaced. */
export function inboxWith(replace: (inbox: Inbox) => Partial<Inbox>): Inbox {
  const inbox = memoryInbox();
  return {
    durable: inbox.durable,
    record: async (postbacks) => inbox.record(postbacks),
    claim: async (limit, lease) => inbox.claim(limit, lease),
    renew: async (ids, lease) => inbox.renew(ids, lease),
    settle: async (settlements) => inbox.settle(settlements),
    list: async (query) => inbox.list(query),
    redeliver: async (filter) => inbox.redeliver(filter),
    prune: async (state, before, limit) => inbox.prune(state, before, limit),
    forget: async (number) => inbox.forget(number),
    health: async () => inbox.health(),
    close: async () => inbox.close(),
    ...replace(inbox),
  };
}

/** Resolves once `condition` holds; fails the test when it does not within some seconds. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 5): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (let turns = 0; !(await condition()); turns += 1) {
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} seconds: ${condition.toString()}`);
    // At once, for some turns; then seldom, so that what is waited for has the processor.
    await (turns < 100 ? setImmediate() : setTimeout(5));
  }
}
