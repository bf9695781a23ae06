import { type Deliveries } from "../clock.js";
import { type Inbox } from "../inbox/inbox.js";
import { type DeliveryLoop } from "./loop.js";

const PAGE = 1000;

/** The deliveries of a loop, for a clock that follows them. */
export function deliveriesOf(loop: DeliveryLoop, inbox: Inbox): Deliveries {
  return {
    get busy() {
      return loop.busy;
    },
    get running() {
      return loop.running;
    },
    // An inbox that is down or closed has nothing that will be due.
    nextDue: async (after) => (loop.delivers ? firstDue(inbox, after).catch(() => undefined) : undefined),
    wake: () => loop.wakeIfBegun(),
  };
}

async function firstDue(inbox: Inbox, after: number): Promise<number | undefined> {
  let first = Infinity;
  for (const state of ["waiting", "running"] as const) {
    let cursor: string | undefined;
    do {
      const page = await inbox.list({ state, limit: PAGE, cursor });
      for (const { due } of page.items) {
        const time = due?.getTime() ?? 0;
        if (time > after) first = Math.min(first, time);
      }
      cursor = page.next;
    } while (cursor !== undefined);
  }
  return first === Infinity ? undefined : first;
}
