import { setTimeout as pause } from "node:timers/promises";
import { type Inbox, type Recorded } from "../../lib/inbox/inbox.js";

const SLOWER = 8;

/** Has an inbox record one postback at a time, with a commit for each. */
export function oneByOne(inbox: Inbox): Inbox {
  return recordingBy(inbox, (record) => async (postbacks) => {
    const recorded: Recorded[] = [];
    for (const postback of postbacks) recorded.push(...(await record([postback])));
    return recorded;
  });
}

/** Has each commit of an inbox take 8 ms more, as on a disk that turns. */
export function onSlowDisk(inbox: Inbox): Inbox {
  return recordingBy(inbox, (record) => async (postbacks) => {
    const recorded = await record(postbacks);
    await pause(SLOWER);
    return recorded;
  });
}

function recordingBy(inbox: Inbox, change: (record: Inbox["record"]) => Inbox["record"]): Inbox {
  return Object.assign(inbox, { record: change(inbox.record.bind(inbox)) });
}
