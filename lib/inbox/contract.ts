import { DELIVERING } from "./contract/delivering.js";
import { INSPECTING } from "./contract/inspecting.js";
import { KEEPING } from "./contract/keeping.js";
import { MEETING } from "./contract/meeting.js";
import { RECORDING } from "./contract/recording.js";
import { SENDING } from "./contract/sending.js";
import { type Inbox } from "./inbox.js";

/** One thing that an inbox has to do. `check` rejects when it does not. */
export interface ContractCheck {
  readonly name: string;
  readonly check: () => Promise<void>;
}

/**
 * What every inbox has to do, for the test of a store of one's own:
 *
 * ```js
 * for (const { name, check } of inboxContract(openMyInbox)) test(name, check);
 * ```
 *
 * @param open Gives a new inbox with nothing in it. Each check closes its own.
 */
export function inboxContract(open: () => Inbox | Promise<Inbox>): readonly ContractCheck[] {
  return Object.entries({ ...RECORDING, ...DELIVERING, ...KEEPING, ...INSPECTING, ...SENDING, ...MEETING }).map(([name, run]) => ({
    name,
    check: async () => {
      const inbox = await open();
      try {
        await run(inbox);
      } finally {
        await inbox.close();
      }
    },
  }));
}
